"""HTTP shapes of accounts. Knows no table."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from easytune.core.security import Role


class UserOut(BaseModel):
    id: int
    username: str
    role: Role
    language: Literal["zh", "en"]


class SessionOut(BaseModel):
    """What the page needs before anything else; user is null when nobody is signed in."""

    user: UserOut | None
    csrf_token: str | None
    setup_required: bool
    demo: bool
    version: str


class LoginIn(BaseModel):
    username: str = Field(max_length=200)
    password: str = Field(max_length=1000)


class SetupIn(BaseModel):
    """The first owner; token is the one in the console link."""

    token: str = Field(max_length=200)
    username: str = Field(min_length=1, max_length=64)
    password: str = Field(max_length=1000)
    language: Literal["zh", "en"] = "zh"


class PasswordIn(BaseModel):
    """A new password, with the present one as proof that it is the person."""

    old_password: str = Field(max_length=1000)
    new_password: str = Field(max_length=1000)


class TokenIn(BaseModel):
    name: str = Field(min_length=1, max_length=120)


class TokenOut(BaseModel):
    id: int
    name: str
    start: str
    created_at: datetime
    last_used_at: datetime | None


class TokenCreated(TokenOut):
    """The only answer that ever holds the token itself."""

    token: str


class ProfileIn(BaseModel):
    language: Literal["zh", "en"]
