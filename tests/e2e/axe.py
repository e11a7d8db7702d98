"""What is wrong with the page that a browser shows: axe-core's findings, sideways scrolling. Knows no page of the product."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SETTLE_MILLISECONDS = 10_000

_RUN = """async () => {
    const {violations} = await axe.run(document, {resultTypes: ['violations'], preload: false, elementRef: false});
    return violations.map(({id, nodes}) => ({id, nodes: nodes.map(({target, failureSummary}) => [String(target), failureSummary])}));
}"""
_WIDER = "() => document.documentElement.scrollWidth > window.innerWidth ? document.documentElement.scrollWidth : 0"
_TOO_WIDE = """() => [...document.querySelectorAll('body *')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > window.innerWidth + 1;
}).slice(0, 5).map((element) => `${element.tagName}.${element.className}`)"""
_SETTLED = """() => !document.querySelector('.ant-skeleton, [aria-busy=true], .ant-motion-collapse-active')
    && new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))"""


def settle(page: Page) -> None:
    """Until nothing is loading and the last change is drawn."""
    page.wait_for_function(_SETTLED, timeout=SETTLE_MILLISECONDS)


def faults_of(page: Page) -> list[str]:
    """One line for each element that breaks a rule of axe, and one when the page scrolls sideways."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SOURCE.read_text(encoding="utf-8"))
    violations: list[dict[str, Any]] = page.evaluate(_RUN)
    faults = [f"{found['id']}: {target}: {summary}" for found in violations for target, summary in found["nodes"]]
    width = page.evaluate(_WIDER)
    if width:
        faults.append(f"scrolls sideways, {width} px: {page.evaluate(_TOO_WIDE)}")
    return faults
