"""Real processes, really killed. Knows the run folders and the database, not the code that fills them."""
