"""Tests of easytune.core."""
