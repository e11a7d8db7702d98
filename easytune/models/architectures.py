"""Which architectures can become a classifier and how many tokens they read. Knows no file.

Decoders classify by the last token that is no padding; the library does so by itself once it knows the padding token.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Architecture:
    """positions_before_text: rows of the position table that no text token ever uses (RoBERTa starts behind the padding id).

    is_decoder: can write text, with a language-model head.
    """

    name: str
    positions_before_text: int = 0
    is_decoder: bool = False


# what AutoModelForSequenceClassification loads natively, of encoders and small decoders; a test compares with the installed library
SUPPORTED = {
    "albert": Architecture("ALBERT"),
    "bert": Architecture("BERT"),
    "camembert": Architecture("CamemBERT", positions_before_text=2),
    "convbert": Architecture("ConvBERT"),
    "deberta": Architecture("DeBERTa"),
    "deberta-v2": Architecture("DeBERTa-v2"),
    "distilbert": Architecture("DistilBERT"),
    "electra": Architecture("ELECTRA"),
    "ernie": Architecture("ERNIE"),
    "llama": Architecture("Llama", is_decoder=True),
    "megatron-bert": Architecture("Megatron-BERT"),
    "mistral": Architecture("Mistral", is_decoder=True),
    "mobilebert": Architecture("MobileBERT"),
    "modernbert": Architecture("ModernBERT"),
    "mpnet": Architecture("MPNet", positions_before_text=2),
    "qwen2": Architecture("Qwen2", is_decoder=True),
    "qwen3": Architecture("Qwen3", is_decoder=True),
    "rembert": Architecture("RemBERT"),
    "roberta": Architecture("RoBERTa", positions_before_text=2),
    "roformer": Architecture("RoFormer"),
    "squeezebert": Architecture("SqueezeBERT"),
    "xlm-roberta": Architecture("XLM-RoBERTa", positions_before_text=2),
}


def supported_names() -> str:
    return ", ".join(architecture.name for architecture in SUPPORTED.values())
