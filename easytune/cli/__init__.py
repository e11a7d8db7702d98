"""The command line: `easytune COMMAND …`. Knows which commands there are; each is a module of its own, loaded when it is asked for."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from easytune import __version__
from easytune.cli.failure import CommandFailed
from easytune.core.errors import UserError

_COMMANDS = {
    "serve": "start the platform: pages, API and scheduler",
    "scheduler": "start a scheduler alone",
    "migrate": "bring the database to this version's schema",
    "token": "make an API token",
    "models": "take a starter model",
    "train": "train as a file says, and wait for the result",
    "predict": "ask a tuned model",
    "openapi": "write what the front end is generated from",
    "demo": "set up, train and try everything once",
}
EXIT_FAILED = 1
EXIT_FAULT = 70
EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code: 0 done, 1 failed with a sentence, 2 wrong arguments, 70 a fault of ours, 130 Ctrl-C."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given[0] if given and given[0] in _COMMANDS else None
    parser = _parser(name)
    parsed = parser.parse_args(given)
    if name is None:
        parser.print_help()
        return EXIT_FAILED
    command = import_module(f"easytune.cli.{name}_command")
    try:
        status = command.run(parsed)
    except (CommandFailed, UserError) as error:
        print(f"easytune {name}: {error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as fault:  # the one blind except of the command line
        if sys.flags.dev_mode:
            raise
        if _is_database_away(fault):
            print(f"easytune {name}: the database is away ({fault}). What runs goes on; try again when it is back.", file=sys.stderr)
            return EXIT_FAILED
        where = "This is a fault of ours; `python -X dev -m easytune …` shows where."
        print(f"easytune {name}: {type(fault).__name__}: {fault}. {where}", file=sys.stderr)
        return EXIT_FAULT
    assert isinstance(status, int)
    return status


def _is_database_away(fault: Exception) -> bool:
    """Asked only after a fault: importing SQLAlchemy would cost every command a quarter of a second."""
    from easytune.core.database_errors import DatabaseAway

    return isinstance(fault, DatabaseAway)


def _parser(wanted: str | None) -> argparse.ArgumentParser:
    """All commands by name, the options of the wanted one: the others' modules are not loaded."""
    parser = argparse.ArgumentParser(prog="easytune", description="Fine-tune your own language models without code.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, help_text in _COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text)
        if name == wanted:
            import_module(f"easytune.cli.{name}_command").add_arguments(command)
    return parser
