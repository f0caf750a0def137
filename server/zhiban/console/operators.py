"""Making log-ins for the console, from the command line and for the demo."""

import secrets

from sqlalchemy import Boolean, Column, Engine, Integer, MetaData, Table, Text, insert, select, update

from ..store.engine import open_engine

LONGEST_NAME = 40
SHORTEST_PASSWORD = 10
USERS = Table(
    "console_user", MetaData(), Column("id", Integer, primary_key=True), Column("username", Text),
    Column("password", Text), Column("email", Text), Column("active", Boolean), Column("admin", Boolean),
    Column("superuser", Boolean),
)  # fmt: skip


class BadOperator(ValueError):
    """A name or password that is not taken."""


def create_operator(database_url: str, name: str, password: str) -> bool:
    """Makes an operator, or gives an existing one this password (then False). The database must be migrated."""
    engine = open_engine(database_url, readers=1)
    try:
        return add_operator(engine, name, password)
    finally:
        engine.dispose()


def add_operator(engine: Engine, name: str, password: str) -> bool:
    """The same on an open engine. Raises BadOperator for an unfit name and for a password under ten characters."""
    from .accounts import Operators

    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadOperator(f"a name has 1 to {LONGEST_NAME} visible characters")
    if not SHORTEST_PASSWORD <= len(password) <= 128:
        raise BadOperator(f"a password has {SHORTEST_PASSWORD} to 128 characters")
    hashed = Operators.hash_password(password)
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        found = connection.execute(select(USERS.c.id).where(USERS.c.username == name)).scalar()
        if found is not None:
            connection.execute(update(USERS).where(USERS.c.id == found).values(password=hashed, active=True))
            return False
        mail = f"{secrets.token_hex(8)}@console.invalid"
        values = {
            "username": name,
            "password": hashed,
            "email": mail,
            "active": True,
            "admin": True,
            "superuser": False,
        }
        connection.execute(insert(USERS).values(values))
        return True
