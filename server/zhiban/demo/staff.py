"""The demo's 132 people in all posts of the brief, with what HR knows of them. Pure: the dice and the day decide."""

import random
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ..changes.calendar import add_days
from ..people.records import Employment, Person, Post, Preference, Profile, Role
from ..requests.records import LeaveBalance
from .names import Name, Names

COUNTS: dict[str, dict[Post, int]] = {
    "w1": {"head_nurse": 1, "nurse": 14, "doctor": 2},
    "w3": {"head_nurse": 1, "nurse": 14, "doctor": 2},
    "nb": {"head_nurse": 1, "nurse": 12, "doctor": 2},
    "or": {"head_nurse": 1, "nurse": 10, "doctor": 5},
    "op": {"head_nurse": 1, "nurse": 4, "doctor": 8, "reception": 3},
    "pp": {"head_nurse": 1, "nurse": 13},
    "am": {"doctor": 6, "consultant": 8, "nurse": 3, "reception": 3},
    "ad": {"hr": 3, "manager": 2, "trainer": 2, "kitchen": 6, "cleaning": 4},
}
"""Heads by department and post: 132 in all."""
HUNDREDS = {"w1": 1, "nb": 2, "w3": 3, "or": 4, "op": 5, "pp": 6, "am": 7, "ad": 8}
LETTERS: dict[Post, str] = {
    "nurse": "n", "head_nurse": "h", "doctor": "d", "consultant": "c", "hr": "r", "reception": "f", "kitchen": "k",
    "cleaning": "l", "trainer": "t", "manager": "m",
}  # fmt: skip
CAST: dict[str, Name] = {
    "h301": Name("程素兰", "Sulan Cheng"), "n301": Name("林晓月", "Xiaoyue Lin"), "n302": Name("唐雪", "Xue Tang"),
    "n303": Name("何静", "Jing He"), "n304": Name("周敏", "Min Zhou"), "n305": Name("陈嘉怡", "Jiayi Chen"),
    "n306": Name("王思宁", "Sining Wang"), "n307": Name("赵雨桐", "Yutong Zhao"), "n308": Name("苏婉宁", "Wanning Su"),
    "n309": Name("马丽君", "Lijun Ma"), "d701": Name("顾言之", "Yanzhi Gu"), "c701": Name("周可", "Ke Zhou"),
    "r801": Name("邵琳", "Lin Shao"), "m801": Name("沈知行", "Zhixing Shen"), "t801": Name("丁若涵", "Ruohan Ding"),
}  # fmt: skip
"""The people of the pictures; everybody else is drawn."""
PREGNANT = "n310"
"""Past month 7 (L12): HR knows, colleagues see only that there are no nights."""
SKILLS: dict[str, tuple[str, ...]] = {
    "w1": ("midwife", "charge"), "w3": ("charge", "wound_care"), "nb": ("newborn", "charge"), "or": ("scrub",),
    "op": ("infusion",), "pp": ("rehab", "newborn"), "am": ("aesthetic",), "ad": (),
}  # fmt: skip
CLERKS = ("hr", "manager", "trainer", "reception")
ACADEMY = "d702"
"""A doctor who is at an academic meeting every Wednesday: no surgery then (F022)."""


class Member(NamedTuple):
    """A person with everything kept about them."""

    person: Person
    employment: Employment
    profile: Profile
    preference: Preference
    balances: tuple[LeaveBalance, ...]


def numbered() -> Iterator[tuple[str, str, Post, int]]:
    """(staff number, department, post, place among their post), such as n301."""
    for department, posts in COUNTS.items():
        for post, count in posts.items():
            for place in range(count):
                yield f"{LETTERS[post]}{HUNDREDS[department]}{place + 1:02}", department, post, place


def members(seed: int, today: str) -> list[Member]:
    """Everybody, by staff number; the same for the same seed and day."""
    dice = random.Random(f"{seed} staff")
    names = Names(dice, list(CAST.values()))
    return [_member(dice, names, today, *who) for who in numbered()]


def _member(
    dice: random.Random, names: Names, today: str, number: str, department: str, post: Post, place: int
) -> Member:
    man = dice.random() < (0.45 if post in ("doctor", "manager", "kitchen", "cleaning") else 0.04)
    drawn = names.draw(man=man)
    name = CAST.get(number, drawn)
    years = 22 - place if post in ("head_nurse", "manager") else dice.choice((1, 2, 3, 4, 6, 8, 11, 14, 21))
    fraction = _fraction(number, dice)
    person = Person(
        id=number, number=number, name=name.zh, name_en=name.en, department=department, post=post,
        roles=_roles(number, post), leads=_leads(number, department, post), level=_level(post, years),
        skills=_skills(department, post, place, years), fraction=fraction,
    )  # fmt: skip
    return Member(
        person, _employment(person, today, years, dice), Profile(id=number, department=department),
        _preference(person, dice), tuple(_balances(person, today, years, dice)),
    )  # fmt: skip


def _fraction(number: str, dice: random.Random) -> float:
    drawn = dice.random()
    if number in CAST or number == PREGNANT or number[0] in "hdrmtfc":
        return 1.0
    return 0.5 if drawn < 0.06 else 0.8 if drawn < 0.12 else 1.0


def _roles(number: str, post: Post) -> list[Role]:
    own: dict[str, list[Role]] = {
        "head_nurse": ["head"], "hr": ["hr"], "manager": ["manager"], "trainer": ["trainer"],
    }  # fmt: skip
    roles: list[Role] = ["staff", *own.get(post, [])]
    if number in ("d701", "m801"):
        roles.append("head")
    return roles


def _leads(number: str, department: str, post: Post) -> list[str]:
    return [department] if post == "head_nurse" or number in ("d701", "m801") else []


def _level(post: Post, years: int) -> str:
    """N0-N4 by years for nurses; other posts have no such ladder."""
    if post == "head_nurse":
        return "N4"
    return f"N{sum(years >= step for step in (2, 4, 8, 14))}" if post == "nurse" else ""


def _skills(department: str, post: Post, place: int, years: int) -> list[str]:
    """Enough of each ward's skills that every shift can have one; qualifications of L19 at the aesthetic centre."""
    if post in ("nurse", "head_nurse"):
        own = SKILLS[department]
        found = [skill for n, skill in enumerate(own) if (place + n) % 3 != 2 or post == "head_nurse"]
        return [*found, "nurse_licence", *(["aesthetic_training"] if department == "am" else [])]
    if post == "doctor":
        lead = ["lead_doctor"] if department == "am" and place < 4 else []
        return ["doctor_licence", *(["surgeon"] if department in ("or", "am") else []), *lead]
    if post == "consultant":
        return ["aesthetic"] if place % 2 == 0 or years > 6 else []
    return []


def _employment(person: Person, today: str, years: int, dice: random.Random) -> Employment:
    licensed = person.post in ("nurse", "head_nurse", "doctor")
    began = date.fromisoformat(add_days(today, -round(years * 365.25) - dice.randrange(300)))
    pregnant = person.id == PREGNANT
    return Employment(
        id=person.id, department=person.department, employed_from=began.isoformat(),
        weekly_minutes=round(2400 * person.fraction),
        night_ban_from=add_days(today, -21) if pregnant else None,
        night_ban_until=add_days(today, 160) if pregnant else None,
        licence_until=add_days(today, dice.randrange(25, 1700)) if licensed else None,
    )  # fmt: skip


def _preference(person: Person, dice: random.Random) -> Preference:
    nurse = person.post == "nurse"
    liked = [dice.choice(("A", "P", "N"))] if nurse and dice.random() < 0.4 else []
    free = [dice.choice(("sat", "sun", "wed", "fri"))] if nurse and dice.random() < 0.25 else []
    return Preference(id=person.id, department=person.department, liked_shifts=liked, days_off=free)


def _balances(person: Person, today: str, years: int, dice: random.Random) -> Iterator[LeaveBalance]:
    """L09: 5, 10, 15 days of annual leave by years of service; what this year took so far, in half days."""
    total = 5.0 if years < 10 else 10.0 if years < 20 else 15.0
    used = dice.randrange(int(total) * 2 - 5) / 2
    if person.id == "n301":
        total, used = 5.0, 2.0
    for year in (int(today[:4]), int(today[:4]) + 1):
        now = year == int(today[:4])
        yield LeaveBalance(
            id=f"{person.id}:annual:{year}", person=person.id, department=person.department, kind="annual", year=year,
            total=total, used=used if now else 0.0,
        )  # fmt: skip
        yield LeaveBalance(
            id=f"{person.id}:time_off:{year}", person=person.id, department=person.department, kind="time_off",
            year=year, total=dice.randrange(7) / 2 if now else 0.0,
        )  # fmt: skip
