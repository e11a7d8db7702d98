"""The order of set-up and what each command needs of it. Knows no step's inside; does nothing when every stamp is current."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tools.browser import install_browser
from tools.checkout import Checkout
from tools.lock import only_one
from tools.node import node_of_machine
from tools.pages import build_pages, install_node_modules, node_modules_are_current, pages_are_current
from tools.python_packages import DEVELOPMENT, RUNTIME, install_packages, packages_are_current
from tools.show import say


def set_up_to_run(checkout: Checkout) -> float:
    """Everything `demo` and `serve` need: packages and pages. Returns the seconds it took."""
    return _set_up(checkout, RUNTIME, needs_node_modules=False)


def set_up_to_develop(checkout: Checkout) -> float:
    """Everything `check` and `test` need, the browser included. Returns the seconds it took."""
    seconds = _set_up(checkout, DEVELOPMENT, needs_node_modules=True)
    install_browser(checkout)
    return seconds


def _set_up(checkout: Checkout, extras: tuple[str, ...], *, needs_node_modules: bool) -> float:
    started = time.monotonic()

    def is_current() -> bool:
        modules = node_modules_are_current(checkout) or not needs_node_modules
        return packages_are_current(checkout, extras) and pages_are_current(checkout) and modules

    if not is_current():
        with only_one(checkout.setup_lock):
            _install(checkout, extras, needs_node_modules=needs_node_modules)
    seconds = time.monotonic() - started
    if seconds > 1:
        say(f"✓ Set-up complete  {seconds:.1f} s")
    return seconds


def _install(checkout: Checkout, extras: tuple[str, ...], *, needs_node_modules: bool) -> None:
    """Packages and pages side by side: one waits for pip, the other for npm. Without a Node.js, pip has to bring it first."""

    def front_end() -> None:
        build_pages(checkout)
        if needs_node_modules:
            install_node_modules(checkout)

    def packages() -> None:
        install_packages(checkout, extras)

    if node_of_machine() is None:
        packages()
        front_end()
    else:
        _side_by_side(packages, front_end)


def _side_by_side(*tasks: Callable[[], None]) -> None:
    with ThreadPoolExecutor(len(tasks)) as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result()
