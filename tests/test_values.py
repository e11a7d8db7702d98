"""What only PostgreSQL is particular about: values that no column of it holds. Both databases refuse them alike."""

from httpx import AsyncClient

HUGE = (2**31, 2**63, 2**200)


async def test_numbers_that_no_column_holds_are_refused(client: AsyncClient) -> None:
    for number in HUGE:
        for path in ("datasets", "models", "jobs", "runs"):
            assert (await client.get(f"/api/v1/{path}/{number}")).status_code == 422
        body = {"name": "x", "model_id": number, "dataset_id": number}
        assert (await client.post("/api/v1/jobs", json=body)).status_code == 422


async def test_characters_that_postgresql_cannot_store_are_refused(client: AsyncClient) -> None:
    for text in ("a\x00b", "\x00"):
        bodies = {"tokens": {"name": text}, "session": {"username": text, "password": "x"}, "models": {"name": text, "folder": text}}
        for path, body in bodies.items():
            answer = await client.post(f"/api/v1/{path}", json=body)
            assert answer.status_code in (401, 404, 422), (path, answer.text)
        assert (await client.get("/api/v1/datasets", params={"search": text})).status_code in (200, 422)
