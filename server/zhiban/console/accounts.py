"""The console's own two tables: its operators and their sessions. A session's token is stored as its hash only."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from piccolo.apps.user.tables import BaseUser
from piccolo.engine.base import Engine
from piccolo_api.session_auth.tables import SessionsBase


def hidden(token: str) -> str:
    """What the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


class HiddenSessions(SessionsBase, tablename="console_session"):
    """Whoever reads the table cannot log in with what stands in it."""

    @classmethod
    async def create_session(
        cls, user_id: int, expiry_date: datetime | None = None, max_expiry_date: datetime | None = None
    ) -> SessionsBase:
        token = token_urlsafe(32)
        session = cls(token=hidden(token), user_id=user_id)
        if expiry_date:
            session.expiry_date = expiry_date
        if max_expiry_date:
            session.max_expiry_date = max_expiry_date
        await cls.insert(session).run()
        session.token = token
        return session

    @classmethod
    async def get_user_id(cls, token: str, increase_expiry: Any = None) -> int | None:
        return await super().get_user_id(hidden(token), increase_expiry)

    @classmethod
    async def remove_session(cls, token: str) -> None:
        await super().remove_session(hidden(token))


class Operators(BaseUser, tablename="console_user"):
    """Who may log in to the console. Nothing to do with the staff of the hospital."""

    _min_password_length = 10


def bind(engine: Engine[Any]) -> tuple[type[BaseUser], type[SessionsBase]]:
    """Ties both tables to a database; one console a process."""
    for table in (Operators, HiddenSessions):
        table._meta._db = engine  # pyright: ignore[reportPrivateUsage]
    return Operators, HiddenSessions
