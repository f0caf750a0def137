"""The demo's buildings: one clinic group, two sites, eight departments, and what each needs on which day (F023)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..people.records import Department, Site
from ..rostering.records import Activity, Demand, Mark, Segment, ShiftType
from ..rostering.rules import DayType

GROUP_ZH, GROUP_EN = "清禾医疗集团", "Qinghe Medical Group"
SITES = (
    Site(id="qh", name_zh="清禾妇产医院", name_en="Qinghe Women's Hospital", kind="hospital"),
    Site(id="qm", name_zh="清禾医疗美容·月子中心", name_en="Qinghe Aesthetic and Postpartum Centre", kind="clinic"),
)
DEPARTMENTS = (
    Department(id="w1", site="qh", name_zh="一病区", name_en="Ward 1", lat=31.32041, lon=120.74362),
    Department(id="w3", site="qh", name_zh="三病区", name_en="Ward 3", lat=31.32062, lon=120.74398),
    Department(id="nb", site="qh", name_zh="新生儿科", name_en="Newborn Unit", lat=31.32085, lon=120.74371),
    Department(
        id="or",
        site="qh",
        name_zh="手术室",
        name_en="Operating Rooms",
        lat=31.32030,
        lon=120.74421,
        swap_needs_head=True,
    ),
    Department(id="op", site="qh", name_zh="门诊部", name_en="Outpatient Clinic", lat=31.31994, lon=120.74405),
    Department(id="pp", site="qm", name_zh="月子护理部", name_en="Postpartum Care", lat=31.31207, lon=120.76130),
    Department(id="am", site="qm", name_zh="医美中心", name_en="Aesthetic Centre", lat=31.31224, lon=120.76162),
    Department(id="ad", site="qm", name_zh="行政后勤部", name_en="Office and Logistics", lat=31.31189, lon=120.76171),
)
"""Fences of A16 on a made-up plot; WGS-84, as browsers report positions."""


def _parts(text: str) -> list[Segment]:
    """``ward 8-16, duty 17-21.5``: hours of the day, past 24 on the next."""
    found: list[Segment] = []
    for part in filter(None, text.split(", ")):
        activity, hours = part.split(" ")
        start, end = (round(float(h) * 60) for h in hours.split("-"))
        known: Activity = activity  # pyright: ignore[reportAssignmentType]
        found.append(Segment(activity=known, start=start, end=end))
    return found


def _type(
    id: str, letters: str, mark: Mark, zh: str, en: str, parts: str = "", posts: str = "", *, night: bool = False
) -> ShiftType:
    letter_zh, letter_en = letters.split(" ")
    return ShiftType(
        id=id, name_zh=zh, name_en=en, letter_zh=letter_zh, letter_en=letter_en, mark=mark, segments=_parts(parts),
        night=night, posts=posts.split(),
    )  # fmt: skip


SHIFT_TYPES = (
    _type("A", "白 D", "day", "白班", "Day", "ward 8-16", "nurse"),
    _type("P", "中 E", "evening", "中班", "Evening", "ward 14-22", "nurse"),
    _type("N", "夜 N", "night", "夜班", "Night", "ward 22-32", "nurse", night=True),
    _type("H", "白 D", "day", "护士长白班", "Head nurse day", "ward 8-16", "head_nurse"),
    _type("DW", "白 D", "day", "医生白班", "Doctor day", "ward 8-12, ward 13.5-17.5", "doctor"),
    _type("DC", "诊 C", "day", "门诊", "Clinic", "clinic 8-12, clinic 13.5-17.5", "doctor"),
    _type("DS", "术 S", "mixed", "手术日", "Surgery day", "surgery 8-12, surgery 13-17", "doctor"),
    _type("DM", "混 M", "mixed", "门诊·手术·面诊", "Clinic, surgery, consultation",
          "clinic 8-12, surgery 14-17, consultation 18-20", "doctor"),
    _type("OC", "备 O", "oncall", "备班", "On call", "duty 18-32", "doctor", night=True),
    _type("CD", "白 D", "day", "咨询白班", "Consultation day", "consultation 9-12, consultation 13-18", "consultant"),
    _type("CE", "中 E", "evening", "咨询值班", "Consultation and duty", "consultation 13-16, duty 17-21", "consultant"),
    _type("FD", "白 D", "day", "前台白班", "Reception day", "office 8-16", "reception"),
    _type("FE", "中 E", "evening", "前台晚班", "Reception evening", "office 13-21", "reception"),
    _type("KE", "早 M", "day", "厨房早班", "Kitchen morning", "office 6-14", "kitchen"),
    _type("KL", "晚 L", "evening", "厨房晚班", "Kitchen late", "office 11-19", "kitchen"),
    _type("LD", "白 D", "day", "保洁白班", "Cleaning day", "office 7-11, office 12-16", "cleaning"),
    _type("O", "常 O", "day", "行政班", "Office hours", "office 8.5-12, office 13-17.5", "hr trainer manager"),
    _type("T", "学 T", "training", "培训", "Training", "training 8-12"),
    _type("L", "假 L", "leave", "请假", "Leave"),
    _type("R", "休 –", "rest", "休息", "Rest"),
)  # fmt: skip
"""F029 nursing shifts, F028 doctors' mixed days, F021 consultants with at most 20 h of duty, F035 all trades."""


class Need(NamedTuple):
    """Heads on a shift: (minimum, wanted) on workdays, at weekends and on holidays; with a skill only such people."""

    shift: str
    workday: tuple[int, int]
    weekend: tuple[int, int]
    holiday: tuple[int, int]
    skill: str = ""


def _need(text: str) -> list[Need]:
    """``A 4-5 3-4 3-4, A/midwife 1 1 1``."""
    found: list[Need] = []
    for part in text.split(", "):
        what, *levels = part.split(" ")
        shift, _, skill = what.partition("/")
        pairs = [tuple(int(n) for n in (level.split("-") * 2)[:2]) for level in levels]
        work, end, holiday = ((low, high) for low, high in pairs)
        found.append(Need(shift, work, end, holiday, skill))
    return found


NEEDS: dict[str, list[Need]] = {
    "w1": _need("A 4 3 3, P 2 2 2, N 2 2 2, A/midwife 1 1 1, N/midwife 1 1 1, H 1 0 0, DW 1 0 0, OC 0 1 1"),
    "w3": _need("A 4-5 3 3, P 2 2 2, N 2 2 2, A/charge 1 1 1, N/charge 1 1 1, H 1 0 0, DW 1 0 0, OC 0 1 1"),
    "nb": _need("A 3 2-3 2, P 2 2 2, N 1-2 1-2 1, A/newborn 1 1 1, N/newborn 1 1 1, H 1 0 0, DW 1 0 0, OC 0 1 1"),
    "or": _need("A 4-5 1-2 1, P 1 1 1, N 1 1 1, A/scrub 2 1 1, H 1 0 0, DS 2-3 0 0, OC 1 1 1"),
    "op": _need("A 3 1-2 1, H 1 0 0, DC 4-5 3-4 2, DM 1 0 0, FD 1-2 1 1, FE 1 1 0"),
    "pp": _need("A 4 4 3, P 2 2 2, N 1-2 1-2 1, A/rehab 1 1 1, P/newborn 1 1 1, H 1 0 0"),
    "am": _need("A 1-2 1-2 1, DM 2-3 3 1, DS 1 0 0, CD 3 4 2, CE 1-2 2 1, CD/aesthetic 1 1 1, FD 1 1-2 1, FE 1 1 1"),
    "ad": _need("O 5-7 0 0, KE 2-3 2-3 2, KL 1-2 2 1, LD 2-3 2 1"),
}
"""Weekends are the peak where clients come: more doctors and consultants at the aesthetic centre (F023)."""


def demand_of(department: str) -> Iterator[Demand]:
    """A department's demand by kind of day."""
    for need in NEEDS[department]:
        kinds: tuple[tuple[DayType, tuple[int, int]], ...] = (
            ("workday", need.workday), ("weekend", need.weekend), ("holiday", need.holiday),
        )  # fmt: skip
        for kind, (minimum, wanted) in kinds:
            id = f"{department}:{kind}:{need.shift}" + (f":{need.skill}" if need.skill else "")
            yield Demand(
                id=id, department=department, day_type=kind, shift=need.shift, minimum=minimum, wanted=wanted,
                skill=need.skill,
            )  # fmt: skip


def all_demand() -> Iterable[Demand]:
    return (row for department in DEPARTMENTS for row in demand_of(department.id))
