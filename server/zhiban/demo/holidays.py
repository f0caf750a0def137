"""Two years' holiday table with 调休, as the State Council announced it; nothing is computed by formula (L07, L08)."""

from collections.abc import Iterator
from datetime import date

from chinese_calendar import constants  # pyright: ignore[reportMissingTypeStubs]

from ..rostering.records import Holiday

NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "National Day": "国庆节", "Mid-autumn Festival": "中秋节",
}  # fmt: skip
STATUTORY = {
    "New Year's Day": "2026-01-01 2027-01-01",
    "Spring Festival": "2026-02-16 2026-02-17 2026-02-18 2026-02-19 2027-02-05 2027-02-06 2027-02-07 2027-02-08",
    "Tomb-sweeping Day": "2026-04-05 2027-04-05",
    "Labour Day": "2026-05-01 2026-05-02 2027-05-01 2027-05-02",
    "Dragon Boat Festival": "2026-06-19 2027-06-09",
    "Mid-autumn Festival": "2026-09-25 2027-09-15",
    "National Day": "2026-10-01 2026-10-02 2026-10-03 2027-10-01 2027-10-02 2027-10-03",
}
"""The 13 days of triple pay. The rest days and moved working days around them are known only once the yearly notice
is out; that of 2027 is not, so 2027 holds what the law itself fixes."""
YEARS = (2026, 2027)


def holidays() -> Iterator[Holiday]:
    """Statutory days, rest days around them, and weekends worked instead; other days are what their weekday says."""
    statutory = {date.fromisoformat(day): name for name, days in STATUTORY.items() for day in days.split()}
    for day, name in sorted(({**constants.holidays, **statutory}).items()):
        if day.year in YEARS:
            kind = "statutory" if day in statutory else "moved_rest"
            yield Holiday(id=day.isoformat(), kind=kind, name_zh=NAMES[name], name_en=name)
    for day, name in sorted(constants.workdays.items()):
        if day.year in YEARS:
            yield Holiday(
                id=day.isoformat(), kind="moved_work", name_zh=f"{NAMES[name]}调休上班",
                name_en=f"Working day for {name}",
            )  # fmt: skip
