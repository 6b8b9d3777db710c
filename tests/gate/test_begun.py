"""A contract begun from a migration: it holds as it is written."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ddlproof.errors import InputError, SqlError
from ddlproof.gate import init
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.postgres.server import Server

ONE = "-- migrate:up\ncreate table t (id int primary key, a int);\n"
TWO = """-- migrate:up
set lock_timeout = '2s';
alter table t add b int, add constraint one check (num_nonnulls(a, b) = 1) not valid;
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    _git("init", "-qb", "main")
    return tmp_path


def _git(*command: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *command], check=True, capture_output=True)


def write(files: dict[str, str], *, commit: bool = False) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    if commit:
        _git("add", "-A")
        _git("commit", "-qm", "files")


def begun(migration: str, name: str) -> str:
    assert init(Path(migration)) == (f"wrote schema/{name}/change.toml", f"next: ddlproof check schema/{name}")
    return Path(f"schema/{name}/change.toml").read_text()


def test_a_migration_beside_others(project: Path, embedded: Server) -> None:
    write({"db/1_first.sql": ONE, "db/2_or_other.sql": f"{TWO}-- migrate:down\nalter table t drop b;\n"})
    assert (
        begun("db/2_or_other.sql", "2_or_other")
        == '''title     = "Or other"
before    = "../../db/1_first.sql"
migration = "../../db/2_or_other.sql"
intended = """
~ table public.t
    + column b integer
    + check one exactly one of (a, b) not valid
"""

[[claim]]
constraint = "t.one"
means      = "exactly one of (a, b)"
'''
    )
    outcome = check_one(plan(Path("schema/2_or_other")), embedded, Options())
    assert outcome.intended is not None
    assert (outcome.intended.missing, outcome.intended.unexpected) == ((), ())
    assert [proof.mismatches for proof in outcome.proofs] == [()]
    with pytest.raises(InputError, match="exists already"):
        init(Path("db/2_or_other.sql"))


def test_the_first_of_all_and_what_undoes_it(project: Path) -> None:
    write({"db/1_first.up.sql": ONE, "db/1_first.down.sql": "drop table t;"})
    text = begun("db/1_first.up.sql", "1_first")
    assert (
        'before    = "before.sql"\nmigration = "../../db/1_first.up.sql"\nrollback  = "../../db/1_first.down.sql"'
        in text
    )


def test_of_many_the_folder_as_it_was(project: Path) -> None:
    write(
        {f"db/{n:03}_x.sql": f"-- migrate:up\ncreate table t{n} (id int primary key);" for n in range(30)}, commit=True
    )
    write({"db/030_y.sql": "-- migrate:up\nalter table t0 add a int;"})
    lines = begun("db/030_y.sql", "030_y").splitlines()
    assert lines[1].startswith('before    = "git:')
    assert lines[1].endswith(':db"')
    assert plan(Path("schema/030_y")).before_model.tables[-1].name.name == "t9"


def test_with_a_schema_file(project: Path) -> None:
    write({"ddlproof.toml": 'schema-file = "s.sql"', "s.sql": "create table t (id int primary key);"}, commit=True)
    write({"s.sql": "create table t (id int primary key, a int);", "m/1_a.sql": "alter table t add a int;"})
    text = begun("m/1_a.sql", "1_a")
    assert ':s.sql"\nafter     = "../../s.sql"\nmigration = "../../m/1_a.sql"' in text
    assert "+ column a integer" in text


def test_what_runs_before_must_be_known(project: Path) -> None:
    write({"alone.sql": "alter table t add a int;"})
    with pytest.raises(InputError, match=r"what runs before alone.sql is not known"):
        init(Path("alone.sql"))


@pytest.mark.parametrize("name", ["schema/1_first/change.toml", "structure.sql"])
def test_what_is_no_migration(project: Path, name: str) -> None:
    write({"db/1_first.sql": ONE, "structure.sql": "SET statement_timeout = 0;\nSET lock_timeout = 0;\n"}, commit=True)
    begun("db/1_first.sql", "1_first")
    with pytest.raises(InputError, match=f"{name} is no migration"):
        init(Path(name))


@pytest.mark.parametrize("name", ['2_b"c', "2_d\\e", "2_it's", "2_ü\tx"])
def test_names_are_written_as_toml_has_them(project: Path, name: str) -> None:
    write({"db/1_first.sql": ONE, f"db/{name}.sql": TWO})
    begun(f"db/{name}.sql", name)
    assert plan(Path("schema") / name).contract.migration[0].name == f"db/{name}.sql"
    (project / "other" / name).mkdir(parents=True)
    init(Path("other") / name)


def test_what_cannot_be_read_leaves_no_contract(project: Path) -> None:
    write({"db/1_first.sql": ONE, "db/2_second.sql": "-- migrate:up\nalter table t ad b int;"})
    with pytest.raises(SqlError):
        init(Path("db/2_second.sql"))
    assert not list(project.rglob("change.toml"))
