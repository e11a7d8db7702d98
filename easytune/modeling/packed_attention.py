"""Causal attention over rows that lie one behind the other in a single sequence, without padding. Knows tensors; knows no model.

Registered with the library under a name of its own, so every model that takes its attention from there can use it, and no mask is
built. Rows are told apart by `row_lengths`; without them (answering, with a cache of keys) it is the library's SDPA.
"""

from typing import Any

import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed

PACKED = "easytune_packed"
PLAIN_TOKENS = 200  # on a CPU in bf16 the fused kernel takes 2.8 times as long at 110 tokens, and as long at 300 (docs/experiments.md)
_BEYOND_US = ("softcap", "s_aux")  # attention that is more than a softmax of products


def register() -> None:
    """Make the name known to the library; again is no harm."""
    AttentionInterface.register(PACKED, packed_attention)


def packed_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    row_lengths: tuple[int, ...] | None = None,
    sliding_window: int | None = None,
    **options: Any,
) -> tuple[torch.Tensor, None]:
    """query [1, heads, T, width], key and value [1, fewer heads, T, width]; answers [1, T, heads, width]. Exact: no row sees another.

    Raises: RunFailed(ARCHITECTURE_UNSUPPORTED) for attention of another kind.
    """
    if any(options.get(name) is not None for name in _BEYOND_US):
        raise RunFailed(ErrorCode.ARCHITECTURE_UNSUPPORTED, architecture=type(module).__name__, supported="Llama, Mistral, Qwen2, Qwen3")
    if row_lengths is None:
        return sdpa_attention_forward(module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **options)
    queries, keys, values = (torch.split(part, list(row_lengths), dim=2) for part in (query, key, value))
    rows = zip(queries, keys, values, strict=True)
    answers = [_one_row(of_query, of_key, of_value, dropout, scaling, sliding_window) for of_query, of_key, of_value in rows]
    return torch.cat(answers, dim=2).transpose(1, 2), None


def _one_row(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, dropout: float, scaling: float | None, window: int | None
) -> torch.Tensor:
    shares = query.shape[1] != key.shape[1]
    length = query.shape[2]
    within = window is None or length <= window
    if within and length <= PLAIN_TOKENS and query.dtype is torch.bfloat16 and query.device.type == "cpu" and not dropout:
        return _plain_products(query, key, value, query.shape[3] ** -0.5 if scaling is None else scaling)
    if not within:
        places = torch.arange(length, device=query.device)
        back = places[:, None] - places[None, :]
        near = (back >= 0) & (back < (window or length))
        return scaled_dot_product_attention(query, key, value, attn_mask=near, dropout_p=dropout, scale=scaling, enable_gqa=shares)
    return scaled_dot_product_attention(query, key, value, is_causal=True, dropout_p=dropout, scale=scaling, enable_gqa=shares)


def _plain_products(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, scaling: float) -> torch.Tensor:
    """Softmax in fp32; heads that share a key are one product."""
    _, heads, length, width = query.shape
    shared = key.shape[1]
    together = query.reshape(1, shared, heads // shared * length, width)
    products = (together @ key.transpose(2, 3)).reshape(1, heads, length, length).float() * scaling
    later = torch.ones(length, length, dtype=torch.bool, device=query.device).triu(1)
    weights = products.masked_fill(later, float("-inf")).softmax(-1).to(value.dtype)
    return (weights.reshape(1, shared, -1, length) @ value).reshape(1, heads, length, width)
