"""The test databases themselves: fresh for each test, on both engines, and loud when PostgreSQL is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

import databases
from databases import Cluster, PostgresMissing, postgres_cluster


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_meets_an_empty_database(engine: Engine, turn: int) -> None:
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (turn INTEGER)"))
        connection.execute(text("INSERT INTO left_behind VALUES (:turn)"), {"turn": turn})
    assert inspect(engine).get_table_names() == ["left_behind"]


def test_chinese_survives_both_databases(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SELECT '值班'")).scalar_one() == "值班"


def test_a_database_goes_away_even_when_somebody_is_still_connected(postgres: Cluster) -> None:
    with postgres.database() as url:
        engine = create_engine(url)
        connection = engine.connect()
        connection.execute(text("SELECT 1"))
    connection.invalidate()
    engine.dispose()


def test_missing_postgresql_is_an_error_and_not_a_skip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TEST_PG", raising=False)
    monkeypatch.setattr(databases, "_programs", _no_programs)
    with pytest.raises(PostgresMissing), postgres_cluster():
        pass


def _no_programs() -> Path:
    raise PostgresMissing("none")
