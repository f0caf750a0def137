"""Settings come from the environment once; a wrong one is a clear error that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhiban.settings import SettingError, Settings, read_settings


def test_nothing_set_is_a_running_default() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert (settings.port, settings.host) == (8000, "127.0.0.1")
    assert settings.database.startswith("sqlite:///")


def test_port_and_database_come_from_the_environment() -> None:
    settings = read_settings({"PORT": "9001", "ZHIBAN_DATABASE_URL": "postgresql://nurse@db/ward"})
    assert (settings.port, settings.database) == (9001, "postgresql://nurse@db/ward")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"ZHIBAN_DATABSE_URL": "x"}, "did you mean ZHIBAN_DATABASE_URL"),
        ({"ZHIBAN_COLOUR": "red"}, "ZHIBAN_COLOUR is not a setting"),
        ({"PORT": "ward"}, "PORT='ward'"),
        ({"PORT": "99999"}, "between 1 and 65535"),
        ({"ZHIBAN_DATABASE_URL": "mysql://x"}, "sqlite:/// or postgresql://"),
        ({"ZHIBAN_WORKERS_IN_WEB": "perhaps"}, "ZHIBAN_WORKERS_IN_WEB='perhaps'"),
        ({"ZHIBAN_LOG_LEVEL": "loud"}, "ZHIBAN_LOG_LEVEL='loud'"),
    ],
)
def test_a_wrong_one_names_the_variable(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingError, match=said.replace("?", r"\?")):
        read_settings(environment)


def test_every_setting_says_what_it_is() -> None:
    source = (Path(sys.modules[Settings.__module__].__file__ or "")).read_text()
    for name in Settings.__struct_fields__:
        assert f"    {name}:" in source


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"ZHIBAN_PORTS": "1"}, "ZHIBAN_PORTS is not a setting; did you mean ZHIBAN_PORT?"),
        ({"ZHIBAN_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "cannot start"),
    ],
)
def test_serve_says_in_one_line_what_is_wrong(environment: dict[str, str], said: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "zhiban.cli", "serve"], capture_output=True, text=True, timeout=60,
        env={**os.environ, "ZHIBAN_DATA_DIR": str(tmp_path), **environment},
    )  # fmt: skip
    assert run.returncode in (1, 2) and said in run.stderr
    assert "Traceback" not in run.stderr
