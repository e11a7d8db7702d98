"""Pages and files of a build, and which requests mean a page."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from easytune.core import handlers
from easytune.core.frontend import Frontend, PageSwitch, prefers_html
from easytune.core.guard import Guard
from easytune.core.security import Credentials, Policy, policy

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}


async def nobody(_: Credentials) -> None:
    return None


@pytest.fixture
def site(tmp_path: Path) -> AsyncClient:
    """A small build, with the quick API's /datasets beside it."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>page</p>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "main-1a2b.js").write_text("plain")
    (tmp_path / "assets" / "main-1a2b.js.gz").write_bytes(b"zipped")
    (tmp_path.parent / "outside.txt").write_text("secret")

    async def datasets() -> list[str]:
        return ["rows"]

    app = FastAPI(redirect_slashes=False)
    app.add_api_route("/datasets", datasets, **policy(Policy.VIEWER))
    app.add_api_route("/api/v1/datasets", datasets, **policy(Policy.OPEN))
    app.include_router(Frontend(tmp_path).routes())
    handlers.install(app)
    guard = Guard(app, routes=app.routes, allowed_hosts=frozenset({"localhost"}), authenticate=nobody)
    return AsyncClient(transport=ASGITransport(app=PageSwitch(guard)), base_url="http://localhost", headers={"Accept-Encoding": "identity"})


@pytest.mark.parametrize("path", ["/", "/datasets", "/jobs/12", "/login?next=/jobs", "/models/"])
async def test_a_browser_that_opens_any_page_gets_the_index(site: AsyncClient, path: str) -> None:
    response = await site.get(path, headers=BROWSER)
    assert (response.status_code, response.text) == (200, "<p>page</p>")
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html", ""])
async def test_a_script_gets_the_data_behind_the_same_path_under_its_policy(site: AsyncClient, accept: str) -> None:
    assert (await site.get("/datasets", headers={"Accept": accept})).status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/assets/nothing.js", "/nothing.png", "/v1/models", "/docs/nothing"])
async def test_what_is_no_page_is_not_answered_with_one(site: AsyncClient, path: str) -> None:
    assert (await site.get(path, headers=BROWSER)).status_code == 404


async def test_a_browser_that_opens_an_api_address_gets_the_data(site: AsyncClient) -> None:
    assert (await site.get("/api/v1/datasets", headers=BROWSER)).json() == ["rows"]


async def test_assets_are_kept_for_ever_and_come_compressed_where_that_is_taken(site: AsyncClient) -> None:
    plain = await site.get("/assets/main-1a2b.js")
    assert (plain.text, plain.headers["Cache-Control"]) == ("plain", "public, max-age=31536000, immutable")
    assert plain.headers["Content-Type"].startswith("text/javascript")
    async with site.stream("GET", "/assets/main-1a2b.js", headers={"Accept-Encoding": "gzip, br"}) as zipped:
        assert (zipped.headers["Content-Encoding"], zipped.headers["Vary"]) == ("gzip", "Accept-Encoding")
        assert [chunk async for chunk in zipped.aiter_raw()] == [b"zipped"]


async def test_a_file_that_has_not_changed_is_not_sent_again(site: AsyncClient) -> None:
    etag = (await site.get("/favicon.svg")).headers["ETag"]
    again = await site.get("/favicon.svg", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


OUTSIDE = ("/assets/../../outside.txt", "/assets/%2e%2e/%2e%2e/outside.txt", "/assets//etc/passwd", "/assets/..%5coutside.txt")


@pytest.mark.parametrize("path", OUTSIDE)
async def test_no_path_leads_out_of_the_build(site: AsyncClient, path: str) -> None:
    request = site.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())
    assert (await site.send(request)).status_code == 404


async def test_without_a_build_the_page_says_what_to_do(tmp_path: Path) -> None:
    app = FastAPI()
    app.include_router(Frontend(tmp_path / "nothing").routes())
    async with AsyncClient(transport=ASGITransport(app=PageSwitch(app)), base_url="http://localhost") as client:
        assert "dev.py setup" in (await client.get("/", headers=BROWSER)).text


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html", True),
        ("text/html;q=0.5, application/json", False),
        ("text/html;q=x", False),
        ("application/json;q=0.1, text/html", True),
        ("image/png", False),
    ],
)
def test_html_must_rank_above_json_to_mean_a_page(accept: str, page: bool) -> None:
    assert prefers_html(accept) is page
