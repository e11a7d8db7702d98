"""Loading and adapting models with torch. Knows no run folder, no events, no database."""
