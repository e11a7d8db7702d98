"""The API's documentation comes from our own origin, whole."""

import re

from httpx import AsyncClient


async def test_the_docs_ask_no_other_host(anonymous: AsyncClient) -> None:
    page = (await anonymous.get("/docs")).text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/docs/")
        assert (await anonymous.get(address)).status_code == 200
    assert "<script>" not in page


async def test_the_description_is_open_to_all_and_names_every_error_shape(anonymous: AsyncClient) -> None:
    description = (await anonymous.get("/openapi.json")).json()
    assert description["info"]["title"] == "EasyTune-LLM"
    for path, operations in description["paths"].items():
        for operation in operations.values():
            if path.startswith("/api/"):
                refusals = [answer for status, answer in operation["responses"].items() if status >= "400"]
                assert refusals
                assert "default" not in operation["responses"]  # it would declare anything
                for refusal in refusals:
                    assert refusal["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorAnswer")
                assert operation["x-policy"]


async def test_unknown_docs_files_are_not_found(anonymous: AsyncClient) -> None:
    assert (await anonymous.get("/docs/other.js")).status_code == 404
