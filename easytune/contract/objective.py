"""What a run teaches a model: to classify texts or to answer in conversations. Knows no weights, no tuning and no torch."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from easytune.contract.base import Strict, about

MOST_SAMPLE_PROMPTS = 8
SamplePrompt = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class ClassWeights(StrEnum):
    """How much a row of each label counts in the loss; balanced: rows / (labels * rows of the label), King and Zeng 2001."""

    NONE = "none"
    BALANCED = "balanced"


class Classify(Strict):
    """Text classification; the labels, and whether a text has one or several, come from the data."""

    kind: Literal["classify"] = "classify"
    class_weights: ClassWeights = Field(
        default=ClassWeights.NONE,
        json_schema_extra=about(
            "类别权重",
            "Class weights",
            "平衡：样本少的标签在损失中占更大权重，适合类别不均衡的数据。",
            "Balanced lets rare labels count for more in the loss: for data with far more rows of one label than of another.",
            group="advanced",
        ),
    )


class LearnedTurns(StrEnum):
    """Which answers of a conversation are learned."""

    ALL = "all"
    LAST = "last"


class LongRows(StrEnum):
    """What becomes of a conversation that is longer than max_tokens: its end is cut off, or it is left out; both are counted."""

    CUT = "cut"
    DROP = "drop"


class ChatTemplate(StrEnum):
    """How turns become text. auto: the tokenizer's own template, or ChatML where it brings none."""

    AUTO = "auto"
    CHATML = "chatml"
    PLAIN = "plain"


class Chat(Strict):
    """Supervised fine-tuning on conversations: only the assistant's turns are learned (Ouyang et al. 2022, section 3.5)."""

    kind: Literal["chat"] = "chat"
    learn: LearnedTurns = Field(
        default=LearnedTurns.ALL,
        json_schema_extra=about(
            "学习的回答",
            "Answers to learn",
            "多轮对话中学习所有助手回答，或只学习最后一个。",
            "In a conversation of several turns: learn every answer of the assistant, or only the last one.",
            group="advanced",
        ),
    )
    long_rows: LongRows = Field(
        default=LongRows.CUT,
        json_schema_extra=about(
            "过长的样本",
            "Rows that are too long",
            "超过截断长度的对话：截掉末尾，或不使用。数量会显示。",
            "A conversation beyond the cut-off length loses its end, or is left out. How many is shown.",
            group="advanced",
        ),
    )
    template: ChatTemplate = Field(
        default=ChatTemplate.AUTO,
        json_schema_extra=about(
            "对话模板",
            "Chat template",
            "自动：使用模型自带的模板；没有时使用 ChatML。纯文本：问答各占一段。",
            "Auto takes the model's own, or ChatML where it has none. Plain writes question and answer as paragraphs.",
            group="advanced",
        ),
    )
    sample_prompts: tuple[SamplePrompt, ...] = Field(
        default=(),
        max_length=MOST_SAMPLE_PROMPTS,
        json_schema_extra=about(
            "示例问题",
            "Sample prompts",
            "每次评估时都会回答，可以看到回答的变化。留空则使用验证集的前几个问题。",
            "Answered at every evaluation, so that one sees the answers change. Empty takes the first questions of the validation rows.",
            group="advanced",
        ),
    )
    sample_tokens: int = Field(
        default=64,
        ge=0,
        le=512,
        json_schema_extra=about(
            "示例回答长度",
            "Length of sample answers",
            "每次评估时生成的示例回答的最大长度；0 表示不生成。",
            "At most this many tokens of each sample answer that an evaluation writes; 0 writes none.",
            group="advanced",
            unit="tokens",
        ),
    )


Objective = Annotated[Classify | Chat, Field(discriminator="kind")]
