"""What crosses process lines: specs, events, files. Knows pydantic and the standard library; knows no web, database or torch."""
