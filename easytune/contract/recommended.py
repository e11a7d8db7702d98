"""What to start from for each objective and way of tuning, for the form, the API and the docs. Knows their names; sets nothing itself."""

from typing import assert_never

from easytune.contract.base import Strict
from easytune.contract.objective import Chat, Classify, Objective
from easytune.contract.tuning import Tuning


class Recommended(Strict):
    """Settings that suit one way of tuning for one objective, and where the learning rate comes from."""

    learning_rate: float
    source: str
    batch_rows: int = 32
    max_tokens: int = 128


# What fewer weights learn, they must learn in larger steps: with the rate of full tuning a head hardly moves in an epoch.
CLASSIFY = {
    "full": Recommended(learning_rate=1e-4, source="Devlin et al. 2019, appendix A.3, for small encoders; benchmarks/classification.py"),
    "lora": Recommended(learning_rate=1e-3, source="Hu et al. 2021, table 9 (4e-4 to 5e-4 at rank 8), doubled; not measured yet"),
    "head": Recommended(learning_rate=5e-3, source="a first guess, not measured yet; benchmarks/tunings.py will"),
}
_MEASURED = "measured: held-out loss of MiniMind2-Small on two sets of questions (docs/experiments.md)"
CHAT = {
    "full": Recommended(learning_rate=1e-5, source=f"{_MEASURED}, between 5e-6 and 3e-5", batch_rows=8, max_tokens=512),
    "lora": Recommended(learning_rate=2e-4, source=f"{_MEASURED}, between 1e-4 and 1e-3", batch_rows=8, max_tokens=512),
}
RECOMMENDED = {"classify": CLASSIFY, "chat": CHAT}


def recommended(objective: Objective, tuning: Tuning) -> Recommended | None:
    """For one run's choice; None where the objective has no such way of tuning."""
    match objective:
        case Classify():
            return CLASSIFY[tuning.kind]
        case Chat():
            return CHAT.get(tuning.kind)
        case _:
            assert_never(objective)
