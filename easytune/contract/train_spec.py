"""All of a training run's spec.json, each hyper-parameter declared once. Knows no database, no HTTP, no torch.

Field metadata (unit, group, level and the texts in zh and en) feeds the form, the OpenAPI and the docs.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from easytune.contract.base import Strict, about
from easytune.contract.objective import Classify, Objective
from easytune.contract.tuning import Full, Tuning

LONGEST_LABEL = 200
Label = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_LABEL)]


class Device(StrEnum):
    """Where to train; auto takes CUDA before MPS before CPU."""

    AUTO = "auto"
    CUDA = "cuda"
    MPS = "mps"
    CPU = "cpu"


class Precision(StrEnum):
    """Arithmetic of the matrix products; auto takes bf16 where the device has instructions for it."""

    AUTO = "auto"
    BF16 = "bf16"
    FP32 = "fp32"


class TrainSettings(Strict):
    """What a user chooses for a run. Defaults are for a small encoder (Devlin et al. 2019, appendix A.3, and benchmarks/)."""

    objective: Objective = Classify()
    tuning: Tuning = Full()
    epochs: int = Field(
        default=1,
        ge=1,
        le=100,
        json_schema_extra=about(
            "训练轮数",
            "Epochs",
            "完整遍历训练集的次数。常用 1–5。",
            "How many times the whole training set is seen. Usually 1 to 5.",
            group="simple",
        ),
    )
    learning_rate: float = Field(
        default=1e-4,
        gt=0,
        le=1e-2,
        allow_inf_nan=False,
        json_schema_extra=about(
            "学习率",
            "Learning rate",
            "每一步改变权重的幅度。全量微调常用 2e-5 到 1e-4。",
            "How far each step moves the weights. Full fine-tuning usually takes 2e-5 to 1e-4.",
            group="simple",
        ),
    )
    batch_rows: int = Field(
        default=32,
        ge=1,
        le=1024,
        json_schema_extra=about(
            "批大小", "Batch size", "每一步同时学习的样本数。", "How many samples one step learns from.", group="simple", unit="rows"
        ),
    )
    max_tokens: int = Field(
        default=128,
        ge=8,
        le=8192,
        json_schema_extra=about(
            "截断长度", "Cutoff length", "超过此长度的文本会被截断。", "Longer texts are cut to this length.", group="simple", unit="tokens"
        ),
    )
    validation_share: float = Field(
        default=0.1,
        gt=0,
        lt=0.5,
        allow_inf_nan=False,
        json_schema_extra=about(
            "验证集比例",
            "Validation split",
            "未指定验证集时，从数据中按标签分层抽取的比例。",
            "Share of the rows kept for validation, stratified by label, when no validation set is given.",
            group="advanced",
        ),
    )
    warmup_ratio: float = Field(
        default=0.1,
        ge=0,
        le=0.5,
        allow_inf_nan=False,
        json_schema_extra=about(
            "预热比例",
            "Warm-up ratio",
            "学习率从 0 升到设定值所用步数的比例。",
            "Share of the steps in which the learning rate rises from 0.",
            group="advanced",
        ),
    )
    weight_decay: float = Field(
        default=0.01,
        ge=0,
        le=1,
        allow_inf_nan=False,
        json_schema_extra=about("权重衰减", "Weight decay", "抑制过大的权重。", "Keeps weights from growing large.", group="advanced"),
    )
    dropout: float = Field(
        default=0.0,
        ge=0,
        le=0.5,
        allow_inf_nan=False,
        json_schema_extra=about(
            "随机失活",
            "Dropout",
            "训练时随机屏蔽的激活比例。数据少、轮数多时可设 0.1；设为 0 训练更快。",
            "Share of the activations hidden at random while training; 0.1 helps in many epochs, 0 is faster.",
            group="advanced",
        ),
    )
    max_grad_norm: float = Field(
        default=1.0,
        gt=0,
        le=100,
        allow_inf_nan=False,
        json_schema_extra=about("梯度裁剪", "Gradient clipping", "梯度范数的上限。", "Upper bound of the gradient norm.", group="advanced"),
    )
    early_stopping_patience: int | None = Field(
        default=2,
        ge=1,
        le=50,
        json_schema_extra=about(
            "早停",
            "Early stopping",
            "连续几次评估没有变好就停止；留空表示不早停。",
            "Stop after this many evaluations without improvement; empty means never.",
            group="advanced",
            unit="evaluations",
        ),
    )
    checkpoint_every_steps: int = Field(
        default=100,
        ge=1,
        le=100_000,
        json_schema_extra=about(
            "检查点间隔",
            "Checkpoint interval",
            "每隔多少步保存一次可恢复的检查点。",
            "A checkpoint to resume from is kept every so many steps.",
            group="advanced",
            unit="steps",
        ),
    )
    precision: Precision = Field(
        default=Precision.AUTO,
        json_schema_extra=about(
            "精度", "Precision", "自动：设备支持时用 bf16。", "Auto takes bf16 where the device supports it.", group="advanced"
        ),
    )
    device: Device = Field(
        default=Device.AUTO,
        json_schema_extra=about(
            "设备", "Device", "自动：CUDA 优先，其次 MPS，最后 CPU。", "Auto takes CUDA before MPS before CPU.", group="advanced"
        ),
    )
    seed: int = Field(
        default=42,
        ge=0,
        le=2**32 - 1,
        json_schema_extra=about(
            "随机种子",
            "Seed",
            "相同的种子与数据得到相同的结果（CPU 上逐位相同）。",
            "Same seed and data, same result (bit for bit on the CPU).",
            group="advanced",
        ),
    )


class BaseModelRef(Strict):
    """The model folder that a run starts from."""

    model_id: int
    name: str
    folder: str


class DataRef(Strict):
    """Canonical rows of one dataset version: a Parquet file with the columns `text` and `label`, or `labels` (a list of
    strings) when a text has any number of them; or with the column `conversation`, each the JSON of a contract.rows.Conversation."""

    dataset_id: int
    version: int
    name: str
    rows_file: str
    sha256: str


class ResumePoint(Strict):
    """A committed checkpoint (`good/step-N` of an earlier attempt); hashes are checked before it is used."""

    folder: str
    step: int


class TrainSpec(Strict):
    """spec.json of a training attempt: written once by the scheduler, never changed."""

    kind: Literal["train"] = "train"
    job_id: int
    attempt: int
    name: str
    language: Literal["zh", "en"] = "zh"
    model: BaseModelRef
    train: DataRef
    validation: DataRef | None = None
    labels: tuple[Label, ...] = Field(default=(), description="To classify: two or more, sorted; the index is the class id.")
    multi_label: bool = Field(default=False, description="A text has any number of labels: one sigmoid a label instead of a softmax.")
    settings: TrainSettings
    threads: int = Field(ge=1, description="CPU threads, fixed for the life of the job: other counts give other weights.")
    resume: tuple[ResumePoint, ...] = Field(default=(), description="Candidates, newest first.")

    @model_validator(mode="after")
    def _has_labels_to_classify(self) -> Self:
        if isinstance(self.settings.objective, Classify) and len(self.labels) < 2:
            raise ValueError("labels: at least two are needed to classify")
        return self
