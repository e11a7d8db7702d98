"""Builds the front end into `easytune/static/` when its sources changed. Knows no page and no Python package."""

from tools.checkout import Checkout
from tools.node import get_node
from tools.show import run_quietly, step
from tools.stamps import Stamp, digest_of_files, frontend_sources

NPM_SECONDS = 1800


def node_modules_are_current(checkout: Checkout) -> bool:
    return _modules_stamp(checkout).is_current(_modules_digest(checkout))


def install_node_modules(checkout: Checkout) -> None:
    """`npm ci`, when the lock file changed. It empties node_modules first, so a half-done one is no harm."""
    if node_modules_are_current(checkout):
        return
    node = get_node(checkout)
    stamp = _modules_stamp(checkout)
    with step("Front-end packages (npm ci)"):
        stamp.remove()
        run_quietly(
            node.npm("ci", "--no-audit", "--no-fund"),
            log=checkout.logs / "npm-ci.log",
            cwd=checkout.frontend,
            timeout_seconds=NPM_SECONDS,
            environment=node.environment(),
        )
        stamp.write(_modules_digest(checkout))


def pages_are_current(checkout: Checkout) -> bool:
    return (checkout.static / "index.html").is_file() and _pages_stamp(checkout).is_current(_pages_digest(checkout))


def build_pages(checkout: Checkout) -> None:
    """`npm run build`, when any source of the front end changed."""
    if pages_are_current(checkout):
        return
    install_node_modules(checkout)
    node = get_node(checkout)
    stamp = _pages_stamp(checkout)
    with step("Pages (npm run build)"):
        digest = _pages_digest(checkout)
        stamp.remove()
        run_quietly(
            node.npm("run", "build"),
            log=checkout.logs / "npm-build.log",
            cwd=checkout.frontend,
            timeout_seconds=NPM_SECONDS,
            environment=node.environment(),
        )
        stamp.write(digest)


def _modules_digest(checkout: Checkout) -> str:
    files = [checkout.frontend / "package.json", checkout.frontend / "package-lock.json"]
    return digest_of_files(files, checkout.frontend)


def _modules_stamp(checkout: Checkout) -> Stamp:
    return Stamp(checkout.node_modules / ".easytune.stamp")


def _pages_digest(checkout: Checkout) -> str:
    return digest_of_files(frontend_sources(checkout.frontend), checkout.frontend)


def _pages_stamp(checkout: Checkout) -> Stamp:
    return Stamp(checkout.cache / "pages.stamp")
