"""Tests of easytune.cli."""
