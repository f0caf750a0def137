"""Piccolo Admin put together with our routes. Imported at the first visit: it brings a second web framework."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from piccolo.engine.base import Engine
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine
from piccolo_admin.endpoints import TableConfig, create_admin
from piccolo_admin.translations.data import SIMPLIFIED_CHINESE
from piccolo_admin.translations.models import Translation
from piccolo_api.rate_limiting.middleware import InMemoryLimitProvider
from sqlalchemy.engine import make_url
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from ..changes.collection import Collection
from ..sync.writer import Writer
from .accounts import bind
from .edit_routes import Edits
from .faces import FACES
from .mirror import mirrors

TITLE = "值班控制台"
LOGIN_TRIES = 10
LOGIN_SECONDS = 300
WORDS = {
    **SIMPLIFIED_CHINESE.translations,
    "MFA Code": "验证码",
    "MFA Setup": "两步验证",
    "Sort by": "排序依据",
    "of": "/",
    "result(s)": "条",
    "rows": "行",
    "with a matching": "其",
}


def build_panel(
    collections: Mapping[str, Collection[Any]],
    writer: Writer,
    database_url: str,
    hospital: str,
    https_names: Sequence[str] = (),
) -> ASGIApp:
    """The console's application. On PostgreSQL this connects, so it is called when the database is up.

    ``https_names`` are the host names under which it is served over TLS; then its cookies never travel without.
    """
    engine = _engine(database_url)
    shown = {name: collections[name] for name in FACES if name in collections and collections[name].console}
    tables = mirrors(shown, engine, hospital)
    users, sessions = bind(engine)
    panel = _admin(tables, users, sessions, https_names)
    _routes_behind_log_in(panel).routes[:0] = Edits(shown, writer, hospital).routes()
    return panel


def _admin(tables: Mapping[str, Any], users: Any, sessions: Any, https_names: Sequence[str]) -> Any:
    return create_admin(
        tables=[TableConfig(table) for table in tables.values()],
        auth_table=users,
        session_table=sessions,
        session_expiry=timedelta(hours=1),
        max_session_expiry=timedelta(hours=12),
        increase_expiry=timedelta(minutes=20),
        rate_limit_provider=InMemoryLimitProvider(LOGIN_SECONDS, LOGIN_TRIES, block_duration=LOGIN_SECONDS),
        production=bool(https_names),
        allowed_hosts=https_names,
        site_name=TITLE,
        default_language_code="zh-CN",
        translations=[Translation(language_name="简体中文", language_code="zh-CN", translations=WORDS)],
        auto_include_related=False,
    )


def _routes_behind_log_in(panel: Any) -> Router:
    """The inner application to which only operators get; LookupError when a new version is built differently."""
    for route in panel.router.routes:
        if isinstance(route, Mount) and route.path == "/api":
            return getattr(getattr(route.app, "app"), "router")
    raise LookupError("Piccolo Admin without /api")


def _engine(database_url: str) -> Engine[Any]:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return SQLiteEngine(path=url.database or "", timeout=10)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresEngine(config={"dsn": plain}, extensions=())
