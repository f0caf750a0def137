"""The served ward, once on each database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from .ward import Phone, ward


@pytest.fixture
def client(database_url: str, tmp_path: Path) -> Iterator[TestClient[Any]]:
    with ward(database_url, tmp_path) as client:
        yield client


@pytest.fixture
def nurse(client: TestClient[Any]) -> Phone:
    return Phone(client, "n1")
