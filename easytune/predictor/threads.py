"""How many threads torch takes for one product. Knows no model."""

import torch


def use_threads(threads: int) -> None:
    """For the calling thread; called once by each thread that computes."""
    torch.set_num_threads(threads)
