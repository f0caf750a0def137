"""All the phones of the day together: with signal, without, coming back in any order over a line that loses replies."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from ..changes.calendar import at_minute
from ..changes.clock import wall_now
from .hospital import PASSWORD
from .phone import Fault, Phone
from .script import BACK, FIRST, MORNING, WARD_PHONE, Act, Clock, Label

AT_ONCE = 10
NOON = 12 * 60
Shown = Callable[[str], None]
Key = tuple[str, int]
"""(staff number, which of their phones)"""


@dataclass
class Plan:
    """Who plays, what they do, and how their clocks go."""

    day: str
    people: list[str]
    acts: list[Act]
    clocks: dict[Key, Clock]


@dataclass
class Crowd:
    """All phones with what they still have to do."""

    plan: Plan
    phones: dict[Key, Phone]
    dice: random.Random
    labels: dict[str, str] = field(default_factory=dict[str, str])

    def queue(self, stage: int) -> list[Phone]:
        """Everybody writes what they do in this stage into their outbox; returns whose phone has something new."""
        touched: dict[Key, Phone] = {}
        turned: set[Key] = set()
        for act in (act for act in self.plan.acts if act.stage == stage):
            key = (act.who, act.phone)
            phone, clock = self.phones[key], self.plan.clocks[key]
            if stage == BACK and key not in turned and act.at >= at_minute(self.plan.day, NOON):
                turned.add(key)
                _turn(phone, clock, at_minute(self.plan.day, NOON))
            id = phone.make(act.collection, self._named(act.fields), act.at, **self._based(phone, act))
            if act.label:
                self.labels[act.label] = id
            touched[key] = phone
        return list(touched.values())

    def _named(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {n: self.labels.get(v.name, "nobody") if isinstance(v, Label) else v for n, v in fields.items()}

    @staticmethod
    def _based(phone: Phone, act: Act) -> dict[str, Any]:
        """An edit names the stamps of the values it replaced."""
        if act.extra.get("op") != "edit":
            return act.extra
        marks = phone.marks.get((act.collection, act.extra["record"]), {})
        base = {name: marks[name] for name in act.fields if isinstance(marks.get(name), str)}
        return {**act.extra, "base": base}

    def faults(self) -> list[Fault]:
        """What goes wrong on the way: lost replies, cut connections, the same batch twice at once."""
        drawn = self.dice.random()
        if drawn < 0.55:
            return []
        first = self.dice.choice(("lost", "lost", "cut", "twice"))
        return [first] if drawn < 0.9 else [first, self.dice.choice(("lost", "cut"))]

    async def each(
        self, phones: Sequence[Phone], do: Callable[[Phone], Awaitable[None]], at_once: int = AT_ONCE
    ) -> None:
        """In shuffled order, a few at a time."""
        order = list(phones)
        self.dice.shuffle(order)
        gate = asyncio.Semaphore(at_once)

        async def one(phone: Phone) -> None:
            async with gate:
                await do(phone)

        async with asyncio.TaskGroup() as group:
            for phone in order:
                group.create_task(one(phone))


def _turn(phone: Phone, clock: Clock, true: int) -> None:
    if clock.then is not None:
        phone.set_clock(true, clock.then)
    elif clock.restart:
        phone.restart(true, clock.skew)


async def live(address: str, plan: Plan, dice: random.Random, shown: Shown) -> list[Phone]:
    """Plays the plan against the server at ``address``; returns the phones with their ledgers."""
    limits = httpx.Limits(max_connections=AT_ONCE * 3, max_keepalive_connections=AT_ONCE * 3)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits, trust_env=False) as http:
        phones = {
            key: Phone(http, key[0], wall_now, 0 if clock.restart else clock.skew) for key, clock in plan.clocks.items()
        }
        crowd = Crowd(plan, phones, dice)
        await crowd.each(list(phones.values()), lambda phone: phone.log_in(PASSWORD))
        own = [phone for (_, device), phone in phones.items() if device != WARD_PHONE]
        shown("第一次更新 first pull")
        await crowd.each(own, lambda phone: phone.pull(), 4)
        shown("早上有信号 morning, with signal")
        await crowd.each(crowd.queue(MORNING), lambda phone: phone.push())
        await crowd.each(own, lambda phone: phone.pull(), 4)
        shown("没信号 no signal")
        back = crowd.queue(BACK)
        shown("先回来的 first to come back")
        await crowd.each(crowd.queue(FIRST), lambda phone: phone.push())
        shown("都回来了 everybody comes back")
        await crowd.each(back, lambda phone: phone.push(crowd.faults()))
        await crowd.each(own, lambda phone: phone.pull(), 4)
        shown("看裁决单 reading the slips")
        await crowd.each([phone for phone in own if _answer(phone)], lambda phone: phone.push(crowd.faults()))
        shown("最后更新 last pull")
        await crowd.each(own, lambda phone: phone.pull(), 4)
    return list(phones.values())


def _answer(phone: Phone) -> bool:
    """Who came too late takes the first thing the slip offers (K01)."""
    for made in list(phone.ledger):
        for step in made.receipts[-1].next if made.receipts else []:
            if step.action == "claim":
                phone.make("shift_claim", {"open_shift": step.params["open_shift"]}, wall_now())
                return True
            if step.action == "accept":
                fields = {"offer": step.params["offer"], "offered_shift": step.params["shift"]}
                phone.make("swap_accept", fields, wall_now())
                return True
    return False
