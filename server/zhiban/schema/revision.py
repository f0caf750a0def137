"""Writes the next link in the chain of migrations: what the records declare and the chain does not make yet."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, MetaData

from ..rooms import metadata
from ..store.engine import open_engine
from ..store.found import MIGRATIONS


def write_revision(message: str, declared: MetaData, folder: Path = MIGRATIONS) -> Path | None:
    """The new file, to be read and corrected; None when the chain already leads to what is declared.

    Builds the chain's end in a scratch SQLite database, so nobody's data is touched.
    """
    config = Config()
    config.set_main_option("script_location", str(folder))
    with tempfile.TemporaryDirectory() as scratch:
        engine = open_engine(f"sqlite:///{scratch}/scratch.db")
        try:
            with engine.connect().execution_options(immediate=True) as connection, connection.begin():
                return _revise(config, connection, message, declared)
        finally:
            engine.dispose()


def _revise(config: Config, connection: Connection, message: str, declared: MetaData) -> Path | None:
    config.attributes.update(connection=connection, metadata=declared)
    command.upgrade(config, "head")
    if not compare_metadata(MigrationContext.configure(connection, opts={"include_object": _is_ours}), declared):
        return None
    head = ScriptDirectory.from_config(config).get_current_head() or "0000"
    made = command.revision(config, message, autogenerate=True, rev_id=f"{int(head) + 1:04d}")
    if not isinstance(made, Script):
        raise RuntimeError("the chain has more than one end")
    return Path(made.path)


def _is_ours(_thing: object, name: str | None, *_: object) -> bool:
    """The console's own tables are Piccolo's: no metadata names them."""
    return not str(name).startswith("console_")


def main(words: list[str]) -> int:
    """``MESSAGE``; 1 when there is nothing to migrate."""
    if len(words) != 1:
        print('usage: scripts/migration "what changes"', file=sys.stderr)
        return 2
    path = write_revision(words[0], metadata())
    print(path.relative_to(Path.cwd()) if path else "Nothing to migrate: the chain makes what the records declare.")
    return 0 if path else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
