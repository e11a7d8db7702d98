"""What `dev.py` does, in the standard library only: set-up, checks, tests. Knows nothing of what easytune computes."""
