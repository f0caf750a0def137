"""Whose signatures a request needs, and who may give them (F012, A01, K07)."""

from typing import Literal

from ..changes.verdict import Actor, World
from ..people.records import Person
from .records import Step

Signer = Literal["head", "hr"]


def signers(days: float, *, head_may: bool, head_only_days: float) -> list[Signer]:
    """A01: up to ``head_only_days`` the head alone, above that the head, then HR; without a head HR signs for both."""
    if not head_may:
        return ["hr"]
    return ["head"] if days <= head_only_days else ["head", "hr"]


def steps(route: list[Signer], approvers: dict[Signer, str], now: int) -> list[Step]:
    """A fresh route: the first signature is asked for now, the others later."""
    return [
        Step(role=r, approver=approvers[r], state="waiting" if n == 0 else "later", since=0 if n else now)
        for n, r in enumerate(route)
    ]


def heads_of(world: World, department: str) -> list[Person]:
    """Active heads, those of the department's own staff first."""
    everyone = [p for p in world.find(Person, active=True) if department in p.leads]
    return sorted(everyone, key=lambda p: (p.department != department, p.id))


def approver(world: World, role: Signer, department: str, author: str) -> str:
    """The person to ask first; empty when anyone of the role may answer."""
    if role == "head":
        people = heads_of(world, department)
    else:
        people = [p for p in world.find(Person, active=True) if {"hr", "manager"} & set(p.roles)]
        people.sort(key=lambda p: ("hr" not in p.roles, p.id))
    return next((p.id for p in people if p.id != author), "")


def may_sign(actor: Actor, role: Signer, department: str) -> bool:
    """The head of the department for ``head``, HR or a manager for ``hr``; a deputy has the same scope (K07)."""
    return (f"lead:{department}" if role == "head" else "role:hr") in actor.scopes
