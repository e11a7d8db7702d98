"""Demo mode: the published account, the banner on every page, this computer only."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e import person
from tests.e2e.server import Server

ADDRESSES = ("/", "/datasets", "/datasets/new", "/models", "/jobs", "/jobs/new", "/playground", "/settings/tokens", "/settings/appearance")


def test_the_demo_account_opens_every_page_under_its_banner(demo_server: Server, visit: Callable[..., Page]) -> None:
    page = visit(demo_server.address)
    person.sign_in(page, "admin", "admin123")
    for address in ADDRESSES:
        page.goto(address)
        expect(page.get_by_text("Demo mode")).to_be_visible()
        expect(page.locator("main h1")).to_be_visible()


def test_the_demo_speaks_the_language_of_the_browser_and_can_be_switched(demo_server: Server, visit: Callable[..., Page]) -> None:
    page = visit(demo_server.address, locale="zh-CN")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码", exact=True).fill("admin123")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.goto("/jobs")
    expect(page.get_by_role("heading", level=1, name="训练任务")).to_be_visible()
    page.get_by_role("button", name="语言").click()
    page.get_by_role("menuitem", name="English").click()
    expect(page.get_by_role("heading", level=1, name="Training jobs")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Training jobs")).to_be_visible()


def test_a_token_is_shown_once_and_works_until_it_is_revoked(demo_server: Server, visit: Callable[..., Page]) -> None:
    page = visit(demo_server.address)
    person.sign_in(page, "admin", "admin123")
    page.goto("/settings/tokens")
    page.get_by_label("What is it for?").fill("a script")
    page.get_by_role("button", name="Create token").click()
    token = page.locator(".ant-modal pre").first.inner_text().strip()
    page.get_by_role("button", name="I have copied it").click()
    headers = {"Authorization": f"Bearer {token}"}
    stranger = page.context.browser
    assert stranger is not None
    with stranger.new_context() as context:
        assert context.request.get(f"{demo_server.address}/api/v1/jobs", headers=headers).ok
        page.reload()
        expect(page.get_by_text(token)).to_have_count(0)
        page.get_by_role("button", name="Revoke").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.get_by_text("No tokens yet")).to_be_visible()
        assert context.request.get(f"{demo_server.address}/api/v1/jobs", headers=headers).status == 401


def test_demo_mode_refuses_to_listen_beyond_this_computer(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "easytune", "serve", "--demo", "--host", "0.0.0.0", "--data-dir", str(tmp_path / "data")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "0.0.0.0 is refused" in ended.stderr
    assert not (tmp_path / "data").exists()
