"""Routes of signing in, the first owner and API tokens. Knows cookies; every decision is in the service."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from easytune.accounts import service
from easytune.accounts.schemas import LoginIn, PasswordIn, ProfileIn, SessionOut, SetupIn, TokenCreated, TokenIn, TokenOut, UserOut
from easytune.accounts.service import SESSION_LIFE, NewSession
from easytune.accounts.sign_in import Accounts
from easytune.accounts.tables import ApiToken
from easytune.core.guard import credentials_of
from easytune.core.http import CurrentUser, MaybeUser, Reading, Writing
from easytune.core.ids import LARGEST_ID
from easytune.core.names import clean_name
from easytune.core.security import CSRF_COOKIE, SESSION_COOKIE, Policy, Principal, SessionCookie, policy

router = APIRouter(tags=["accounts"])


def _accounts(request: Request) -> Accounts:
    accounts = request.app.state.accounts
    assert isinstance(accounts, Accounts)
    return accounts


TokenId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
SigningIn = Annotated[Accounts, Depends(_accounts)]


@router.get("/session", **policy(Policy.OPEN))
async def read_session(user: MaybeUser, accounts: SigningIn, session: Reading, request: Request) -> SessionOut:
    """Who is signed in, and whether there is anybody yet who could."""
    setup_required = user is None and not await service.any_user(session)
    return _session_out(request, user, accounts, setup_required=setup_required)


@router.post("/session", **policy(Policy.OPEN))
async def login(body: LoginIn, accounts: SigningIn, request: Request, response: Response) -> SessionOut:
    """Sign in; sets the session cookie."""
    new = await accounts.login(body, _address(request))
    _set_cookies(request, response, new)
    return _session_out(request, new.principal, accounts)


@router.delete("/session", status_code=204, **policy(Policy.VIEWER))
async def logout(session: Writing, accounts: SigningIn, request: Request, response: Response) -> None:
    """Sign out: the session ends on the server, not only in the browser."""
    match credentials_of(request.headers):
        case SessionCookie(signed):
            await service.end_session(session, accounts.signer.checked(signed) or "")
        case _:
            pass  # an API token has no session
    for name in (SESSION_COOKIE, CSRF_COOKIE):
        response.delete_cookie(name, samesite="lax", secure=_is_secure(request))


@router.patch("/session", **policy(Policy.VIEWER))
async def change_profile(body: ProfileIn, user: CurrentUser, accounts: SigningIn, session: Writing, request: Request) -> SessionOut:
    """Change what belongs to the person, not to the browser: the language."""
    await service.set_language(session, user.user_id, body.language)
    changed = Principal(user.user_id, user.username, user.role, body.language, user.csrf_token)
    return _session_out(request, changed, accounts)


@router.put("/session/password", **policy(Policy.VIEWER))
async def change_password(body: PasswordIn, user: CurrentUser, accounts: SigningIn, request: Request, response: Response) -> SessionOut:
    """Change one's own password; every other session ends at once, this one goes on under a new cookie. API tokens stay."""
    new = await accounts.change_password(body, user, _address(request))
    if user.csrf_token is not None:  # a browser asked
        _set_cookies(request, response, new)
    return _session_out(request, new.principal, accounts)


@router.post("/setup", status_code=201, **policy(Policy.OPEN))
async def set_up(body: SetupIn, accounts: SigningIn, request: Request, response: Response) -> SessionOut:
    """Make the first owner with the one-time token of the console, and sign in."""
    new = await accounts.set_up(body, _address(request))
    _set_cookies(request, response, new)
    return _session_out(request, new.principal, accounts)


@router.get("/tokens", **policy(Policy.VIEWER))
async def list_tokens(user: CurrentUser, session: Reading) -> list[TokenOut]:
    """One's own API tokens, newest first; never the tokens themselves."""
    return [_token_out(row) for row in await service.list_tokens(session, user.user_id)]


@router.post("/tokens", status_code=201, **policy(Policy.VIEWER))
async def create_token(body: TokenIn, user: CurrentUser, session: Writing) -> TokenCreated:
    """Make an API token with one's own rights; this answer is the only one that holds it."""
    new = await service.create_token(session, user.user_id, clean_name(body.name))
    return TokenCreated(token=new.token, **_token_out(new.row).model_dump())


@router.delete("/tokens/{token_id}", status_code=204, **policy(Policy.VIEWER))
async def delete_token(token_id: TokenId, user: CurrentUser, session: Writing) -> None:
    """Revoke one of one's own API tokens at once."""
    await service.delete_token(session, user.user_id, token_id)


def _session_out(request: Request, user: Principal | None, accounts: Accounts, *, setup_required: bool = False) -> SessionOut:
    shown = None
    if user is not None:
        language = "zh" if user.language == "zh" else "en"
        shown = UserOut(id=user.user_id, username=user.username, role=user.role, language=language)
    csrf_token = user.csrf_token if user is not None else None
    return SessionOut(user=shown, csrf_token=csrf_token, setup_required=setup_required, demo=accounts.demo, version=request.app.version)


def _token_out(row: ApiToken) -> TokenOut:
    return TokenOut(id=row.id, name=row.name, start=row.start, created_at=row.created_at, last_used_at=row.last_used_at)


def _set_cookies(request: Request, response: Response, new: NewSession) -> None:
    life = int(SESSION_LIFE.total_seconds())
    secure = _is_secure(request)
    response.set_cookie(
        SESSION_COOKIE, _accounts(request).signer.signed(new.token), max_age=life, httponly=True, samesite="lax", secure=secure
    )
    response.set_cookie(CSRF_COOKIE, new.csrf_token, max_age=life, httponly=False, samesite="lax", secure=secure)


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
