"""Tests of easytune.system."""
