"""`easytune predict`: the labels of some texts by a tuned classifier. Knows no process; a predictor is found or started."""

import argparse
import asyncio
import sys

from easytune.cli import data_folder
from easytune.cli.failure import CommandFailed
from easytune.cli.local_platform import LocalPlatform, local_platform
from easytune.contract.predict import Prediction
from easytune.core.config import Settings
from easytune.inference import service as inference
from easytune.models import service as models
from easytune.runs import service as runs

TEXTS_PER_QUESTION = 256
END_SECONDS = 10.0
POLL_SECONDS = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("texts", metavar="TEXT", nargs="*", help="what to classify (default: the lines of stdin)")
    parser.add_argument("--model", default=None, help="number or name of a tuned classifier (default: the newest)")
    parser.add_argument(
        "--threshold", type=_share, default=None, help="least probability of a label, 0 to 1 (0.5 where a text may have several)"
    )
    parser.add_argument("--json", action="store_true", help="all probabilities, one JSON object a line")
    data_folder.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """One line a text: label, probability, text, with tabs between them.

    The label is empty when none reaches the threshold; several have | between them.
    """
    texts = arguments.texts or [line.rstrip("\r\n") for line in sys.stdin]
    texts = [text for text in texts if text.strip()]
    if not texts:
        raise CommandFailed("there is no text. Give one as an argument, or some on stdin, one a line.")
    settings = data_folder.settings_from(arguments)
    data_folder.prepare_folder(settings)
    for text, prediction in zip(texts, asyncio.run(_predict(settings, arguments.model, texts, arguments.threshold)), strict=True):
        line = f"{'|'.join(prediction.labels)}\t{prediction.probability:.4f}\t{text}"
        print(prediction.model_dump_json() if arguments.json else line)
    return 0


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


async def _predict(settings: Settings, wanted: str | None, texts: list[str], threshold: float | None) -> list[Prediction]:
    async with local_platform(settings) as platform:
        asking = inference.Platform(platform.database, settings, platform.user)
        model = await inference.classifier(platform.database, await _model_id(platform, wanted))
        was_loaded = await _is_loaded(platform, model.id)
        found: list[Prediction] = []
        try:
            for start in range(0, len(texts), TEXTS_PER_QUESTION):
                found += (await inference.predict(asking, model.id, texts[start : start + TEXTS_PER_QUESTION], threshold)).predictions
        finally:
            if not was_loaded:
                await _unload(platform, model.id)
        return found


async def _model_id(platform: LocalPlatform, wanted: str | None) -> int | None:
    if wanted is None:
        return None
    if wanted.isdecimal() and len(wanted) < 10:
        return int(wanted)
    async with platform.database.reading() as session:
        model = await models.called(session, wanted)
    if model is None:
        raise CommandFailed(f"there is no model called {wanted!r}.")
    return model.id


async def _is_loaded(platform: LocalPlatform, model_id: int) -> bool:
    async with platform.database.reading() as session:
        return await runs.live_of(session, models.predictor_subject(model_id)) is not None


async def _unload(platform: LocalPlatform, model_id: int) -> None:
    """End the predictor that this command started; at most 10 s."""
    await inference.unload(platform.database, model_id)
    for _ in range(int(END_SECONDS / POLL_SECONDS)):
        if not await _is_loaded(platform, model_id):
            return
        await asyncio.sleep(POLL_SECONDS)
