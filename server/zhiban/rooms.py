"""Every collection of the product with its judges and effects: what makes one registry out of the rooms."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import MetaData

from .changes.collection import After, Collection, Judge, Registry, registry
from .store.tables import build_metadata

ROOMS = ("sync", "notify", "people", "rostering", "requests", "attendance", "learning")


@cache
def product() -> Registry:
    """The registry of the whole product."""
    collections: list[Collection[Any]] = []
    judges: dict[type[Any], Judge] = {}
    effects: dict[type[Any], After] = {}
    for room in ROOMS:
        collections += import_module(f"zhiban.{room}.records").COLLECTIONS
        judges.update(_table(room, "rules", "JUDGES"))
        effects.update(_table(room, "effects", "EFFECTS"))
    return registry(collections, judges, effects)


def _table(room: str, module: str, name: str) -> Mapping[type[Any], Any]:
    try:
        found = import_module(f"zhiban.{room}.{module}")
    except ModuleNotFoundError as error:
        if error.name == f"zhiban.{room}.{module}":
            return {}
        raise
    return getattr(found, name, {})


@cache
def metadata() -> MetaData:
    """All tables of the product."""
    privates = [p for room in ROOMS for p in getattr(import_module(f"zhiban.{room}.records"), "PRIVATE", [])]
    return build_metadata(product(), privates)
