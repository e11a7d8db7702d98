"""Tests of runs. Know no process."""
