"""Every setting, read once from the environment. An unknown ``ZHIBAN_*`` variable is an error, not a silent typo."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct


class SettingError(Exception):
    """A setting that cannot be used; the message names the variable and what it should be."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field a variable: ``database_url`` is ZHIBAN_DATABASE_URL."""

    database_url: str = ""
    """sqlite:///file or postgresql://user@host/name; empty: zhiban.db in the data folder."""
    data_dir: str = "var"
    """Where the database, keys and console secrets lie."""
    host: str = "127.0.0.1"
    """Address to listen on; a proxy that speaks HTTPS stands before any other than this machine's own."""
    port: int = 8000
    """Port to listen on; plain ``PORT`` sets it too."""
    tenant: str = "demo"
    """The hospital served by a single-hospital installation."""
    pwa_dir: str = "pwa/dist"
    """The built phone app."""
    workers_in_web: bool = True
    """Whether the web process also runs jobs."""
    push_hosts: str = ""
    """Further allowed push hosts, comma-separated (SAFETY T14)."""
    push_subject: str = "mailto:it@hospital.invalid"
    """Contact that push services are given (RFC 8292)."""
    console_hosts: str = "127.0.0.1,::1"
    """Client addresses that may reach the console (T22)."""
    solver_seconds: int = 30
    """Longest a roster may be worked on."""
    solver_memory_mb: int = 4096
    """Most memory a solver may take."""
    session_days: int = 30
    """How long a log-in lasts on a phone."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """debug, info, warning or error."""

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{Path(self.data_dir).resolve() / 'zhiban.db'}"

    @property
    def key_path(self) -> Path:
        return Path(self.data_dir) / "server.key"


PREFIX = "ZHIBAN_"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises SettingError naming the variable, what was wrong and what it might have meant."""
    names = Settings.__struct_fields__
    values: dict[str, str] = {}
    for variable, value in environment.items():
        if variable.startswith(PREFIX):
            name = variable.removeprefix(PREFIX).lower()
            if name not in names:
                near = difflib.get_close_matches(name, names, 1)
                hint = f"; did you mean {PREFIX}{near[0].upper()}?" if near else ""
                raise SettingError(f"{variable} is not a setting{hint}")
            values[name] = value
    if "PORT" in environment:
        values.setdefault("port", environment["PORT"])
    for name, value in values.items():
        try:
            msgspec.convert({name: value}, Settings, strict=False)
        except msgspec.ValidationError as error:
            shown = "PORT" if name == "port" and f"{PREFIX}PORT" not in environment else f"{PREFIX}{name.upper()}"
            raise SettingError(f"{shown}={value!r}: {error}") from None
    settings = msgspec.convert(values, Settings, strict=False)
    if not 1 <= settings.port <= 65535:
        raise SettingError(f"PORT={settings.port}: a port lies between 1 and 65535")
    if settings.database_url and not settings.database_url.startswith(("sqlite:", "postgresql")):
        raise SettingError("ZHIBAN_DATABASE_URL must begin with sqlite:/// or postgresql://")
    return settings
