"""What Linux, macOS and Windows do differently, one module for each kind of thing. Knows no run; docs/PLATFORMS.md says what is tested."""
