"""The long trials behind `dev.py soak`: many kills, counted and judged. Knows the process tests' plant, harness and judge."""
