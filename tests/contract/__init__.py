"""Tests of what crosses process lines."""
