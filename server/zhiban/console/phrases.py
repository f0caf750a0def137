"""Chinese for the sentences that Piccolo Admin's pages carry inside their script, out of its catalogue's reach.

A sentence that a new version words differently simply stays English.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

PHRASES = {
    '"Successfully added row"': '"已添加"',
    '"Successfully saved row"': '"已保存"',
    '"Successfully deleted row"': '"已删除"',
    '"The form has errors."': '"没有保存，请看上面的说明"',
    '"Unable to delete the row."': '"没有删除，请看说明"',
    '"Are you sure you want to delete this row?"': '"删除这一行？"',
    '"Are you sure you want to delete the selected rows?"': '"删除选中的行？"',
    "`Are you sure you want to delete row ${e}?`": "`删除 ${e}？`",
    "`Select a row from ${e.readableTableName}`": "`选择${e.readableTableName}`",
    '"Type here to filter"': '"输入文字查找"',
    'U0("Error",': 'U0("没有保存",',
    '," True ",': '," 是 ",',
    '," False ",': '," 否 ",',
    '"of "+': '"/ "+',
    '"None"': '"未选"',
    "`${c} per page`": "`每页 ${c} 行`",
    '"NULL"': '"—"',
}


@lru_cache(maxsize=4)
def chinese_script(name: str) -> bytes:
    """One of Piccolo Admin's scripts with its sentences in Chinese; empty when there is no such file."""
    package = find_spec("piccolo_admin")
    if package is None or package.origin is None:
        return b""
    path = Path(package.origin).parent / "dist" / "assets" / name
    if not path.is_file():
        return b""
    text = path.read_text(encoding="utf-8")
    for english, chinese in PHRASES.items():
        text = text.replace(english, chinese)
    return text.encode()
