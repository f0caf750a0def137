"""Online-only reading for heads and HR: the day's list, the month, and the month as a table."""

from datetime import date

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from ..changes.verdict import Actor
from ..errors import Problem
from ..sync.reader import Reader
from .export import month_csv
from .reports import DayReport, MonthReport, day_list, month_of_ward

LOCALES = ("zh-CN", "en")


def real_day(text: str) -> str:
    """A calendar day that exists, between 2000 and 2099; else a 400 with a code."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2099 or found.isoformat() != text:
        raise Problem(400, "attendance.bad_day", params={"day": text[:20]})
    return text


def real_month(text: str) -> str:
    return real_day(f"{text}-01")[:7]


def must_lead(actor: Actor, department: str) -> None:
    """Heads see their wards, HR and managers all (F141)."""
    if f"lead:{department}" not in actor.scopes and "role:hr" not in actor.scopes:
        raise Problem(403, "attendance.not_your_ward")


@get("/day")
async def day(
    actor: NamedDependency[Actor], reader: NamedDependency[Reader], department: FromQuery[str], day: FromQuery[str]
) -> DayReport:
    """Who was planned, who came, whose phone has not sent anything yet."""
    must_lead(actor, department)
    wanted = real_day(day)
    return await reader.read(actor.tenant, lambda world: day_list(world, department, wanted))


@get("/month")
async def month(
    actor: NamedDependency[Actor],
    reader: NamedDependency[Reader],
    department: FromQuery[str],
    month: FromQuery[str],
    person: FromQuery[str] = "",
) -> MonthReport:
    """A ward's month; anybody may read their own line."""
    if person != actor.person:
        must_lead(actor, department)
    wanted = real_month(month)
    return await reader.read(actor.tenant, lambda world: month_of_ward(world, department, wanted, person))


@get("/month.csv")
async def month_table(
    actor: NamedDependency[Actor],
    reader: NamedDependency[Reader],
    department: FromQuery[str],
    month: FromQuery[str],
    locale: FromQuery[str] = "zh-CN",
) -> Response[bytes]:
    """The same for a spreadsheet."""
    must_lead(actor, department)
    wanted = real_month(month)
    report = await reader.read(actor.tenant, lambda world: month_of_ward(world, department, wanted))
    text = month_csv(report, locale if locale in LOCALES else LOCALES[0])
    headers = {"content-disposition": f'attachment; filename="attendance-{wanted}.csv"', "cache-control": "no-store"}
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)


router = Router("/attendance", route_handlers=[day, month, month_table])
