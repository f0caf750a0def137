"""Online-only reading for heads, HR and trainers: a ward's month of learning."""

from datetime import date

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from ..changes.calendar import day_of
from ..changes.verdict import Actor
from ..errors import Problem
from ..sync.reader import Reader
from .reports import Compliance, compliance


def real_month(text: str) -> str:
    """``YYYY-MM`` between 2000 and 2099; else a 400 with a code."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2099 or found.isoformat()[:7] != text:
        raise Problem(400, "learning.bad_month", params={"month": text[:20]})
    return text


@get("/compliance")
async def ward_month(
    actor: NamedDependency[Actor], reader: NamedDependency[Reader], department: FromQuery[str], month: FromQuery[str]
) -> Compliance:
    """Minutes left by person, and how many have none."""
    if not ({f"lead:{department}", "role:hr"} & actor.scopes) and "trainer" not in actor.roles:
        raise Problem(403, "learning.not_your_ward")
    wanted = real_month(month)
    return await reader.read(actor.tenant, lambda world: compliance(world, department, wanted, day_of(world.now)))


router = Router("/learning", route_handlers=[ward_month])
