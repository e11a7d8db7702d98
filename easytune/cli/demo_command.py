"""`easytune demo`: hands over to the demo, which is a client of a server it starts. Knows no step of it."""

import argparse

from easytune.cli.failure import CommandFailed
from easytune.demo import options, story
from easytune.demo.failure import DemoFailed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    options.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    try:
        return story.run(options.from_arguments(arguments))
    except DemoFailed as error:
        raise CommandFailed(str(error)) from error
