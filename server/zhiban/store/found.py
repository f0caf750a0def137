"""Brings a database up to date and founds hospitals in it."""

import secrets
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, MetaData, insert, select

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Runs the one chain of migrations to its end."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def found_tenant(connection: Connection, metadata: MetaData, tenant: str) -> bool:
    """Gives a hospital its head row with a fresh database epoch; False when it has one."""
    head = metadata.tables["head"]
    if connection.execute(select(head.c.seq).where(head.c.tenant == tenant)).first() is not None:
        return False
    connection.execute(insert(head).values(tenant=tenant, seq=0, db_epoch=secrets.token_hex(8)))
    return True
