"""Tests of the supervisor and of the proof of life. Knows no database."""
