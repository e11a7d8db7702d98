"""Reads across domains: the dashboard and the quick API. Owns no table."""
