"""What to start from for each way of tuning, for the form, the API and the docs. Knows the names of the ways; sets nothing itself."""

from easytune.contract.base import Strict
from easytune.contract.tuning import Full, HeadOnly, Lora, Tuning


class Recommended(Strict):
    """A learning rate that suits one way of tuning, and where the number comes from."""

    learning_rate: float
    source: str


# What fewer weights learn, they must learn in larger steps: with the rate of full tuning a head hardly moves in an epoch.
RECOMMENDED = {
    "full": Recommended(learning_rate=1e-4, source="Devlin et al. 2019, appendix A.3, for small encoders; benchmarks/classification.py"),
    "lora": Recommended(learning_rate=1e-3, source="Hu et al. 2021, table 9 (4e-4 to 5e-4 at rank 8), doubled; not measured yet"),
    "head": Recommended(learning_rate=5e-3, source="a first guess, not measured yet; benchmarks/tunings.py will"),
}


def recommended(tuning: Tuning) -> Recommended:
    """For one run's choice."""
    match tuning:
        case Full() | HeadOnly() | Lora():
            return RECOMMENDED[tuning.kind]
