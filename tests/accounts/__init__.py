"""Tests of easytune.accounts."""
