"""What the server writes down about itself: one line an event, and never a word of what people wrote (SAFETY T27)."""

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def set_up_logs(level: str, stream: TextIO = sys.stderr) -> logging.Handler:
    """Our own events from ``level`` on; of the libraries only warnings, because their details quote statements, bodies
    and push addresses. Returns the handler."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("zhiban").setLevel(level.upper())
    return handler


class Discreet(logging.Formatter):
    """Exceptions by kind and place: what they say quotes the data they met. Control characters are written out, so that
    nobody outside writes a line of ours (ASVS 16.4.1)."""

    def format(self, record: logging.LogRecord) -> str:
        record = logging.makeLogRecord({**record.__dict__, "exc_text": None})
        words = record.getMessage()
        if not record.name.startswith("zhiban"):
            words = words.partition("\n")[0]  # asyncio adds the lost exception's own words on a second line
        record.msg, record.args = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words), None
        return super().format(record)

    def formatException(self, ei: Any) -> str:
        return "\n".join(_places(traceback.TracebackException(*ei, lookup_lines=False)))


def _places(error: traceback.TracebackException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _places(before)
    for frame in error.stack:
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield f"  {error.exc_type.__name__ if error.exc_type else 'error'}"
