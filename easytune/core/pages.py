"""The shape of paged lists. Knows no table."""

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page of a list and how many there are in all."""

    items: list[T]
    total: int


class Paging(BaseModel):
    """Query parameters of every list."""

    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
    page_size: Annotated[int, Query(ge=1, le=200)] = 20

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size
