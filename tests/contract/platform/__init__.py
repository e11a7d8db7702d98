"""Tests of what the systems do differently."""
