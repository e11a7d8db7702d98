"""What the page asks of datasets, for tests. Knows no file format."""

from typing import Any

from httpx import AsyncClient, Response

from easytune.core.config import Settings
from tests.datasets.files import THREE_ROWS

API = "/api/v1"


async def upload(client: AsyncClient, content: str | bytes = THREE_ROWS, filename: str = "data.csv", **fields: str) -> Response:
    raw = content.encode() if isinstance(content, str) else content
    return await client.post(f"{API}/datasets", files={"file": (filename, raw)}, data=fields)


async def uploaded(client: AsyncClient, content: str | bytes = THREE_ROWS, filename: str = "data.csv", **fields: str) -> dict[str, Any]:
    answer = await upload(client, content, filename, **fields)
    assert answer.status_code == 201, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def get(client: AsyncClient, path: str, **query: str | int) -> Any:
    answer = await client.get(f"{API}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def files_of(settings: Settings) -> set[str]:
    roots = (settings.uploads, settings.datasets)
    return {str(path.relative_to(settings.folder)) for root in roots for path in root.rglob("*")}
