"""Calendar days in the hospital's zone. China has had one zone without summer time since 1992: UTC+8."""

from datetime import UTC, date, datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=8))
DAY_MS = 86_400_000
MINUTE_MS = 60_000


def day_of(ms: int) -> str:
    """The calendar day of a moment, ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZONE).date().isoformat()


def minute_of(ms: int) -> int:
    """Minutes since the hospital's midnight."""
    local = datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZONE)
    return local.hour * 60 + local.minute


def day_start_ms(day: str) -> int:
    """The moment a calendar day begins."""
    return int(datetime.combine(date.fromisoformat(day), datetime.min.time(), ZONE).timestamp() * 1000)


def at_minute(day: str, minute: int) -> int:
    """The moment ``minute`` minutes after a day's midnight; minutes past 1440 lie on the next day."""
    return day_start_ms(day) + minute * MINUTE_MS


def add_days(day: str, n: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=n)).isoformat()


def days_between(first: str, last: str) -> list[str]:
    """All days of a closed range; empty when it runs backwards."""
    start, count = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days
    return [(start + timedelta(days=n)).isoformat() for n in range(count + 1)]


def weekday(day: str) -> int:
    """Monday 0 to Sunday 6."""
    return date.fromisoformat(day).weekday()


def monday_of(day: str) -> str:
    """The Monday of a day's week; weekly caps run Monday to Sunday (A12)."""
    return add_days(day, -weekday(day))
