"""The two kinds of push job: one finds out where a person can be reached and whether now, the other sends.

Two, so that a browser whose push service is down is tried again alone and nobody is woken twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from ..changes.verdict import Job, World
from ..jobs.table import insert_jobs
from ..jobs.worker import Again, Desk, Handler, Hopeless, Later, Running
from ..sync.ledger import Ledger
from ..sync.reader import Reader
from .messages import PUSH, Topic
from .records import Message, PushSubscription
from .sender import Sender
from .subscriptions import by_hash, note_outcome, of_person

SEND = "push.send"
TABLE = "push_subscription"
Asleep = Callable[[World, str, int], int]
"""(world, person, now) -> the moment until which the person sleeps after nights; 0 when awake (PHONE 4.36)."""


class News(msgspec.Struct, frozen=True):
    """A push job's payload."""

    person: str
    t: Topic
    urgent: bool = False
    to: str = ""
    """Endpoint hash, for a push to one browser."""


def never_asleep(world: World, person: str, now: int) -> int:
    return 0


def payload_of(topic: Topic) -> bytes:
    """All that a push carries (T15); the phone turns it into a sentence without names and fetches the rest unlocked."""
    return msgspec.json.encode({"t": topic})


@dataclass(frozen=True, slots=True)
class Pushes:
    """The handlers of push jobs; what they read is the present, not what was true when the job was made."""

    desk: Desk
    reader: Reader
    sender: Sender
    asleep: Asleep = never_asleep

    def handlers(self) -> Mapping[str, Handler]:
        return {
            PUSH: Handler(self.spread, timeout_s=20, at_once=2),
            SEND: Handler(self.send_one, timeout_s=20, at_once=8),
        }

    async def spread(self, running: Running) -> str:
        """One job for each of the person's browsers, unless there is nothing unseen; quiet hours put it off."""
        job, news = running.job, _news(running.job.payload)

        def look(ledger: Ledger) -> tuple[int, bool, list[PushSubscription]]:
            until = 0 if news.urgent else self.asleep(ledger, news.person, ledger.now)
            unseen = bool(ledger.find(Message, person=news.person, seen_at=0))
            return until, unseen, of_person(ledger, news.person)

        until, unseen, browsers = await self.reader.read(job.tenant, look)
        if not unseen:
            return "all seen"
        if until > self.desk.now():
            raise Later(until)
        ends = [Job(SEND, _payload(news, browser), key=_key(news, browser)) for browser in browsers]

        def add(connection: Connection) -> None:
            insert_jobs(connection, self.desk.table, job.tenant, self.desk.now(), ends)

        if ends:
            await self.desk.write(add)
        return f"to {len(ends)}"

    async def send_one(self, running: Running) -> str:
        """Sends, then keeps what it taught about the subscription: ended ones go at once (F18)."""
        job, news = running.job, _news(running.job.payload)
        browser = await self.reader.read(job.tenant, lambda ledger: by_hash(ledger, news.to))
        if browser is None or browser.person != news.person:
            return "no longer subscribed"
        outcome = await self.sender.send(browser, payload_of(news.t), urgent=news.urgent)
        table = self.reader.rows.tables[TABLE]

        def note(connection: Connection) -> None:
            gone, sent = outcome.fate == "gone", outcome.fate == "sent"
            note_outcome(connection, table, job.tenant, news.to, gone=gone, sent=sent)

        await self.desk.write(note)
        if outcome.fate == "again":
            raise Again(outcome.reason, outcome.retry_after_ms)
        if outcome.fate == "refused":
            raise Hopeless(outcome.reason)
        return f"{outcome.fate} {outcome.status}"


def _news(payload: Mapping[str, Any]) -> News:
    try:
        return msgspec.convert(payload, News)
    except msgspec.ValidationError as error:
        raise Hopeless(f"not a push: {error}") from error


def _payload(news: News, browser: PushSubscription) -> dict[str, Any]:
    return {"person": news.person, "t": news.t, "urgent": news.urgent, "to": browser.endpoint_hash}


def _key(news: News, browser: PushSubscription) -> str:
    return f"{browser.endpoint_hash}:{news.t}:{'urgent' if news.urgent else 'news'}"
