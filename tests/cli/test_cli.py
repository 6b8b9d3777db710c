"""Arguments in, streams and exit status out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ddlproof.cli import main
from ddlproof.errors import DdlproofError, NoPostgres, SqlError
from ddlproof.finding import Severity
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.source import Source


def options(gate: Any) -> Options:
    found = gate.asked[-1]
    assert isinstance(found, Options)
    return found


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_holds_is_status_0(gate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "a", "b"]) == 0
    assert gate.asked[0] == [Path("a"), Path("b")]
    assert capsys.readouterr() == ("– nothing was checked\n", "")


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("note", 1)])
def test_findings_are_status_1_from_the_threshold_on(gate: Any, warned: Outcome, fail_on: str, status: int) -> None:
    gate.outcome = warned
    assert main(["lint", "a.sql", "--fail-on", fail_on]) == status


def test_a_difference_is_status_1_and_can_be_pasted(
    gate: Any, differing: Outcome, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.outcome = differing
    assert main(["diff", "a.sql", "b.sql"]) == 1
    assert capsys.readouterr().out == differing.printed_diff


def test_what_a_diff_could_not_read_is_told_beside_it(
    gate: Any, differing: Outcome, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.outcome = replace(differing, notes=("1 of 2 statements was not read",))
    main(["diff", "a.sql", "b.sql"])
    assert capsys.readouterr() == (differing.printed_diff, "note: 1 of 2 statements was not read\n")


def test_no_difference_is_status_0(gate: Any) -> None:
    gate.outcome = Outcome("x", (), changes=())
    assert main(["diff", "a.sql", "b.sql"]) == 0


def test_accept_shows_what_it_wrote(gate: Any, differing: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    gate.outcome = differing
    assert main(["accept", "x"]) == 0
    assert capsys.readouterr() == (differing.printed_diff, "written into `intended` of x\n")


@pytest.mark.parametrize("arguments", [[], ["chek"], ["check", "--format", "xml"], ["lint"], ["diff", "a.sql"]])
def test_wrong_usage_is_status_2(gate: Any, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: ddlproof" in capsys.readouterr().err


def test_an_error_is_one_message_with_its_place_and_what_to_do(gate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    source = Source("a.sql", "select 1;\nalter tabel t;\n")
    gate.raises = SqlError(
        "Unknown statement.", span=source.span(16, 21), hint="Did you mean TABLE?", notes=("a note",)
    )
    assert main(["lint", "a.sql"]) == 2
    assert capsys.readouterr() == (
        "",
        "error: Unknown statement.\n"
        "  a.sql:2:7\n"
        "    2 │ alter tabel t;\n"
        "      │       ^^^^^\n"
        "  a note\n"
        "  hint: Did you mean TABLE?\n",
    )


def test_no_postgres_is_status_3(gate: Any) -> None:
    gate.raises = NoPostgres("None.")
    assert main(["check", "x"]) == 3


def test_a_defect_of_ours_is_no_verdict_and_no_traceback(gate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    gate.raises = KeyError("x\x1b[2J")
    assert main(["check", "x"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("internal error: KeyError: 'x\\x1b[2J'\n")
    assert "Traceback" not in shown
    assert main(["check", "x", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupted_run_is_status_130(gate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    gate.raises = KeyboardInterrupt()
    assert main(["check", "x"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_a_server_that_talks_in_escape_codes_is_shown_not_obeyed(gate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    gate.raises = DdlproofError("\x1b[2Jboo\n::error::forged", notes=("\x9b",))
    main(["check", "x"])
    assert capsys.readouterr().err.replace("\n", "").isprintable()


def test_a_report_can_go_to_a_file_and_its_text_to_the_screen(
    gate: Any, warned: Outcome, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.outcome = warned
    assert main(["check", "x", "--format", "json", "--output", "report.json"]) == 0
    assert json.loads((tmp_path / "report.json").read_text())["findings"][0]["rule"] == "some-rule"
    assert capsys.readouterr().out.startswith("warning some-rule")


def test_a_file_that_cannot_be_written_is_status_2(gate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "x", "--output", "no/such/folder"]) == 2
    assert "Cannot write no/such/folder" in capsys.readouterr().err


def test_the_command_line_comes_before_the_environment_before_the_configuration(
    gate: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ddlproof.toml").write_text(
        'fail-on = "note"\nselect = ["a"]\nrunner = "autocommit"\npostgres-version = "15"\n'
        '[postgres]\nserver = "embedded:16"\n'
    )
    main(["check", "x"])
    configured = options(gate)
    assert (configured.postgres, configured.fail_on, configured.select) == ("embedded:16", Severity.NOTE, ("a",))
    assert (configured.runner, configured.postgres_version) == ("autocommit", 15)
    monkeypatch.setenv("DDLPROOF_POSTGRES", "container")
    main(["check", "x"])
    assert options(gate).postgres == "container"
    main(["check", "x", "--postgres", "auto", "--select", "b,c", "--select", "d", "--postgres-version", "16.2"])
    asked = options(gate)
    assert (asked.postgres, asked.select, asked.postgres_version) == ("auto", ("b", "c", "d"), 16)


def test_a_broken_configuration_is_status_2(gate: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ddlproof.toml").write_text("selct = []")
    assert main(["lint", "a.sql"]) == 2
    assert "Did you mean `select`?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "environment", "colour"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "0"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color"], {"NO_COLOR": "1"}, True),
        (["--no-color"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_only_when_asked(
    gate: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    colour: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    main(["check", "x", *arguments])
    assert ("\x1b[" in capsys.readouterr().out) is colour


def test_on_github_what_stops_the_program_is_an_annotation(gate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    source = Source("m/1,a.sql", "drop tabel jobs;\n")
    gate.raises = SqlError("expected\n::error::forged", span=source.span(5, 10), hint="Say TABLE.")
    assert main(["check", "x", "--format", "github"]) == 2
    assert capsys.readouterr().out == (
        "::error file=m/1%2Ca.sql,line=1,endLine=1,col=6,title=ddlproof::"
        "expected%0A::error::forged%0Ahint: Say TABLE.\n"
    )
    gate.raises = NoPostgres("no PostgreSQL answers")
    assert main(["check", "x", "--format", "github"]) == 3
    assert capsys.readouterr().out == "::error title=ddlproof::no PostgreSQL answers\n"


def test_on_github_the_job_gets_a_summary(
    gate: Any, warned: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.outcome = warned
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    main(["check", "x", "--format", "github"])
    assert capsys.readouterr().out.startswith("::warning ")
    assert summary.read_text().startswith("before\n<!-- ddlproof -->\n")
