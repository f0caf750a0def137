"""`zhiban solve`: exit codes, the JSON line, the CSV, and Ctrl-C as "stop and keep the best"."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from bench.wards import ward

from zhiban.solver import Cell, check, command

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
