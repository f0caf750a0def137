"""Every code that attendance and learning can answer with has its sentence in both languages, filled without gaps."""

import json
import re
from pathlib import Path

import pytest

MESSAGES = Path(__file__).parents[2] / "shared-schemas" / "messages"
ROOMS = Path(__file__).parents[2] / "server" / "zhiban"
CODE = re.compile(r'"((?:attendance|attest|learning)\.[a-z_]+)"')
STEP = re.compile(r'NextStep\(action="([a-z_]+)"')
NOT_SENTENCES = {
    "attendance.rejudge", "attendance.late", "attendance.start", "attendance.fence", "attendance.pairing",
    "attendance.clock", "attendance.published_roster", "learning.hours",
}  # fmt: skip
"""A job kind and names of rules; ``attendance.late`` is asked for below."""


def texts(area: str, locale: str) -> dict[str, str]:
    return json.loads((MESSAGES / f"{area}.{locale}.json").read_text(encoding="utf-8"))


def source(room: str, *files: str) -> str:
    return "\n".join((ROOMS / room / f"{name}.py").read_text(encoding="utf-8") for name in files)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_code_has_a_sentence(locale: str) -> None:
    rules = source("attendance", "rules", "wording") + source("learning", "rules")
    codes = {*CODE.findall(rules)} - NOT_SENTENCES | {f"attendance.{n}" for n in ("late", "code_old", "code_wrong")}
    codes |= {"attendance.place_outside", "attendance.place_unsure", "attendance.no_fix"}
    codes |= {"attendance.explained", "attendance.attested", "attendance.unplanned_kept"}
    assert len(codes) > 25
    known = texts("verdicts", locale)
    assert [c for c in sorted(codes) if f"verdicts.{c}" not in known] == []
    steps = {*STEP.findall(rules)}
    assert len(steps) >= 5 and [s for s in sorted(steps) if f"verdicts.next.{s}" not in known] == []
    told = {*CODE.findall(source("attendance", "effects") + source("learning", "effects"))} - {"attendance.rejudge"}
    slips_only = {"attendance.unplanned", "attendance.needs_attest", "attendance.attested", "attendance.unplanned_kept"}
    inbox = texts("inbox", locale)
    missing = [c for c in sorted(told - slips_only) for part in ("title", "body") if f"inbox.{c}.{part}" not in inbox]
    assert missing == []


@pytest.mark.parametrize("word", ["失败", "抱歉", "系统错误", "！", "您"])
def test_the_voice_blames_nobody(word: str) -> None:
    rooms = tuple(f"{area}.{room}." for area in ("verdicts", "inbox") for room in ("attendance", "attest", "learning"))
    own = {k: t for area in ("verdicts", "inbox") for k, t in texts(area, "zh-CN").items() if k.startswith(rooms)}
    assert len(own) > 40
    assert [k for k, t in own.items() if word in t] == []
