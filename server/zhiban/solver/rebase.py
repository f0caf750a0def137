"""K40: a human edited the draft while the solver ran. The edits win; what they break is listed, none is published."""

from collections.abc import Iterable

import msgspec

from zhiban.solver.problem import Cell, Pin, Problem, Violation
from zhiban.solver.rules import check


def edits(before: Iterable[Cell], after: Iterable[Cell]) -> tuple[Pin, ...]:
    """The cells that somebody changed between two drafts, as pins; an emptied cell is a pinned day off."""
    old = {(cell.person, cell.day): cell.shift for cell in before}
    new = {(cell.person, cell.day): cell.shift for cell in after}
    touched = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return tuple(Pin(person, day, new.get((person, day))) for person, day in touched)


def rebase(
    problem: Problem, roster: Iterable[Cell], pins: Iterable[Pin]
) -> tuple[Problem, tuple[Cell, ...], list[Violation]]:
    """The problem with the new pins (they replace older ones of the same cell), the roster bent to all pins, and every
    hard or short violation that stands now. Solve the returned problem again to mend around the pins."""
    locked = {(pin.person, pin.day): pin for pin in (*problem.pins, *pins)}
    pinned = msgspec.structs.replace(problem, pins=tuple(locked.values()))
    kept = [cell for cell in roster if (cell.person, cell.day) not in locked]
    kept += [Cell(pin.person, pin.day, pin.shift) for pin in locked.values() if pin.shift is not None]
    cells = tuple(sorted(kept, key=lambda cell: (cell.person, cell.day)))
    found = [violation for violation in check(pinned, cells) if violation.kind in ("hard", "short")]
    return pinned, cells, found
