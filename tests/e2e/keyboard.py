"""A person without a mouse: Tab, Enter, arrows and letters only. Knows no page of the product."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 60

_SHOWS_FOCUS = """(element) => {
    const drawn = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    for (let at = element; at && at !== document.body; at = at.parentElement) {
        if (drawn(getComputedStyle(at))) return true;
        if (at !== element && !at.matches(':focus-within')) return false;
    }
    return false;
}"""
_FOCUSED = "(element) => element === document.activeElement"
_WHERE = """() => {
    const {tagName, className, innerText, ariaLabel} = document.activeElement ?? {};
    return `${tagName} ${ariaLabel ?? ''} ${(innerText ?? '').slice(0, 40)} ${className}`;
}"""


@dataclass(frozen=True)
class Keyboard:
    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, role: Any, name: str, *, exact: bool = False, backwards: bool = False) -> Locator:
        """Tab until it has the focus, which must then be seen."""
        wanted = self.page.get_by_role(role, name=name, exact=exact).first
        expect(wanted).to_be_visible()
        passed = []
        for _ in range(MOST_TABS):
            if wanted.evaluate(_FOCUSED):
                break
            self.press("Shift+Tab" if backwards else "Tab")
            passed.append(self.page.evaluate(_WHERE))
        assert wanted.evaluate(_FOCUSED), f"{role} {name!r} cannot be reached; passed {passed}"
        assert wanted.evaluate(_SHOWS_FOCUS), f"{role} {name!r} does not show that it has the focus"
        return wanted

    def choose(self, name: str, option: str) -> None:
        """An option of a combobox, by typing a part of it."""
        self.tab_to("combobox", name)
        self.type(option)
        expect(self.page.locator(".ant-select-item-option-active").filter(has_text=option).first).to_be_visible()
        self.press("Enter")

    def is_kept_inside(self) -> bool:
        """Nothing behind the open dialog has the focus; between its last and its first stop the browser itself may have it."""
        return bool(self.page.evaluate("() => document.activeElement?.matches('body, .ant-drawer, [role=dialog], [role=dialog] *')"))

    def has_left_the_page(self) -> bool:
        """The browser itself has the focus, behind the last stop of an open dialog."""
        return bool(self.page.evaluate("() => document.activeElement === document.body"))
