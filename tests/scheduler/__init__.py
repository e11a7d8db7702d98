"""Tests of the scheduler without processes. Knows no server."""
