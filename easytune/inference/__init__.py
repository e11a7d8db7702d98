"""Asking loaded models: finds or starts the predictor of a model and talks to its socket. Loads no weights."""
