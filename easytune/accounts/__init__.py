"""Users, sessions and API tokens. Knows no dataset, model or job."""
