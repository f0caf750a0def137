"""Who acts in a request: turns a device token into the dependencies that handlers ask for by name."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from .changes.verdict import Actor
from .errors import Problem
from .people.access import Who, find_session
from .settings import Settings
from .sync.reader import Reader


async def provide_who(
    request: Request[Any, Any, Any], reader: NamedDependency[Reader], settings: NamedDependency[Settings]
) -> Who:
    """The open session behind the bearer token; 401 without one (T19)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem(401, "auth.required")
    return await reader.read(settings.tenant, lambda ledger: find_session(ledger, token))


async def provide_actor(who: NamedDependency[Who]) -> Actor:
    return who.actor
