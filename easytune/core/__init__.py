"""What every part of the web side needs: settings, database, errors, the HTTP guard. Knows no domain."""
