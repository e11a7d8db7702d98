"""Names and shapes of the tensors of a Llama model, as Hugging Face's LlamaForCausalLM has them. Knows no file and no numbers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LlamaShape:
    """What of config.json decides the shapes; word embeddings are tied, so there is no lm_head."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int

    @property
    def head_size(self) -> int:
        return self.hidden_size // self.num_attention_heads

    def tensors(self) -> dict[str, tuple[int, ...]]:
        """Every tensor with its shape."""
        hidden, inner, narrow = self.hidden_size, self.intermediate_size, self.num_key_value_heads * self.head_size
        of_layer: dict[str, tuple[int, ...]] = {
            "input_layernorm": (hidden,),
            "post_attention_layernorm": (hidden,),
            "self_attn.q_proj": (hidden, hidden),
            "self_attn.k_proj": (narrow, hidden),
            "self_attn.v_proj": (narrow, hidden),
            "self_attn.o_proj": (hidden, hidden),
            "mlp.gate_proj": (inner, hidden),
            "mlp.up_proj": (inner, hidden),
            "mlp.down_proj": (hidden, inner),
        }
        shapes: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (self.vocab_size, hidden), "model.norm.weight": (hidden,)}
        for layer in range(self.num_hidden_layers):
            shapes |= {f"model.layers.{layer}.{name}.weight": shape for name, shape in of_layer.items()}
        return shapes
