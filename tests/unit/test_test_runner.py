"""What `make test` counts: nothing that ran badly, or did not run, may look like success."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from source_code import ROOT

XML = """<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase>
<testsuite><testcase name="c"><error/></testcase><testcase name="d"><skipped/></testcase></testsuite>
</testsuite></testsuites>"""


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = spec_from_loader("runner", SourceFileLoader("runner", str(ROOT / "scripts/test")))
    assert spec and spec.loader
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "runner", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "RESULTS", tmp_path)
    return module


def run_one(runner: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, found: bool = True) -> int:
    report = tmp_path / "report.xml"
    suite = runner.Suite("little", tmp_path, lambda: found, lambda: ["sh", "-c", shell], report, runner.junit)
    monkeypatch.setattr(runner, "SUITES", (suite,))
    return runner.main([])


def last_line(capfd: pytest.CaptureFixture[str]) -> str:
    return capfd.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("shell", "code", "line"),
    [
        ("echo '<s><testcase/><testcase/></s>' > report.xml", 0, "2 passed, 0 failed"),
        ("echo '<s><testcase/><testcase><error/></testcase></s>' > report.xml; exit 1", 1, "1 passed, 1 failed"),
        ("echo '<s><testcase/></s>' > report.xml; exit 3", 1, "1 passed, 1 failed"),
        ("echo '<s></s>' > report.xml", 1, "0 passed, 1 failed"),
        ("echo '<s><testcase><skipped/></testcase></s>' > report.xml", 1, "0 passed, 1 failed"),
        ("true", 1, "0 passed, 1 failed"),
    ],
    ids=["all-well", "error", "bad-end-without-a-name", "empty", "all-skipped", "no-report"],
)
def test_the_last_line_and_the_exit_code_agree(
    runner: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    shell: str, code: int, line: str,
) -> None:  # fmt: skip
    assert run_one(runner, tmp_path, monkeypatch, shell) == code
    assert last_line(capfd) == line


def test_a_suite_that_never_ends_is_stopped_and_failed(
    runner: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "MINUTES", 0)
    assert run_one(runner, tmp_path, monkeypatch, "sleep 60") == 1
    assert last_line(capfd) == "0 passed, 1 failed"


def test_when_no_suite_is_there_yet_that_is_no_success(
    runner: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_one(runner, tmp_path, monkeypatch, "true", found=False) == 1
    assert last_line(capfd) == "0 passed, 1 failed"


def test_nested_reports_are_counted_whole(runner: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "nested.xml").write_text(XML)
    assert runner.junit(tmp_path / "nested.xml") == runner.Tally(passed=1, failed=2, skipped=1)
