"""A small ward for tests of requests: five nurses, a head, HR, three shifts, one published fortnight."""

from typing import Any

import msgspec
from unit.fakes import FakeWorld, case

from zhiban.changes.calendar import add_days, at_minute
from zhiban.changes.verdict import Judgement, Reslip
from zhiban.notify.records import Message
from zhiban.people.records import Department, Employment, Person
from zhiban.requests.effects import EFFECTS
from zhiban.requests.records import Decision, LeaveBalance, LeaveRequest, ShiftClaim, SwapAccept, SwapOffer, Withdrawal
from zhiban.requests.rules import JUDGES
from zhiban.rostering.records import Assignment, Demand, RosterVersion, ShiftType

MONDAY = "2026-11-23"
NOW = at_minute("2026-11-20", 9 * 60)
Sent = tuple[str, Judgement]
HEAD = {"scopes": frozenset({"lead:w3", "dept:w3"}), "roles": frozenset({"head"})}
HR = {"scopes": frozenset({"role:hr"}), "roles": frozenset({"hr"})}


def day(n: int) -> str:
    """Day ``n`` after the Monday."""
    return add_days(MONDAY, n)


def shift(id: str, mark: str, *spans: tuple[str, int, int], **more: Any) -> ShiftType:
    parts = [{"activity": a, "start": s * 60, "end": e * 60} for a, s, e in spans]
    names = {"name_zh": id, "name_en": id, "letter_zh": id[0], "letter_en": id[0]}
    return msgspec.convert({"id": id, "mark": mark, "segments": parts, **names, **more}, ShiftType)


SHIFTS = [
    shift("day", "day", ("ward", 8, 16)),
    shift("early", "day", ("ward", 7, 15)),
    shift("late", "evening", ("ward", 14, 22)),
    shift("night", "night", ("ward", 22, 32), night=True),
    shift("rest", "rest"),
    shift("leave", "leave"),
]


def nurse(id: str, **more: Any) -> Person:
    facts: dict[str, Any] = {"number": id, "name": id.upper(), "department": "w3", "post": "nurse", "level": "N2"}
    return Person(id=id, **{**facts, **more})


def placed(person: str, on: str, kind: str, **more: Any) -> Assignment:
    return Assignment(id=f"{person}:{on}", person=person, department="w3", day=on, shift=kind, version="rv1", **more)


def annual(person: str, total: float) -> LeaveBalance:
    return LeaveBalance(
        id=f"{person}:annual:2026", person=person, department="w3", kind="annual", year=2026, total=total
    )


def ward(*extra: Any, roster: dict[str, str] | None = None, now: int = NOW) -> FakeWorld:
    """``roster`` is person -> one letter a day from Monday on: d, e, l, n, or . for rest."""
    letters = {"d": "day", "e": "early", "l": "late", "n": "night"}
    rows = (
        roster
        if roster is not None
        else {"a": "dd.....", "b": "..dd...", "c": "....dd.", "d": ".......", "e": "......."}
    )
    world = FakeWorld(
        [
            *SHIFTS,
            Department(id="w3", site="s1", name_zh="三病区", name_en="Ward 3", lat=31.2, lon=121.4),
            nurse("head", post="head_nurse", roles=["staff", "head"], leads=["w3"]),
            nurse("hr1", post="hr", roles=["hr"], department="office"),
            *[nurse(p) for p in "abcde"],
            *[Employment(id=p, department="w3", employed_from="2020-01-01") for p in "abcde"],
            *[annual(p, 5.0) for p in "abcde"],
            RosterVersion(id="rv1", department="w3", first_day=MONDAY, last_day=day(13), number=1, state="published",
                          author="head", made_at=0),
            *[placed(p, day(n), letters[c]) for p, row in rows.items() for n, c in enumerate(row) if c in letters],
            *extra,
        ],
        now=now,
    )  # fmt: skip
    return world


class Phone:
    """Sends changes of one person into a world, as intake would take them."""

    def __init__(self, world: FakeWorld, person: str, **actor: Any) -> None:
        self.world, self.person, self.actor = world, person, actor

    def send(self, record: type[Any], *, at: int | None = None, seen: int = 1 << 60, **fields: Any) -> Sent:
        id = f"{self.person}.1.{self.world.position + 1}"
        whole = record(id=id, person=self.person, **fields)
        moment = self.world.now if at is None else at
        one = case(whole, self.person, moment, seen=seen, **self.actor)
        return id, self.world.take(one, JUDGES[record], EFFECTS[record])

    def leave(self, first: int, last: int | None = None, *, kind: str = "annual", **more: Any) -> Sent:
        return self.send(
            LeaveRequest, kind=kind, first_day=day(first), last_day=day(first if last is None else last), **more
        )

    def offer(self, n: int, kind: str = "day", *, wants: list[int] | None = None, **more: Any) -> Sent:
        return self.send(SwapOffer, day=day(n), shift=kind, wants=[day(w) for w in wants or []], **more)

    def accept(
        self, offer: str, *, gives: int | None = None, gives_shift: str = "day", knew: str = "day", **more: Any
    ) -> Sent:
        back = {"gives": day(gives), "gives_shift": gives_shift} if gives is not None else {}
        return self.send(SwapAccept, offer=offer, offered_shift=knew, **back, **more)

    def claim(self, opening: str, **more: Any) -> Sent:
        return self.send(ShiftClaim, open_shift=opening, **more)

    def decide(self, request: str, verdict: str, step: int = 0, kind: str = "leave_request", **more: Any) -> Sent:
        return self.send(Decision, request=request, kind=kind, step=step, verdict=verdict, **more)

    def withdraw(self, request: str, kind: str, **more: Any) -> Sent:
        return self.send(Withdrawal, request=request, kind=kind, **more)


def shift_of(world: FakeWorld, person: str, n: int) -> str:
    row = world.get(Assignment, f"{person}:{day(n)}")
    return row.shift if row else ""


def last_slip(world: FakeWorld, id: str) -> Reslip:
    return [s for s in world.slips if s.id == id][-1]


def told(world: FakeWorld, person: str) -> list[str]:
    return [m.code for m in world.find(Message, person=person)]


def need(kind: str, minimum: int, *, day_type: str = "workday", skill: str = "") -> Demand:
    return Demand(id=f"w3:{day_type}:{kind}:{skill}", department="w3", day_type=day_type, shift=kind,  # type: ignore[arg-type]
                  minimum=minimum, wanted=minimum, skill=skill)  # fmt: skip
