"""The process that does the other long work of a run, one file per task. Knows no database and no HTTP."""
