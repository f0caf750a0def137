"""People who want the same thing without knowing of each other: the conflicts K01-K38 on one ward, from what is there.

Each scenario picks people whom the rules would allow it alone, so that what is refused is refused for the conflict.
"""

from collections.abc import Callable, Sequence
from itertools import combinations, permutations

from ..changes.calendar import MINUTE_MS, add_days
from ..people.records import Person
from ..requests.exchange_rules import Hand, Side, side_faults, skill_gap
from ..requests.records import LeaveBalance
from ..rostering.cover_rules import newly_short, ward_on
from ..rostering.records import Assignment, OpenShift
from ..rostering.rules import shift_types, span
from .rivals import Ward
from .script import BACK, FIRST, MORNING, Act, Day, Label, lesson, punch, wish

HR = ("r801", "r802", "m801", "r803")
TRIED = 60
"""Combinations judged before a scenario is left out."""


def conflicts(scene: Day, department: str, people: Sequence[Person], first: int = 0) -> list[Act]:
    """Every scenario that this ward has people and shifts for; ``first`` says which swaps are thought of first."""
    head = next(p.id for p in people if department in p.leads)
    nurses = [p for p in people if p.post == "nurse"]
    scene.dice.shuffle(nurses)
    ward = Ward(scene, department, head, nurses, list(nurses), list(nurses))
    turn = first % len(SWAPS)
    for scenario in (*SWAPS[turn:], *SWAPS[:turn], *LEAVES, *OTHERS):
        scenario(ward)
    return ward.acts


def rival_claims(ward: Ward) -> None:
    """K01: three claim one open shift without knowing of each other."""
    for opening in ward.scene.world.find(OpenShift, department=ward.department, state="open"):
        side = Side(gets={opening.day: opening.shift})
        kinds = shift_types(ward.scene.world)
        able = [p.id for p in ward.people if not side_faults(ward.scene.world, p.id, side, kinds)]
        if len(able) >= 2:
            for person in able[:3]:
                ward.act(person, BACK, 10 * 60, "shift_claim", {"open_shift": opening.id})
            ward.take(*able[:3])
            return


def rival_accepts(ward: Ward) -> None:
    """K01: two say yes to one offer."""
    for row, takers in ward.givings():
        label = ward.offer(row)
        for person in takers[:2]:
            ward.accept(person, label, row)
        ward.take(row.person, *takers[:2])
        return


def withdrawn_offer(ward: Ward) -> None:
    """K02: taken back before the yes arrives, though the yes was said earlier."""
    for row, takers in ward.givings():
        label = ward.offer(row)
        fields = {"request": Label(label), "kind": "swap_offer"}
        ward.act(row.person, FIRST, 15 * 60, "withdrawal", fields)
        ward.accept(takers[0], label, row)
        ward.take(row.person, takers[0])
        return


def shift_gone(ward: Ward) -> None:
    """K03: the offered shift has gone with an approved leave before the yes arrives."""
    for row, takers in ward.givings():
        label = ward.offer(row)
        leave = ward.leave(row.person, MORNING, row.day, row.day)
        ward.decide(ward.head, leave, FIRST)
        ward.accept(takers[0], label, row)
        ward.take(row.person, takers[0])
        ward.take_leave(row.person)
        return


def two_too_many(ward: Ward) -> None:
    """K04: each of two swaps is lawful, both together are not."""
    world, kinds = ward.scene.world, shift_types(ward.scene.world)
    for taker in ward.people[:6]:
        others = [r for p in ward.people if p.id != taker.id for r in ward.shifts(p.id)[:5]]
        for a, b in list(combinations(others, 2))[: TRIED * 4]:
            near = a.person != b.person and a.day != b.day and a.day[:7] == b.day[:7]
            both = Side(gets={a.day: a.shift, b.day: b.shift})
            if near and side_faults(world, taker.id, both, kinds) and ward.lawful(
                Hand(a.person, taker.id, a.day)) and ward.lawful(Hand(b.person, taker.id, b.day)):  # fmt: skip
                for row in (a, b):
                    ward.accept(taker.id, ward.offer(row, to=[taker.id]), row)
                ward.take(taker.id, a.person, b.person)
                return


def circle(ward: Ward) -> None:
    """K05: A wants B's day, B wants C's, C wants A's; each offer comes up on its own."""
    rows = [row for person in ward.people for row in ward.shifts(person.id)[:4]]
    busy = {person.id: {row.day for row in ward.shifts(person.id)} for person in ward.people}
    ward.scene.dice.shuffle(rows)
    tried = 0
    for a, b, c in permutations(rows, 3):
        apart = len({a.person, b.person, c.person}) == len({a.day, b.day, c.day}) == 3
        if not apart or b.day in busy[a.person] or c.day in busy[b.person] or a.day in busy[c.person]:
            continue
        hands = [Hand(b.person, a.person, b.day), Hand(c.person, b.person, c.day), Hand(a.person, c.person, a.day)]
        tried += 1
        if ward.lawful(*hands) and not skill_gap(ward.scene.world, ward.department, hands):
            for own, wanted in ((a, b), (b, c), (c, a)):
                ward.offer(own, BACK, wants=[wanted.day])
            ward.take(a.person, b.person, c.person)
        if tried == TRIED or a.person not in {p.id for p in ward.people}:
            return


def short_cover(ward: Ward) -> None:
    """K06: a leave stands although it leaves the shift short."""
    for person in ward.leavers:
        for row in ward.late(person.id):
            day = ward_on(ward.scene.world, ward.department, row.day)
            if newly_short(day.cover(), day.cover({person.id: None})):
                ward.decide(ward.head, ward.leave(person.id, MORNING, row.day, row.day, "sick"), FIRST)
                ward.take_leave(person.id)
                return


def two_approvers(ward: Ward) -> None:
    """K07: three of HR answer the same step, and HR refuses what the head had approved alone."""
    run = _run(ward, 2)
    if run is not None:
        label = ward.leave(run[0].person, MORNING, run[0].day, run[1].day)
        ward.decide(ward.head, label, FIRST)
        for who, verdict in zip(HR[:3], ("approve", "refuse", "approve"), strict=True):
            ward.decide(who, label, BACK, verdict, step=1)
    one = _run(ward, 1)
    if one is not None:
        label = ward.leave(one[0].person, MORNING, one[0].day, one[0].day)
        ward.decide(ward.head, label, FIRST)
        ward.decide(HR[3], label, BACK, "refuse")


def taken_back(ward: Ward) -> None:
    """K08: withdrawn before the head's yes arrives."""
    run = _run(ward, 1)
    if run is not None:
        label = ward.leave(run[0].person, MORNING, run[0].day, run[0].day)
        ward.act(run[0].person, FIRST, 9 * 60, "withdrawal", {"request": Label(label), "kind": "leave_request"})
        ward.decide(ward.head, label, BACK)


def spent_twice(ward: Ward) -> None:
    """K09: the same days of annual leave asked for on two phones."""
    for person in ward.leavers:
        year = ward.scene.day[:4]
        balance = ward.scene.world.get(LeaveBalance, f"{person.id}:annual:{year}")
        days = [r.day for r in ward.late(person.id) if r.day[:4] == year]
        left = int(balance.total - balance.used - balance.pending) if balance else 0
        if 1 <= left <= 4 and len(days) >= left + 3:
            ward.leave(person.id, BACK, days[0], days[left - 1], "annual")
            ward.leave(person.id, BACK, days[-2], days[-1], "annual", phone=1)
            ward.take_leave(person.id)
            return


def split_leave(ward: Ward) -> None:
    """K10: two single days side by side."""
    run = _run(ward, 2)
    if run is not None:
        for row in run:
            ward.leave(run[0].person, BACK, row.day, row.day)


def _run(ward: Ward, length: int) -> list[Assignment] | None:
    """Somebody's first worked days on end, who is then taken."""
    for person in ward.leavers:
        rows = ward.late(person.id)
        for n in range(len(rows) - length + 1):
            run = rows[n : n + length]
            if add_days(run[0].day, length - 1) == run[-1].day:
                ward.take_leave(person.id)
                return run
    return None


def late_news(ward: Ward) -> None:
    """K11: on sick leave by now, at work by the roster that the phone had."""
    scene, kinds = ward.scene, shift_types(ward.scene.world)
    for person in ward.leavers:
        row = scene.world.get(Assignment, f"{person.id}:{scene.day}")
        if row is not None and kinds[row.shift].mark == "day":
            ward.decide(ward.head, ward.leave(person.id, MORNING, scene.day, scene.day, "sick"), FIRST)
            ward.take_leave(person.id)
            return


def two_phones(ward: Ward) -> None:
    """K16, K17, K22 and two wishes at once: one person, two phones."""
    scene = ward.scene
    rows = [r for p in ward.nurses if (r := scene.world.get(Assignment, f"{p.id}:{scene.day}"))]
    for row in rows[:3]:
        person, shift = next(p for p in ward.nurses if p.id == row.person), row.shift
        at = scene.at(span(shift_types(scene.world)[shift])[0] - 9)
        near = {"fix": "ok", "lat": 31.32062, "lon": 120.74398, "accuracy": 20.0}
        far = {**near, "lat": 31.40, "lon": 120.90}
        ward.acts += [
            punch(scene, person, "in", at, scene.day, shift, **near),
            punch(scene, person, "in", at + MINUTE_MS, scene.day, shift, phone=1, **near),
            punch(scene, person, "out", at + 5 * MINUTE_MS, scene.day, shift, phone=1, **far),
            *lesson(scene, person, 0, quiz=False, course="fall-prevention"),
            *lesson(scene, person, 1, quiz=True, course="fall-prevention"),
            wish(scene, person.id, nights_in_row=1),
            wish(scene, person.id, 1, nights_in_row=3),
        ]


def old_app(ward: Ward) -> None:
    """K38: an app of another version sends what nobody here knows; nothing around it is harmed."""
    for person in ward.nurses[-2:]:
        ward.act(person.id, BACK, 8 * 60, "mood_diary", {"mood": "tired"})
        ward.act(person.id, BACK, 8 * 60 + 1, "leave_request", {"kind": "moonlight", "first_day": "soon"})


Scenario = Callable[[Ward], None]
SWAPS: tuple[Scenario, ...] = (
    rival_claims, withdrawn_offer, shift_gone, two_too_many, rival_accepts, circle,
)  # fmt: skip
LEAVES: tuple[Scenario, ...] = (short_cover, late_news, two_approvers, taken_back, spent_twice, split_leave)
OTHERS: tuple[Scenario, ...] = (two_phones, old_app)
