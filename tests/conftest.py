"""What every Python test may ask for: the two databases. PostgreSQL is never skipped: missing, it is an error."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import Cluster, postgres_cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One cluster for the session, quick because it does not wait for the disk."""
    with postgres_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def durable_postgres() -> Iterator[Cluster]:
    """One cluster with fsync on, for tests that kill it."""
    with postgres_cluster(durable=True) as cluster:
        yield cluster


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'zhiban.sqlite'}"


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, empty database; a test that asks for it runs once on each of the two."""
    return request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])


def pytest_unconfigure() -> None:
    """msgspec 0.22's made-up structs can crash the collection at exit and turn a passed run into exit code 139."""
    gc.freeze()
