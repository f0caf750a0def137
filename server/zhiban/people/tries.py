"""Tries are counted before the password is looked at: many at once are as dear as one after the other (T18)."""

from collections import OrderedDict

import msgspec

from ..errors import Problem
from ..sync.ledger import Ledger
from .records import Credential
from .sessions import save_credential

TRIES = 5
ADDRESS_TRIES = 100
"""A ward's phones share one address; this many wrong passwords from it are no typing mistakes."""
LOCK_MS = 300_000
KEYS_MAX = 10_000


def locked(wait_ms: int) -> Problem:
    seconds = wait_ms // 1000 + 1
    return Problem(429, "auth.locked", params={"seconds": seconds}, retry_after=seconds)


def take_try(ledger: Ledger, credential: Credential | None) -> Credential | None:
    """The credential with this try counted; raises Problem while tries are sat out."""
    if credential is None:
        return None
    if credential.locked_until > ledger.now:
        raise locked(credential.locked_until - ledger.now)
    failures = credential.failures + 1
    until = ledger.now + LOCK_MS if failures >= TRIES else 0
    counted = msgspec.structs.replace(credential, failures=0 if until else failures, locked_until=until)
    save_credential(ledger, counted)
    return counted


def forget_tries(ledger: Ledger, credential: Credential) -> None:
    """The password was right."""
    save_credential(ledger, msgspec.structs.replace(credential, failures=0, locked_until=0))


class Tries:
    """The same for what has no credential: numbers nobody has, and addresses. In memory, the oldest make room."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def check(self, key: str, now: int) -> None:
        """Raises Problem while tries are sat out."""
        _, until = self._found.get(key, (0, 0))
        if until > now:
            raise locked(until - now)

    def count(self, key: str, now: int) -> None:
        failures = self._found.pop(key, (0, 0))[0] + 1
        self._found[key] = (0, now + LOCK_MS) if failures >= self._most else (failures, 0)
        if len(self._found) > KEYS_MAX:
            self._found.popitem(last=False)


class Doors:
    """One for each running application."""

    def __init__(self) -> None:
        self.numbers, self.addresses = Tries(TRIES), Tries(ADDRESS_TRIES)
