"""Names of people for the sentences of slips and messages; days and shifts are named by the rostering room."""

from ..changes.fields import Params
from ..changes.verdict import World
from ..people.records import Person
from ..rostering.words_rules import clock, day_words, is_day, shift_words

__all__ = ["clock", "day_words", "is_day", "kind_words", "name_of", "note_words", "shift_words", "who"]


def name_of(world: World, person: str) -> str:
    found = world.get(Person, person)
    return found.name if found else ""


def who(world: World, person: str, name: str = "who") -> Params:
    """A person's id and names: ``who_id``, ``who``, ``who_en``."""
    found = world.get(Person, person)
    zh = found.name if found else ""
    return {f"{name}_id": person, name: zh, f"{name}_en": (found.name_en or zh) if found else ""}


KINDS = {
    "annual": ("年假", "annual leave"), "time_off": ("调休", "time off in lieu"), "sick": ("病假", "sick leave"),
    "personal": ("事假", "personal leave"), "marriage": ("婚假", "marriage leave"),
    "maternity": ("产假", "maternity leave"), "bereavement": ("丧假", "bereavement leave"),
}  # fmt: skip


def kind_words(kind: str) -> Params:
    """A kind of leave by id and by its names."""
    zh, en = KINDS.get(kind, (kind, kind))
    return {"kind": kind, "kind_zh": zh, "kind_en": en}


def note_words(note: str) -> Params:
    """What an approver wrote; a dash where nothing was written."""
    return {"note": note.strip() or "—"}
