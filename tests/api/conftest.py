"""The served ward, once on each database."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from zhiban.rostering.solving import Solves
from zhiban.sync.live import Hints

from .hospitals import CANARY, Hospital, hospital
from .ward import Phone, ward


@pytest.fixture
def client(database_url: str, tmp_path: Path) -> Iterator[TestClient[Any]]:
    with ward(database_url, tmp_path) as client:
        yield client


@pytest.fixture
def nurse(client: TestClient[Any]) -> Phone:
    return Phone(client, "n1")


@pytest.fixture
def houses(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Hospital, Hospital]]:
    """Two hospitals in one database; live streams end at once and no solver starts."""

    async def one_hint(self: Hints, tenant: str, scopes: frozenset[str]) -> AsyncIterator[bytes]:
        yield b": open\n\n"

    monkeypatch.setattr(Hints, "listen", one_hint)
    monkeypatch.setattr(Solves, "start", lambda *_: None)
    with (
        hospital(database_url, tmp_path / "a", "demo", "", "甲") as house,
        hospital(database_url, tmp_path / "b", "second", "x-", CANARY) as other,
    ):
        yield house, other
