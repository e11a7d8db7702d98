"""How large the number of a row may be. Knows no table."""

LARGEST_ID = 2**31 - 1  # an INTEGER of PostgreSQL
