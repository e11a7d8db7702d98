"""`easytune token create`: an API token of the owner, for a script on this server. Knows no HTTP."""

import argparse
import asyncio

from easytune.accounts import service as accounts
from easytune.cli import data_folder
from easytune.cli.failure import CommandFailed
from easytune.core.config import Settings

LONGEST_NAME = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a token and print it once")
    create.add_argument("--name", default="command line", help="what it is for, shown in the list of tokens")
    data_folder.add_arguments(create)


def run(arguments: argparse.Namespace) -> int:
    """Print the token alone on stdout. Raises: CommandFailed when there is no owner yet."""
    if not 1 <= len(arguments.name.strip()) <= LONGEST_NAME:
        raise CommandFailed(f"the name must have 1 to {LONGEST_NAME} characters")
    settings = data_folder.settings_from(arguments)
    data_folder.prepare_folder(settings)
    print(asyncio.run(_create(settings, arguments.name.strip())))
    return 0


async def _create(settings: Settings, name: str) -> str:
    database = await data_folder.open_database(settings)
    try:
        async with database.session() as session:
            owner = await accounts.first_owner(session)
            if owner is None:
                raise CommandFailed("nobody owns this data folder yet. Start `easytune serve` and open the link it prints.")
            return (await accounts.create_token(session, owner.id, name)).token
    finally:
        await database.close()
