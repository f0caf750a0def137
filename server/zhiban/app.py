"""Puts the rooms together into one Litestar application."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DBAPIError

from .access import provide_actor, provide_who
from .background import jobs_beside
from .changes.clock import wall_now
from .console.gate import Console, console_route
from .errors import Problem, answer_http, answer_problem
from .health import health
from .notify.vapid import load_keys
from .parts import Parts
from .phone_files import phone_files
from .settings import Settings
from .sync.routes import router as sync_router
from .sync.writer import Now, StoreBusy

log = logging.getLogger(__name__)
ROOM_ROUTES = ("people", "rostering", "requests", "attendance", "learning", "notify")


def create_app(settings: Settings, now: Now = wall_now) -> Litestar:
    parts = Parts(settings, now)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncGenerator[None]:
        parts.open()
        load_keys(Path(settings.data_dir), now())  # made at first start, so that the first subscription finds them
        async with jobs_beside(parts) if settings.workers_in_web else nullcontext():
            yield
            if (solves := app.state.get("solves")) is not None:
                await solves.close()
        parts.close()

    provided: dict[str, Any] = {
        "settings": settings, "writer": parts.writer, "reader": parts.reader, "hints": parts.hints, "key": parts.key,
        "parts": parts,
    }  # fmt: skip
    console = Console(parts.rows.registry, parts.writer, settings.database, settings.tenant, settings.console_hosts)
    dependencies = {name: Provide(_constant(value), sync_to_thread=False) for name, value in provided.items()}
    return Litestar(
        route_handlers=[
            sync_router, health, *_room_routers(), console_route(console), *phone_files(Path(settings.pwa_dir)),
        ],
        dependencies={**dependencies, "who": Provide(provide_who), "actor": Provide(provide_actor)},
        exception_handlers={
            Problem: answer_problem, HTTPException: answer_http, StoreBusy: _busy, DBAPIError: _busy, Exception: _fault,
        },
        lifespan=[lifespan],
        state=State({"parts": parts}),
        openapi_config=None,
        logging_config=None,
        before_request=_no_nul,
        debug=False,
        request_max_body_size=None,
    )  # fmt: skip


def _constant(value: Any) -> Any:
    def provide() -> Any:
        return value

    return provide


def _no_nul(request: Request[Any, Any, Any]) -> None:
    """No id and no word holds a NUL: PostgreSQL would not even look for it."""
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise Problem(400, "request.malformed")


def _room_routers() -> list[Router]:
    found: list[Router] = []
    for room in ROOM_ROUTES:
        try:
            found.append(import_module(f"zhiban.{room}.routes").router)
        except ModuleNotFoundError as error:
            if error.name != f"zhiban.{room}.routes":
                raise
    return found


def _busy(request: Request[Any, Any, Any], error: StoreBusy | DBAPIError) -> Response[bytes]:
    log.warning("store busy: %s", type(error).__name__)
    return answer_problem(request, Problem(503, "store.busy", retry_after=2))


def _fault(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("fault in %s %s", request.method, request.url.path, exc_info=error)
    return answer_problem(request, Problem(500, "server.fault"))
