"""The order of set-up and what each command needs of it. Knows no step's inside; does nothing when every stamp is current."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tools.browser import install_browser
from tools.checkout import Checkout
from tools.lock import only_one
from tools.node import node_of_machine
from tools.pages import build_pages, install_node_modules, node_modules_are_current, pages_are_current
from tools.python_packages import DEVELOPMENT, RUNTIME, install_packages, packages_are_current
from tools.show import say


@dataclass(frozen=True)
class Needs:
    """What a command needs of the set-up."""

    extras: tuple[str, ...]
    node_modules: bool
    pages: bool

    def are_met(self, checkout: Checkout) -> bool:
        return (
            packages_are_current(checkout, self.extras)
            and (not self.node_modules or node_modules_are_current(checkout))
            and (not self.pages or pages_are_current(checkout))
        )


TO_RUN = Needs(RUNTIME, node_modules=False, pages=True)
TO_CHECK = Needs(DEVELOPMENT, node_modules=True, pages=False)
TO_SOAK = Needs(DEVELOPMENT, node_modules=False, pages=False)
TO_TEST = Needs(DEVELOPMENT, node_modules=True, pages=True)


def set_up_to_run(checkout: Checkout) -> float:
    """Everything `demo` and `serve` need: packages and pages. Returns the seconds it took."""
    return _set_up(checkout, TO_RUN)


def set_up_to_check(checkout: Checkout) -> float:
    """Everything `check` needs: tools, no built pages. Returns the seconds it took."""
    return _set_up(checkout, TO_CHECK)


def set_up_to_soak(checkout: Checkout) -> float:
    """Packages alone: no page is looked at. Returns the seconds it took."""
    return _set_up(checkout, TO_SOAK)


def set_up_to_test(checkout: Checkout) -> float:
    """Everything, the browser included. Returns the seconds it took."""
    seconds = _set_up(checkout, TO_TEST)
    install_browser(checkout)
    return seconds


def _set_up(checkout: Checkout, needs: Needs) -> float:
    started = time.monotonic()
    if not needs.are_met(checkout):
        with only_one(checkout.setup_lock):
            _install(checkout, needs)
    seconds = time.monotonic() - started
    if seconds > 1:
        say(f"✓ Set-up complete  {seconds:.1f} s")
    return seconds


def _install(checkout: Checkout, needs: Needs) -> None:
    """Packages and pages side by side: one waits for pip, the other for npm. Without a Node.js, pip has to bring it first."""

    def front_end() -> None:
        if needs.node_modules:
            install_node_modules(checkout)
        if needs.pages:
            build_pages(checkout)

    def packages() -> None:
        install_packages(checkout, needs.extras)

    if node_of_machine() is None:
        packages()
        front_end()
    else:
        _side_by_side(packages, front_end)


def _side_by_side(*tasks: Callable[[], None]) -> None:
    with ThreadPoolExecutor(len(tasks)) as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result()
