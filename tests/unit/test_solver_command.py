"""`zhiban solve`: exit codes, the JSON line, the CSV, and Ctrl-C as "stop and keep the best"."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from bench.wards import ward

from zhiban.solver import Cell, check, command
from zhiban.solver.sentences import SENTENCES, sentence

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_is_solved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = ward(6, 7)
    source, out = tmp_path / "ward.json", tmp_path / "roster.csv"
    source.write_bytes(msgspec.json.encode(problem))
    assert command.main([str(source), "--seconds", "0.6", "--out", str(out)]) == 0
    line = json.loads(capsys.readouterr().out)
    head, *rows = out.read_text(encoding="utf-8").splitlines()
    assert head == "person,day,shift"
    assert len(rows) == line["roster"] > 10
    cells = [Cell(person, int(day), shift) for person, day, shift in (row.split(",") for row in rows)]
    assert not [violation for violation in check(problem, cells) if violation.hard]


def test_refusals_have_a_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "ward.json"
    source.write_bytes(b'{"start": 1}')
    assert command.main([str(source)]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "solver.unreadable"
    assert command.main([str(tmp_path / "absent.json")]) == 2


def test_every_code_has_a_sentence_in_both_languages() -> None:
    """Codes are read from the sources, so a new one without words fails here."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "server/zhiban/solver").glob("*.py"))
    codes = set(re.findall(r'"(solver\.[a-z_]+)"', sources))
    codes |= set(re.findall(r'line\.fault\(\s*"[a-z_]+",\s*"([a-z_]+)"', sources))
    codes |= set(re.findall(r'_soft\(line,\s*"([a-z_]+)"', sources)) | {"cover_short", "cover_below_want", "cover_over"}
    assert len(codes) > 30
    assert codes <= set(SENTENCES)
    for zh, en in SENTENCES.values():
        assert set(re.findall(r"{(\w+)}", zh)) == set(re.findall(r"{(\w+)}", en))


def test_figures_read_as_people_write_them() -> None:
    """K04: "31.5 of 30"."""
    figures = {"activity": "surgery", "hours": 31.5, "max_h": 30.0}
    assert sentence("activity_over_cap", figures, "en") == "31.5 h of surgery this week; the cap is 30."
    assert sentence("rest_too_short", {"rest_h": 0.0, "need_h": 11.0}) == "中间只休 0 小时，规则要 11。"
    assert "{max_h}" in sentence("week_over_hours", {"hours": 50.0}), "a missing figure breaks nothing"


def test_interrupt_keeps_the_best(tmp_path: Path) -> None:
    source = tmp_path / "ward.json"
    source.write_bytes(msgspec.json.encode(ward(20, 21)))
    script = (
        "import sys; sys.path[:0] = ['server', 'tests']\n"
        "from zhiban.solver import command, run\n"
        "inner = run._Watch._show\n"
        "def show(self, event): inner(self, event); print('shown', flush=True)\n"
        "run._Watch._show = show\n"
        "sys.exit(command.main(sys.argv[1:]))"
    )
    arguments = [sys.executable, "-c", script, str(source), "--seconds", "60"]
    ran = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, text=True)
    assert ran.stdout is not None
    assert ran.stdout.readline() == "shown\n"
    os.kill(ran.pid, signal.SIGINT)
    out, _ = ran.communicate(timeout=20)
    assert ran.returncode == 0
    result = json.loads(out.splitlines()[-1])
    assert result["status"] == "cancelled"
    assert result["hard"] == 0
    assert result["roster"] > 100
