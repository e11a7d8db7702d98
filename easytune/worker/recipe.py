"""Which function turns unpacked packages into `output/`, by key. Knows no network, no archive and no recipe from inside.

A recipe lives in a module of its own and is one function:

    def build(packages: Mapping[str, Path], output: Path, report: Report) -> None

`packages` maps a package's name to the folder it was unpacked into (an npm package keeps its `package/` folder, an sdist its
`name-version/`); `output` exists and is empty; what it holds when `build` returns is the result. Files in `packages` are
data from a registry: read them, never import, execute or unpickle them. Long loops call `report.progress`, which stops the
run when asked. Raises RunFailed with a code when the packages do not hold what is expected.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.report import Report

Recipe = Callable[[Mapping[str, Path], Path, Report], None]

KEYS = ("bge-small-zh", "minimind2-small", "all-minilm", "smollm2", "chinese-reviews", "english-film-reviews", "chinese-questions")


def recipe_of(key: str) -> Recipe:
    """The recipe of a starter or sample; its module is imported only now. Raises: RunFailed(STARTER_UNKNOWN)."""
    match key:
        case "bge-small-zh":
            from easytune.worker.bge_small_zh import build as build_bge_small_zh

            return build_bge_small_zh
        case "minimind2-small":
            from easytune.worker.minimind2_small import build as build_minimind2_small

            return build_minimind2_small
        case "all-minilm":
            from easytune.worker.all_minilm import build as build_all_minilm

            return build_all_minilm
        case "smollm2":
            from easytune.worker.smollm2 import build as build_smollm2

            return build_smollm2
        case "english-film-reviews":
            from easytune.worker.english_film_reviews import build as build_english_film_reviews

            return build_english_film_reviews
        case "chinese-reviews":
            from easytune.worker.chinese_reviews import build as build_chinese_reviews

            return build_chinese_reviews
        case "chinese-questions":
            from easytune.worker.chinese_questions import build as build_chinese_questions

            return build_chinese_questions
        case _:
            raise RunFailed(ErrorCode.STARTER_UNKNOWN, key=key, known=", ".join(KEYS))
