"""The month as a table for spreadsheets, with nothing in it that a spreadsheet would run (T10)."""

import csv
import io
from collections.abc import Iterable

from .reports import MonthReport

BOM = "\ufeff"
"""Without it, spreadsheets read Chinese in UTF-8 as another encoding."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
HEADS = {
    "zh-CN": ("姓名", "岗位", "应到", "实到", "准时", "迟到", "迟到按缺勤", "早退", "未上传", "未排班在岗", "迟到分钟",
              "多留分钟", "待作证"),
    "en": ("Name", "Post", "Planned", "Present", "On time", "Late", "Late, counted absent", "Left early",
           "Not uploaded", "Unplanned", "Minutes late", "Minutes stayed", "Awaiting attest"),
}  # fmt: skip


def safe_cell(value: object) -> str:
    """A text that no spreadsheet takes for a formula; numbers stay numbers."""
    text = str(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return text
    return f"'{text}" if text.lstrip(" \u3000\u200b").startswith(RISKY) or text.startswith(RISKY) else text


def csv_text(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """RFC 4180 with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(h) for h in heads])
    writer.writerows([safe_cell(v) for v in row] for row in rows)
    return BOM + out.getvalue()


def month_csv(report: MonthReport, locale: str) -> str:
    rows = [
        (
            r.name if locale != "en" else r.name_en or r.name, r.post, r.planned, r.arrived, r.on_time, r.late,
            r.late_absence, r.early, r.not_uploaded, r.unplanned, r.late_minutes, r.extra_minutes, r.waiting,
        )
        for r in report.rows
    ]  # fmt: skip
    return csv_text(HEADS.get(locale, HEADS["zh-CN"]), rows)
