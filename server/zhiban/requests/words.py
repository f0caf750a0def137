"""Names of people for the sentences of slips and messages; days and shifts are named by the rostering room."""

from ..changes.fields import Params
from ..changes.verdict import World
from ..people.records import Person
from ..rostering.words_rules import clock, day_words, is_day, shift_words

__all__ = ["clock", "day_words", "is_day", "name_of", "shift_words", "who"]


def name_of(world: World, person: str) -> str:
    found = world.get(Person, person)
    return found.name if found else ""


def who(world: World, person: str, name: str = "who") -> Params:
    """A person's id and names: ``who_id``, ``who``, ``who_en``."""
    found = world.get(Person, person)
    zh = found.name if found else ""
    return {f"{name}_id": person, name: zh, f"{name}_en": (found.name_en or zh) if found else ""}
