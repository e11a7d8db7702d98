"""Stand-ins that speak the contract: a trainer without torch, a database with one user. Know no real model."""
