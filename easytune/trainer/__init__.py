"""The process that trains: spec.json in; events, checkpoints and output out. Knows no database and no HTTP."""
