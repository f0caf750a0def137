"""scripts/migration: a field that the chain does not make yet becomes the next file, which then makes it."""

import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Column, MetaData, Text, inspect

from zhiban.rooms import metadata
from zhiban.schema.revision import main, write_revision
from zhiban.store.engine import open_engine
from zhiban.store.found import MIGRATIONS


def with_another_field() -> MetaData:
    declared = MetaData(naming_convention=metadata().naming_convention)
    for table in metadata().tables.values():
        table.to_metadata(declared)
    declared.tables["profile"].append_column(Column("ward_locker", Text, nullable=True))
    return declared


def test_nothing_is_written_when_the_chain_makes_what_is_declared(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    before = sorted(path.name for path in (folder / "versions").glob("*.py"))
    assert write_revision("nothing", metadata(), folder) is None
    assert sorted(path.name for path in (folder / "versions").glob("*.py")) == before


def test_a_new_field_becomes_the_next_link_and_the_link_makes_it(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    newest = max(path.name[:4] for path in (folder / "versions").glob("[0-9]*.py"))
    path = write_revision("Lockers on profiles", with_another_field(), folder)
    assert path is not None and path.name == f"{int(newest) + 1:04d}_lockers_on_profiles.py"
    text = path.read_text()
    assert "ward_locker" in text and "console_" not in text and "drop_table" not in text

    config = Config()
    config.set_main_option("script_location", str(folder))
    engine = open_engine(f"sqlite:///{tmp_path / 'after.db'}")
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    assert "ward_locker" in {column["name"] for column in inspect(engine).get_columns("profile")}
    engine.dispose()


def test_a_migration_needs_a_message() -> None:
    assert main([]) == 2
