"""Every code that requests and rosters answer or tell with has its sentence in both languages, and all its figures."""

import json
import re
from pathlib import Path

import pytest
from unit.request_ward import HEAD, HR, Phone, day, need, nurse, placed, ward

from zhiban.notify.records import Message
from zhiban.rostering.defaults import BY_NAME
from zhiban.rostering.records import OpenShift
from zhiban.solver.sentences import SENTENCES

ROOT = Path(__file__).parents[2]
CODE = re.compile(r'"((?:leave|swap|claim|decision|withdrawal|open_shift|roster|person)\.[a-z_.]+)"')
NOT_SENTENCES = {"leave.shorten", "leave.other_kind", "leave.drop", "swap.offer_again"}
TOLD = re.compile(r'tell\(\s*world\.now, [\w.]+, "([a-z_.]+)"')
TOLD_HEADS = re.compile(r'_tell_heads\(world, \w+, (?:claim, )?"([a-z_.]+)"')
HOLE = re.compile(r"\{([a-z_]+)[|}]")


def texts(area: str, locale: str) -> dict[str, str]:
    return json.loads((ROOT / f"shared-schemas/messages/{area}.{locale}.json").read_text(encoding="utf-8"))


def codes(pattern: str) -> set[str]:
    files = list((ROOT / "server/zhiban/requests").glob(pattern))
    return {c for f in files for c in CODE.findall(f.read_text(encoding="utf-8"))} - BY_NAME.keys() - NOT_SENTENCES


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_verdict_of_a_judge_has_a_sentence(locale: str) -> None:
    known = texts("verdicts", locale)
    found = codes("*rules.py")
    assert len(found) > 50
    shared = {"swap.withdrawn"}  # also a rule's name
    assert [c for c in sorted(found | shared) if f"verdicts.{c}" not in known] == []
    hard = [c for c in SENTENCES if "." not in c and "_forbidden_" not in c and c not in SOFT]
    assert [c for c in hard if f"verdicts.roster.{c}" not in known or f"verdicts.roster.{c}.other" not in known] == []


SOFT = {
    "pin_not_kept", "cover_short", "cover_below_want", "cover_over", "wish", "fair_nights", "fair_weekends",
    "weekend_split", "isolated_day", "isolated_off", "contract_hours", "min_hours", "change", "activity_near_cap",
}  # fmt: skip


def season() -> list:
    """Worlds in which much has happened: leave approved and reopened, swaps settled, lost and moved, claims raced."""
    one = ward(
        need("day", 1),
        OpenShift(id="os1", department="w3", day=day(3), shift="day"),
        roster={"a": "d...d..", "b": ".......", "c": "nd....."},
    )
    head, hr = Phone(one, "head", **HEAD), Phone(one, "hr1", **HR)
    leave, _ = Phone(one, "a").leave(0)
    head.decide(leave, "approve", substitutes=["b"])
    hr.decide(leave, "refuse")
    hr.decide(leave, "refuse", step=1, note="人手")
    offer, _ = Phone(one, "a").offer(4)
    for person in "bd":
        Phone(one, person).accept(offer)
        Phone(one, person).claim("os1")
    bad, _ = Phone(one, "c").offer(1)
    one.put(placed("c", day(1), "late"))
    Phone(one, "b").accept(bad)
    Phone(one, "e").leave(8, 12)
    two = ward(nurse("a", skills=["iv"]), need("day", 1, skill="iv"), roster={"a": "d......", "b": ".n....."})
    held, _ = Phone(two, "a").offer(0, to=["c"], note="孩子打疫苗")
    Phone(two, "c").accept(held)
    Phone(two, "head", **HEAD).decide(held, "refuse", kind="swap_offer")
    return [one, two]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_what_is_told_leaves_no_hole_in_its_sentence(locale: str) -> None:
    verdicts, inbox = texts("verdicts", locale), texts("inbox", locale)
    told = [(m.code, m.params) for w in season() for m in w.find(Message)]
    slips = [(s.code, s.params) for w in season() for s in w.slips]
    assert len({c for c, _ in told}) >= 14 and len({c for c, _ in slips}) >= 7
    holes: list[str] = []
    for code, params in told:
        for part in ("title", "body"):
            holes += [f"{code}.{part}: {n}" for n in HOLE.findall(inbox[f"inbox.{code}.{part}"]) if n not in params]
    for code, params in slips:
        holes += [f"{code}: {n}" for n in HOLE.findall(verdicts[f"verdicts.{code}"]) if n not in params]
    assert holes == []


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_message_of_these_rooms_has_title_and_body(locale: str) -> None:
    inbox = texts("inbox", locale)
    source = "\n".join(
        p.read_text()
        for room in ("requests", "rostering")
        for p in (ROOT / f"server/zhiban/{room}").glob("*effects.py")
    )
    found = set(TOLD.findall(source)) | set(TOLD_HEADS.findall(source))
    assert len(found) >= 18
    assert [c for c in sorted(found) for part in ("title", "body") if f"inbox.{c}.{part}" not in inbox] == []


@pytest.mark.parametrize("word", ["失败", "抱歉", "系统错误", "！", "您"])
def test_the_voice_blames_nobody(word: str) -> None:
    rooms = ("leave", "swap", "claim", "decision", "withdrawal", "open_shift", "roster")
    own = {k: t for area in ("verdicts", "inbox") for k, t in texts(area, "zh-CN").items() if k.split(".")[1] in rooms}
    assert len(own) > 100 and [k for k, t in own.items() if word in t] == []


def test_the_demo_of_every_judgement_fills_its_sentence() -> None:
    """Each slip that this small season's judges answered directly."""
    known = texts("verdicts", "zh-CN")
    world = ward(roster={"a": "d......", "b": "ddddddd", "c": "......."})
    offer, first = Phone(world, "a").offer(0)
    answers = [
        first,
        *(Phone(world, p).accept(offer)[1] for p in "bcde"),
        Phone(world, "a").withdraw(offer, "swap_offer")[1],
    ]
    answers += [Phone(world, "c").leave(n)[1] for n in (0, 1)]
    for one in answers:
        assert [n for n in HOLE.findall(known[f"verdicts.{one.code}"]) if n not in one.params] == [], one.code
