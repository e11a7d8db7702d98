"""Supervised processes of every kind: their rows, states and requests. Knows no training, model or dataset."""
