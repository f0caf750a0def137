"""Lets people of the demo act in the past: judged as a phone's change is, at a time of our choosing."""

from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from ..changes.clock import Repaired
from ..changes.verdict import Case, accepted
from ..people.access import actor_for
from ..people.records import Person
from ..sync.ledger import Ledger, Origin
from ..sync.records import Slip


@dataclass
class Stage:
    """One transaction in which people act in turn. Ids count up from ``prefix``, so two runs give the same log."""

    ledger: Ledger
    prefix: str
    done: int = 0

    def act(self, person: str, record: type[Struct], at: int, **fields: Any) -> str:
        """A fact or intent of ``person`` at ``at`` (ms); returns the id of the record and its slip."""
        ledger = self.ledger
        self.done += 1
        ledger.now, id = at, f"{self.prefix}.{self.done}"
        who = ledger.get(Person, person)
        if who is None:
            raise LookupError(person)
        ledger.origin = Origin(person, claimed=at)
        actor = actor_for(ledger.tenant, who, 0)
        collection = ledger.rows.registry.of(record)
        ledger.assume_new(collection.name, id)
        made: Any = _blank(record, {"id": id, collection.author_field: person, **fields})
        time = Repaired(at << 16, at, True, 0, at)
        case: Case[Any] = Case(actor, made, id, time, 0)
        judge = ledger.rows.registry.judges.get(record)
        judgement = judge(case, ledger) if judge else accepted()
        made = msgspec.structs.replace(made, **judgement.fields)
        ledger.write(made)
        if not (collection.quiet and judgement.outcome == "accepted"):
            ledger.write(
                Slip(
                    id=id, person=person, collection=collection.name, record=id, outcome=judgement.outcome,
                    code=judgement.code, rule=judgement.rule, params=judgement.params, next=list(judgement.next), at=at,
                    claimed=at, effective=at,
                )
            )  # fmt: skip
        if effect := ledger.rows.registry.effects.get(record):
            ledger.apply(effect(Case(actor, made, id, time, 0), judgement, ledger))
        return id


def _blank(record: type[Struct], values: dict[str, Any]) -> Any:
    """Server-written fields at their defaults, or empty where they have none."""
    missing = [
        info.name
        for info in msgspec.structs.fields(record)
        if info.name not in values and info.default is msgspec.NODEFAULT and info.default_factory is msgspec.NODEFAULT
    ]
    return record(**{**dict.fromkeys(missing, ""), **values})
