"""Base and tuned models: catalogue, inspection, folders. Knows no job and loads no weights."""
