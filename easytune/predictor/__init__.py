"""The process that serves one model on a Unix socket. Knows no database."""
