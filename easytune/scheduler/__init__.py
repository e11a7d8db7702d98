"""The role that starts, follows and reaps runs. Knows no HTTP and no torch."""
