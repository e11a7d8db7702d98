"""House rules about sizes, names and docstrings, as functions from one file's text to its violations. Knows no tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

FILE_LINES = 300
FUNCTION_LINES = 50
VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "misc"})
# a boundary can be said in many ways; what counts is that the docstring says one
SAYS_ITS_BOUNDARY = re.compile(r"\b(knows?|never|nothing|no|not|only|leaves|without|alone)\b", re.IGNORECASE)
# put together here, so that this file does not break its own rule
FOREIGN_PLACES = re.compile(
    "|".join(
        [
            r"(?<![\w.}*-])/(?:" + "work|opt|root|home" + r")/\w",
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(?:org|com)/",
            "npm" + r"mirror\.com",
            "registry" + r"\.yarnpkg",
        ]
    )
)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|\braise NotImplemented" + "Error")


def too_long(text: str) -> Iterator[str]:
    """A file has at most 300 lines."""
    lines = len(text.splitlines())
    if lines > FILE_LINES:
        yield f"{lines} lines; at most {FILE_LINES}. Find the second idea in it"


def long_functions(tree: ast.Module) -> Iterator[str]:
    """A function has at most 50 lines, from `def` to its end."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"line {node.lineno}: {node.name} has {lines} lines; at most {FUNCTION_LINES}"


def silent_module(tree: ast.Module, *, needs_boundary: bool) -> Iterator[str]:
    """A module begins by saying what it does and, in the product, what it does not know."""
    docstring = ast.get_docstring(tree)
    if not docstring:
        if tree.body:
            yield "no module docstring"
    elif needs_boundary and not SAYS_ITS_BOUNDARY.search(docstring):
        yield "the module docstring does not say what the module does not know"


def vague_name(path: PurePosixPath) -> Iterator[str]:
    """No file and no folder is called utils, helpers or common."""
    for part in (*path.parent.parts, path.name.split(".")[0]):
        if part.lower() in VAGUE_NAMES:
            yield f"“{part}” says nothing; name what it is about"


def foreign_places(text: str) -> Iterator[str]:
    """No path of one machine and no package index by name: clones run elsewhere, with the index that is set there."""
    for number, line in enumerate(text.splitlines(), 1):
        found = FOREIGN_PLACES.search(line)
        if found:
            yield f"line {number}: names “{found.group()}”"


def unfinished(text: str) -> Iterator[str]:
    """Nothing is left for later inside the product."""
    for number, line in enumerate(text.splitlines(), 1):
        found = UNFINISHED.search(line)
        if found:
            yield f"line {number}: “{found.group()}”"


def tests_that_hide(tree: ast.Module) -> Iterator[str]:
    """No test is skipped, expected to fail, or talks to a mock; its name is a sentence."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="skip" | "skipif" | "xfail" | "importorskip" as name):
                yield f"line {node.lineno}: {name} hides a test"
            case ast.ImportFrom(module="unittest.mock") | ast.ImportFrom(module="unittest", names=[ast.alias(name="mock")]):
                yield f"line {node.lineno}: mocks; use the fakes that speak the contract"
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name.startswith("test_") and name.count("_") < 3:
                yield f"line {node.lineno}: {name} is no sentence"
            case _:
                pass
