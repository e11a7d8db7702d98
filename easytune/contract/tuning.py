"""Which weights of a model a run trains, and in which form it leaves them. Knows no objective and no torch."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from easytune.contract.base import Strict, about


class Full(Strict):
    """All weights are trained."""

    kind: Literal["full"] = "full"


class HeadOnly(Strict):
    """Only the new classification head is trained; the base stays as it is."""

    kind: Literal["head"] = "head"


class LoraTargets(StrEnum):
    """Which weight matrices get an adapter."""

    ATTENTION = "attention"
    ALL_LINEAR = "all-linear"


class LoraOutput(StrEnum):
    """What the run leaves: a whole model with the adapter merged in (the adapter lies beside it), or the adapter alone."""

    MERGED = "merged"
    ADAPTER = "adapter"


class Lora(Strict):
    """Low-rank adapters on a frozen base (Hu et al. 2021); the classification head is trained whole."""

    kind: Literal["lora"] = "lora"
    rank: int = Field(
        default=16,
        ge=1,
        le=256,
        json_schema_extra=about(
            "LoRA 秩",
            "LoRA rank",
            "适配器矩阵的秩。越大可学的越多，占用也越多。",
            "Rank of the adapter matrices: a larger one can learn more and takes more memory.",
            group="simple",
        ),
    )
    alpha: int = Field(
        default=32,
        ge=1,
        le=1024,
        json_schema_extra=about(
            "LoRA alpha",
            "LoRA alpha",
            "适配器的缩放系数为 alpha / 秩，常取秩的两倍。",
            "The adapter is scaled by alpha / rank; usually twice the rank.",
            group="simple",
        ),
    )
    dropout: float = Field(
        default=0.0,
        ge=0,
        le=0.5,
        allow_inf_nan=False,
        json_schema_extra=about(
            "LoRA 随机失活",
            "LoRA dropout",
            "适配器输入被随机屏蔽的比例。",
            "Share of the adapter's inputs hidden at random while training.",
            group="advanced",
        ),
    )
    targets: LoraTargets = Field(
        default=LoraTargets.ALL_LINEAR,
        json_schema_extra=about(
            "LoRA 目标层",
            "LoRA targets",
            "注意力：只在注意力层加适配器；全部线性层：效果更好，略慢。",
            "Attention adapts the attention matrices only; all linear layers learn more and are a little slower.",
            group="advanced",
        ),
    )
    output: LoraOutput = Field(
        default=LoraOutput.MERGED,
        json_schema_extra=about(
            "输出形式",
            "Output",
            "合并：得到可独立使用的完整模型，旁附适配器；仅适配器：文件很小，使用时需要原模型。",
            "Merged leaves a whole model with the adapter beside it; adapter alone is small and needs its base model to be used.",
            group="advanced",
        ),
    )


Tuning = Annotated[Full | HeadOnly | Lora, Field(discriminator="kind")]
