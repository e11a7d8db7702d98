"""EasyTune-LLM: fine-tune language models without code. Knows its version and nothing else."""

__version__ = "0.1.0"
