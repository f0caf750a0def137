"""Made-up wards for the solver's benches and tests: deterministic from a seed, of the demo departments' size."""

import random
from datetime import date

from zhiban.solver import Demand, PastShift, Problem, Segment, ShiftType, Staff, Wish

DAY_SHIFT = ShiftType(id="A", letter="白", start=480, end=960)
EVENING = ShiftType(id="P", letter="中", start=960, end=1440)
NIGHT = ShiftType(id="N", letter="夜", start=1440, end=1920, night=True)
NURSE_SHIFTS = (DAY_SHIFT, EVENING, NIGHT)
MONDAY = date(2026, 11, 2)


def nurses(count: int, days: int, dice: random.Random) -> tuple[Staff, ...]:
    """Nurses with levels, part-timers, leave, one under L12, a week of history, debts from earlier months."""
    people: list[Staff] = []
    for number in range(count):
        leave_from = dice.randrange(days)
        leave = range(leave_from, min(days, leave_from + 5)) if dice.random() < 0.25 else range(0)
        protected = number == count - 1
        skills = {name for name, odds in (("charge", 0.7), ("newborn", 0.3)) if dice.random() < odds or number < 3}
        people.append(
            Staff(
                id=f"n{number:03}", skills=frozenset(skills), level=1 + (number < count // 2) + (number < count // 6),
                fraction=0.5 if dice.random() < 0.1 else 1.0, unavailable=frozenset(leave), no_nights=protected,
                no_overtime=protected, past=_history(dice, protected), nights_owed=dice.randrange(-1, 2),
                weekends_owed=dice.randrange(-1, 2),
            )
        )  # fmt: skip
    return tuple(people)


def _history(dice: random.Random, protected: bool) -> tuple[PastShift, ...]:
    """Five work days out of the last seven on one kind of shift, as a legal ward would have left them."""
    kind = "A" if protected else dice.choice(("A", "A", "P"))
    first = dice.randrange(-7, -4)
    return tuple(PastShift(day, kind) for day in range(first, min(first + 5, 0)))


def ward(staff: int = 30, days: int = 28, seed: int = 1) -> Problem:
    """Three shifts round the clock, seniors on each, newborn skill by day, fewer at the weekend, wishes."""
    dice = random.Random(seed)
    people = nurses(staff, days, dice)
    rows: list[Demand] = []
    for day in range(days):
        weekend = (MONDAY.weekday() + day) % 7 >= 5
        heads = {"A": (0.24 if weekend else 0.3), "P": 0.2, "N": 0.14}
        for shift, share in heads.items():
            least = max(1, int(share * staff))
            rows.append(Demand(day=day, shift=shift, min=least, want=least + (shift == "A")))
            rows.append(Demand(day=day, shift=shift, min=1, skill="charge", min_level=2, over=0))
        rows.append(Demand(day=day, shift="A", min=1, skill="newborn", over=0))
    wishes = tuple(
        Wish(
            person=person.id,
            day=dice.randrange(days),
            shift=dice.choice((None, None, "A", "P")),
            weight=dice.randrange(2, 9),
        )
        for person in people
        for _ in range(dice.randrange(0, 5))
    )
    return Problem(start=MONDAY, days=days, shift_types=NURSE_SHIFTS, staff=people, demand=tuple(rows), wishes=wishes)


def surgeons(staff: int = 10, days: int = 28, seed: int = 1) -> Problem:
    """Doctors' mixed days (F028) under the surgery cap of 30 h (F020), more needed at the weekend (F023)."""
    dice = random.Random(seed)
    types = (
        ShiftType(id="S", letter="手", start=480, end=1080, minutes=540, segments=(Segment("surgery", 480, 1020),)),
        ShiftType(
            id="M", letter="混", start=480, end=1080, minutes=540,
            segments=(Segment("clinic", 480, 720), Segment("surgery", 780, 960), Segment("consultation", 960, 1080)),
        ),
        ShiftType(id="C", letter="诊", start=540, end=1020, minutes=480, segments=(Segment("clinic", 540, 1020),)),
    )  # fmt: skip
    people = tuple(
        Staff(id=f"d{number:02}", skills=frozenset({"surgeon"}), level=1 + number % 3, activity_caps={"surgery": 1800})
        for number in range(staff)
    )
    rows = [
        Demand(day=day, shift=shift, min=max(1, int(staff * share)) + (day % 7 >= 5))
        for day in range(days)
        for shift, share in (("S", 0.3), ("M", 0.15), ("C", 0.1))
    ]
    wishes = tuple(Wish(person=p.id, day=dice.randrange(days), shift=None, weight=5) for p in people)
    return Problem(start=MONDAY, days=days, shift_types=types, staff=people, demand=tuple(rows), wishes=wishes)


def departments() -> dict[str, Problem]:
    """Eight departments of the demo's size, 132 people in all."""
    sizes = {"ward-1": 26, "ward-2": 22, "nursery": 18, "postpartum": 16, "clinic": 14, "recovery": 12}
    found = {name: ward(size, seed=number + 10) for number, (name, size) in enumerate(sizes.items())}
    return {**found, "surgery": surgeons(12, seed=5), "aesthetics": surgeons(12, seed=6)}
