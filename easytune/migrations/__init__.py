"""The database schema and its history, shipped in the package. Knows every domain's tables, no service and no route."""
