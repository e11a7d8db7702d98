"""The one exception of the command line. Knows no cause."""


class CommandFailed(Exception):
    """A command cannot go on; the message is one sentence for the person at the terminal."""
