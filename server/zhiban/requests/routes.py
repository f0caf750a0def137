"""What an approver looks at before a decision; online only, for the head of the department and HR (p14)."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ..changes.verdict import Actor, World
from ..errors import Problem
from ..rostering.records import OpenShift
from ..sync.reader import Reader
from .records import LeaveRequest
from .reports import Impact, Substitute, leave_impact, substitutes


def _may_look(actor: Actor, department: str) -> bool:
    return f"lead:{department}" in actor.scopes or "role:hr" in actor.scopes


@get("/{request_id:str}/impact")
async def impact(request_id: FromPath[str], actor: NamedDependency[Actor], reader: NamedDependency[Reader]) -> Impact:
    """Cover before and after a leave, and who could stand in."""

    def look(world: World) -> Impact:
        leave = world.get(LeaveRequest, request_id)
        if leave is None or not _may_look(actor, leave.department):
            raise Problem(404, "request.unknown")
        return leave_impact(world, leave)

    return await reader.read(actor.tenant, look)


@get("/open-shifts/{open_shift_id:str}/substitutes")
async def stand_ins(
    open_shift_id: FromPath[str], actor: NamedDependency[Actor], reader: NamedDependency[Reader]
) -> list[Substitute]:
    """Ranked people who may take an open shift."""

    def look(world: World) -> list[Substitute]:
        one = world.get(OpenShift, open_shift_id)
        if one is None or not _may_look(actor, one.department):
            raise Problem(404, "request.unknown")
        return substitutes(world, one.department, one.day, one.shift, skill=one.skill)

    return await reader.read(actor.tenant, look)


router = Router("/requests", route_handlers=[impact, stand_ins])
