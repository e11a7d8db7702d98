"""Makes text from a program fit for a page and a terminal. Knows no log format."""

import re

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor moves
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: titles, hyperlinks
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]"  # two-byte escapes
)
# C0 but tab, C1, line and paragraph separators, bidirectional overrides, isolates and lone surrogates
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe_text(text: str) -> str:
    """The text without escape sequences; a progress bar redrawn with carriage returns shows its last state.

    Other control characters and bidirectional overrides are shown as <U+001B>, so nothing is hidden and nothing acts.
    """
    text = _ESCAPES.sub("", text)
    if "\r" in text:
        text = text.rstrip("\r\n").rpartition("\r")[2]
    return _CONTROLS.sub(lambda found: f"<U+{ord(found.group()):04X}>", text)
