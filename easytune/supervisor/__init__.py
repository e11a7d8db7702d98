"""One process per attempt that owns the attempt's process tree. Knows no database and no torch."""
