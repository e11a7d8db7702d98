"""The one exception of the demo. Knows no cause."""


class DemoFailed(Exception):
    """The demo cannot go on; the message is a sentence for the person at the terminal."""
