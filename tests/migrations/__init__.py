"""Tests of the schema history."""
