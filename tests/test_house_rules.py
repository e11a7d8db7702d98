"""The house keeps its own rules: every file of the tree is read against tools/rules_of_*.py. Knows no behaviour of the product."""

import ast
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from tools import rules_of_code as code
from tools import rules_of_files as files

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = frozenset(
    [
        "accounts",
        "cli",
        "contract",
        "core",
        "datasets",
        "demo",
        "inference",
        "jobs",
        "migrations",
        "modeling",
        "models",
        "overview",
        "predictor",
        "runs",
        "scheduler",
        "supervisor",
        "system",
        "trainer",
        "worker",
        "static",
        "__pycache__",
    ]
)
PROCESS_SIDE = ("modeling", "predictor", "supervisor", "trainer", "worker")
# each starts one kind of process, with arguments as a list
LAUNCHERS = frozenset(
    {
        "easytune/cli.py",
        "easytune/demo/platform.py",
        "easytune/scheduler/launch.py",
        "easytune/supervisor/child.py",
        "easytune/supervisor/liveness.py",
        "easytune/supervisor/watch.py",
        "easytune/worker/npm.py",
        "easytune/worker/pypi.py",
    }
)
# where a long-lived process keeps one run or one request from ending all others; at most one blind except each
KEEPS_OTHERS_ALIVE = frozenset({"easytune/cli/serving.py", "easytune/predictor/server.py", "easytune/scheduler/tick.py"})
TEXT_SUFFIXES = frozenset(
    [
        ".py",
        ".ts",
        ".tsx",
        ".js",
        ".mjs",
        ".json",
        ".md",
        ".toml",
        ".txt",
        ".css",
        ".html",
        ".yml",
        ".yaml",
        ".cfg",
        ".ini",
        ".svg",
        ".mako",
        ".sh",
    ]
)
Rule = Callable[[ast.Module], Iterator[str]]


def tracked() -> list[PurePosixPath]:
    """Every file that is or would be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60).stdout.decode()
    return [PurePosixPath(name) for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


TRACKED = tracked()
PYTHON = [path for path in TRACKED if path.suffix == ".py"]
PRODUCT = [path for path in PYTHON if path.parts[0] == "easytune"]
WEB_SIDE = [path for path in PRODUCT if path.parts[1] not in PROCESS_SIDE]
PAGES = [path for path in TRACKED if path.parts[:2] == ("frontend", "src") and path.suffix in {".ts", ".tsx"} and ".gen." not in path.name]


@cache
def text_of(path: PurePosixPath) -> str:
    return (ROOT / path).read_text("utf-8")


@cache
def tree_of(path: PurePosixPath) -> ast.Module:
    return ast.parse(text_of(path), str(path))


def starts_as_program(path: PurePosixPath) -> bool:
    """Whether `python -m` runs this file."""
    return path.name == "__main__.py" or "__name__ ==" in text_of(path)


def violations(paths: list[PurePosixPath], rule: Rule) -> list[str]:
    return [f"{path}: {fault}" for path in paths for fault in rule(tree_of(path))]


def none_in(found: list[str]) -> None:
    assert not found, "\n" + "\n".join(found)


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    none_in([f"{path}: {fault}" for path in PYTHON + PAGES for fault in files.too_long(text_of(path))])


def test_no_function_is_longer_than_fifty_lines() -> None:
    none_in(violations([path for path in PYTHON if path.parent.name != "versions"], files.long_functions))


def test_every_module_says_what_it_does_and_what_it_does_not_know() -> None:
    product = [path for path in PYTHON if path.parts[0] in {"easytune", "tools", "dev.py"}]
    none_in(violations(product, lambda tree: files.silent_module(tree, needs_boundary=True)))
    others = [path for path in PYTHON if path not in product]
    none_in(violations(others, lambda tree: files.silent_module(tree, needs_boundary=False)))


def test_no_file_has_a_name_that_says_nothing() -> None:
    none_in([f"{path}: {fault}" for path in TRACKED for fault in files.vague_name(path)])


def test_there_is_no_unknown_folder_in_the_package() -> None:
    found = {folder.name for folder in (ROOT / "easytune").iterdir() if folder.is_dir()}
    assert found <= FOLDERS


def test_nothing_names_a_machine_or_a_package_index() -> None:
    readable = [path for path in TRACKED if path.suffix in TEXT_SUFFIXES or path.name in {"LICENSE", "run", ".npmrc"}]
    none_in([f"{path}: {fault}" for path in readable for fault in files.foreign_places(text_of(path))])


def test_nothing_in_the_product_is_left_for_later() -> None:
    none_in([f"{path}: {fault}" for path in PRODUCT + PAGES for fault in files.unfinished(text_of(path))])


def test_no_test_is_hidden_or_mocked() -> None:
    none_in(violations([path for path in PYTHON if path.parts[0] == "tests"], files.tests_that_hide))


def test_the_environment_is_read_in_one_file_only() -> None:
    none_in(violations([path for path in PRODUCT if str(path) != "easytune/core/config.py"], code.reads_environment))


def test_no_code_can_come_out_of_data() -> None:
    none_in(violations([path for path in PYTHON if path.parts[0] != "tests"], code.unsafe_code))


def test_processes_are_started_by_the_launchers_only() -> None:
    none_in(violations([path for path in PRODUCT if str(path) not in LAUNCHERS], code.starts_processes))


def test_no_route_raises_an_http_exception() -> None:
    none_in(violations([path for path in PRODUCT if str(path) != "easytune/core/handlers.py"], code.raises_http_exception))


def test_importing_a_module_does_nothing() -> None:
    none_in(violations([path for path in PRODUCT if path.parts[1:] != ("migrations", "env.py")], code.acts_on_import))


def test_the_web_side_imports_big_libraries_only_where_it_uses_them() -> None:
    none_in(violations(WEB_SIDE, code.heavy_at_once))


def test_the_contract_needs_pydantic_and_nothing_else() -> None:
    none_in(violations([path for path in PRODUCT if path.parts[1] == "contract"], code.beyond_pydantic))


def test_services_never_commit_a_transaction() -> None:
    none_in(violations([path for path in PRODUCT if path.name == "service.py"], code.commits))


def test_only_a_process_catches_everything() -> None:
    none_in(violations([path for path in PRODUCT if not (starts_as_program(path) or str(path) in KEEPS_OTHERS_ALIVE)], code.blind_excepts))
    assert all(len(list(code.blind_excepts(tree_of(PurePosixPath(path))))) <= 1 for path in KEEPS_OTHERS_ALIVE)


def test_the_web_side_guesses_no_attributes() -> None:
    none_in(violations(WEB_SIDE, code.guesses_attributes))


BAD_CODE: list[tuple[Rule, str]] = [
    (files.long_functions, "def f():\n" + "    x = 1\n" * 60),
    (lambda tree: files.silent_module(tree, needs_boundary=True), '"""Adds numbers."""\nx = 1'),
    (lambda tree: files.silent_module(tree, needs_boundary=False), "x = 1"),
    (files.tests_that_hide, "@pytest.mark.skip\ndef test_that_is_a_sentence(): ..."),
    (files.tests_that_hide, "from unittest.mock import patch"),
    (files.tests_that_hide, "def test_it(): ..."),
    (code.reads_environment, "import os\nx = os.environ['A']"),
    (code.reads_environment, "from os import getenv"),
    (code.unsafe_code, "import pickle"),
    (code.unsafe_code, "torch.load(path)"),
    (code.unsafe_code, "torch.load(path, weights_only=False)"),
    (code.unsafe_code, "np.load(path, allow_pickle=True)"),
    (code.unsafe_code, "yaml.load(text)"),
    (code.unsafe_code, "tarfile.open(path).extractall(folder)"),
    (code.unsafe_code, "run(command, shell=True)"),
    (code.unsafe_code, "AutoModel.from_pretrained(folder, trust_remote_code=flag)"),
    (code.starts_processes, "import subprocess"),
    (code.starts_processes, "os.execv(a, b)"),
    (code.starts_processes, "asyncio.create_subprocess_exec(a)"),
    (code.raises_http_exception, "from fastapi import HTTPException"),
    (code.acts_on_import, "configure_logging()"),
    (code.heavy_at_once, "import pyarrow.parquet as parquet"),
    (code.beyond_pydantic, "import httpx"),
    (code.commits, "async def f(session): await session.commit()"),
    (code.blind_excepts, "try:\n    f()\nexcept Exception:\n    log()"),
    (code.guesses_attributes, "hasattr(x, 'y')"),
]


@pytest.mark.parametrize(("rule", "source"), BAD_CODE, ids=[str(number) for number in range(len(BAD_CODE))])
def test_each_rule_catches_what_it_forbids(rule: Rule, source: str) -> None:
    assert list(rule(ast.parse(source)))


def test_the_rules_of_text_catch_what_they_forbid() -> None:
    assert list(files.too_long("x\n" * 301))
    assert list(files.vague_name(PurePosixPath("easytune/core/utils.py")))
    assert list(files.unfinished("# TO" + "DO later"))
    for place in ("/wo" + "rk/main", "https://py" + "pi.org/simple", "https://registry.npm" + "js.org/x"):
        assert list(files.foreign_places(f"see {place}"))
    assert not list(files.foreign_places("checkpoints/work/step-1 and {root}/home/x"))


def test_safe_code_passes_every_rule() -> None:
    good = ast.parse('"""Adds. Knows no files."""\n\ndef add(a, b):\n    import json\n    return a + b\n')
    assert not [fault for rule, _ in BAD_CODE for fault in rule(good)]
