"""Uploaded files and the canonical rows made of them. Knows no model and no job."""
