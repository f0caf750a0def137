"""The one chain of migrations leads exactly to what the records declare, on both databases (ADR 0004)."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from zhiban.rooms import metadata
from zhiban.store.engine import open_engine
from zhiban.store.found import found_tenant, migrate


def differences(url: str) -> list[Any]:
    engine = open_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda thing, name, kind, reflected, other: not str(name).startswith("console_")},
        )
        found = compare_metadata(context, metadata())
    engine.dispose()
    return found


def test_a_migrated_database_is_what_the_records_declare(database_url: str) -> None:
    assert differences(database_url) == []


def test_migrating_twice_changes_nothing_and_a_hospital_is_founded_once(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    migrate(engine)
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        assert [found_tenant(connection, metadata(), t) for t in ("a", "a", "b")] == [True, False, True]
    assert "log" in inspect(engine).get_table_names()
    engine.dispose()


def test_the_tenant_leads_every_key_and_no_foreign_key_crosses_tenants() -> None:
    for table in metadata().tables.values():
        keys = [column.name for column in table.primary_key.columns]
        assert keys[0] == "tenant", table.name
        assert not table.foreign_keys, table.name
        assert all(column.autoincrement is not True for column in table.columns), (
            f"{table.name}: no sequence is a cursor"
        )
        for index in table.indexes:
            leads = [column.name for column in index.columns]
            assert leads[0] == "tenant" or index.name == "ix_job_ready", (table.name, index.name)
