"""What a running server is made of, without any web: the command line, the demo hospital and tests use it as it is."""

import secrets
from pathlib import Path

from sqlalchemy import Engine

from .changes.clock import wall_now
from .rooms import metadata, product
from .settings import Settings
from .store.engine import open_engine
from .store.found import found_tenant, migrate
from .store.rows import Rows
from .sync.live import Hints
from .sync.reader import Reader
from .sync.writer import Now, Writer


class Parts:
    """The engine, the rows, the one writer, the readers, the hints and the key that signs cursors."""

    def __init__(self, settings: Settings, now: Now = wall_now) -> None:
        Path(settings.data_dir).mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.now = now
        self.engine: Engine = open_engine(settings.database)
        self.rows = Rows(product(), metadata())
        self.writer = Writer(self.engine, self.rows, now)
        self.reader = Reader(self.engine, self.rows, now)
        self.hints = Hints()
        self.key = _server_key(settings.key_path)
        self.writer.listen(self.hints.publish)

    def open(self) -> None:
        """Migrates, founds the hospital if it is new, and starts the writer."""
        migrate(self.engine)
        with self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            found_tenant(connection, metadata(), self.settings.tenant)
        self.writer.start()

    def close(self) -> None:
        self.writer.stop()
        self.engine.dispose()


def _server_key(path: Path) -> bytes:
    """The key that signs cursors; made at first start, readable by its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()
