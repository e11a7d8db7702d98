"""What `dev.py` does, in the standard library only (but settings_reference). Knows nothing of what easytune computes."""
