"""A ward's people and shifts as the day's conflicts need them: who could lawfully take what, and who is free."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..changes.calendar import add_days
from ..people.records import Person
from ..requests.exchange_rules import Hand, hand_fault
from ..rostering.records import Assignment
from ..rostering.rules import is_work, shift_types
from .script import BACK, MORNING, WARD_PHONE, Act, Day, Label


@dataclass
class Ward:
    """Everybody swaps in one scenario at most, and asks for leave in one at most; leave is from the later days."""

    scene: Day
    department: str
    head: str
    nurses: list[Person]
    people: list[Person]
    """Those who have no part in a swap or claim yet."""
    leavers: list[Person]
    """Those who ask for no leave yet."""
    acts: list[Act] = field(default_factory=list[Act])
    names: int = 0
    rows: dict[str, list[Assignment]] = field(default_factory=dict[str, list[Assignment]])

    def shifts(self, person: str) -> list[Assignment]:
        """Working shifts from in five days to in three weeks, by day."""
        if person not in self.rows:
            kinds, first = shift_types(self.scene.world), add_days(self.scene.day, 5)
            found = self.scene.world.between(Assignment, "day", first, add_days(first, 18), person=person)
            self.rows[person] = sorted((r for r in found if is_work(kinds.get(r.shift))), key=lambda r: r.day)
        return self.rows[person]

    def late(self, person: str) -> list[Assignment]:
        """The later half of those shifts: what swaps leave alone."""
        rows = self.shifts(person)
        return rows[len(rows) // 2 :]

    def take(self, *people: str) -> None:
        """These have their part now."""
        self.people = [p for p in self.people if p.id not in people]

    def take_leave(self, person: str) -> None:
        self.leavers = [p for p in self.leavers if p.id != person]

    def label(self, kind: str) -> str:
        self.names += 1
        return f"{kind}.{self.department}.{self.names}"

    def act(self, who: str, stage: int, minute: int, collection: str, fields: dict[str, Any], label: str = "",
            phone: int = 0) -> None:  # fmt: skip
        """What comes up before the others is done on the ward's own phone, not on the person's."""
        device = phone if stage == BACK else WARD_PHONE
        self.acts.append(Act(who, stage, self.scene.at(minute), collection, fields, label, device))

    def offer(self, row: Assignment, stage: int = MORNING, **more: Any) -> str:
        label = self.label("offer")
        self.act(row.person, stage, 6 * 60, "swap_offer", {"day": row.day, "shift": row.shift, **more}, label)
        return label

    def accept(self, who: str, label: str, row: Assignment) -> None:
        self.act(who, BACK, 12 * 60, "swap_accept", {"offer": Label(label), "offered_shift": row.shift})

    def leave(self, who: str, stage: int, first: str, last: str, kind: str = "personal", phone: int = 0) -> str:
        label = self.label("leave")
        fields = {"kind": kind, "first_day": first, "last_day": last}
        self.act(who, stage, 6 * 60 + 30, "leave_request", fields, label, phone)
        return label

    def decide(self, who: str, label: str, stage: int, verdict: str = "approve", step: int = 0) -> None:
        fields = {"request": Label(label), "kind": "leave_request", "step": step, "verdict": verdict}
        self.act(who, stage, 11 * 60, "decision", fields)

    def lawful(self, *hands: Hand) -> bool:
        return hand_fault(self.scene.world, list(hands)) is None

    def givings(self) -> Iterator[tuple[Assignment, list[str]]]:
        """Shifts that at least two others could take over."""
        for person in self.people:
            for row in self.shifts(person.id)[:3]:
                takers = [
                    p.id for p in self.people if p.id != person.id and self.lawful(Hand(person.id, p.id, row.day))
                ]
                if len(takers) >= 2:
                    yield row, takers
