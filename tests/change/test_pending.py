"""Migrations without a contract: which are new, and what ran before them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ddlproof.change import git
from ddlproof.change.contract import Contract
from ddlproof.change.pending import Pending, contract_of, runs
from ddlproof.errors import InputError
from ddlproof.gate.find import Found, changes

Commit = Callable[[dict[str, str]], None]
ONE, TWO, THREE = "create table one (a int);", "create table two (a int);", "create table three (a int);"


@pytest.fixture
def commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commit:
    """Writes files and commits them on the branch that is there, the first time `main`; an empty text removes one."""
    monkeypatch.chdir(tmp_path)
    for command in (("init", "-qb", "main"), ("config", "user.email", "a@b.c"), ("config", "user.name", "a")):
        _git(*command)

    def made(files: dict[str, str]) -> None:
        write(files)
        _git("add", "-A")
        _git("commit", "-qm", "files", "--allow-empty")

    return made


def _git(*command: str) -> None:
    subprocess.run(["git", *command], check=True, capture_output=True)


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        if text:
            Path(name).write_text(text)
        else:
            Path(name).unlink()


def the(found: Found) -> Pending:
    (one,) = found.changes
    assert isinstance(one, Pending)
    return one


def contract(found: Found) -> Contract:
    return contract_of(the(found))


def names(files: object) -> list[str]:
    return [Path(str(file)).name for file in files]  # type: ignore[attr-defined]


def test_what_is_new_on_a_branch(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE, "m/2_two.sql": TWO})
    _git("checkout", "-qb", "feature")
    commit({"m/3_three.sql": THREE})
    write({"m/4_four.sql": "create index on three (a);"})  # not committed, not even added
    for ref in ("main", None):
        one = the(changes((), ref))
        assert (names(one.before), names(one.files)) == (["1_one.sql", "2_two.sql"], ["3_three.sql", "4_four.sql"])
        assert one.name == "m/3_three.sql to 4_four.sql"
    assert changes((Path("m"),), "main") == changes((), "main")


def test_on_the_trunk_itself_what_is_not_committed_is_new(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE})
    write({"m/2_two.sql": TWO})
    assert names(the(changes((), None)).files) == ["2_two.sql"]


def test_nothing_new_is_said(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE, "m/1_one.down.sql": "drop table one;"})
    assert changes((), None) == Found((), ("nothing to check: no contract and no migration is new since main",))


def test_a_file_by_its_name_meets_those_before_it(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE, "m/2_two.sql": TWO, "m/3_three.sql": THREE})
    one = the(changes((Path("m/2_two.sql"),), None))
    assert (names(one.before), names(one.files)) == (["1_one.sql"], ["2_two.sql"])
    both = the(changes((Path("m/3_three.sql"), Path("m/1_one.sql")), None))
    assert names(both.files) == ["1_one.sql", "2_two.sql", "3_three.sql"]


def test_what_was_edited_is_as_it_was(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE, "m/2_two.sql": TWO})
    _git("checkout", "-qb", "feature")
    commit({"m/1_one.sql": ONE.replace("int", "text"), "m/2_two.sql": "", "m/3_three.sql": THREE})
    found = changes((), "main")
    assert [source.text for source in contract(found).before] == [ONE, TWO]
    assert found.notes == (f"{EDITED}: m/1_one.sql", f"{GONE}: m/2_two.sql")


EDITED = "edited since main, and taken as it was: a database that has run it does not run it again"
GONE = "gone since main, and run all the same: a database that has run it keeps what it made"
RENAMED = "renamed since main: a database that has run it may run it again, or refuse to go on"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"m/1_one.sql": ONE.replace("int", "text")}, [f"{EDITED}: m/1_one.sql"]),
        ({"m/2_two.sql": ""}, [f"{GONE}: m/2_two.sql"]),
        ({"m/2_two.sql": "", "m/2_deux.sql": TWO}, [f"{RENAMED}: m/2_two.sql as 2_deux.sql"]),
        ({"queries/all.sql": "select 2;", "m/2_two.down.sql": "drop table if exists two;"}, []),
    ],
)
def test_a_migration_that_others_have_run_is_another_one_now(
    commit: Commit, files: dict[str, str], said: list[str]
) -> None:
    """That nothing is new does not mean that nothing is to be said."""
    others = {"queries/all.sql": "select 1;", "m/2_two.down.sql": "drop table two;"}
    commit({"m/1_one.sql": ONE, "m/2_two.sql": TWO} | others)
    _git("checkout", "-qb", "feature")
    commit(files)
    found = changes((), "main")
    nothing = "nothing to check: no contract and no migration is new since main"
    assert (found.changes, found.notes) == ((), (*said, nothing))


def test_what_was_renamed_has_run_once(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE, "m/2_two.sql": TWO})
    _git("checkout", "-qb", "feature")
    commit({"m/2_two.sql": "", "m/2_deux.sql": TWO, "m/3_three.sql": THREE})
    assert [source.text for source in contract(changes((), "main")).before] == [ONE, TWO]
    # So it has where the whole folder has another name.
    _git("mv", "m", "migrations")
    assert [source.text for source in contract(changes((), "main")).before] == [ONE, TWO]


def test_a_number_may_be_followed_by_a_space(commit: Commit) -> None:
    commit({"m/001 one.sql": ONE})
    write({"m/002 two.sql": TWO})
    assert names(the(changes((), "main")).before) == ["001 one.sql"]


def test_a_history_that_is_cut_short(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE})
    _git("checkout", "-q", "--orphan", "feature")
    commit({"m/2_two.sql": TWO})
    with pytest.raises(InputError, match="HEAD and main have no commit in common here") as cut:
        changes((), "main")
    assert "fetch-depth: 0" in cut.value.hint


def test_what_is_only_renamed_is_not_new(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE, "m/2_two.sql": TWO})
    commit({"m/2_two.sql": "", "m/3_two.sql": TWO})
    assert git.changed_since("HEAD~1", Path()) == {
        Path("m/2_two.sql").absolute(): "D",
        Path("m/3_two.sql").absolute(): "R",
    }
    assert changes((), "HEAD~1").changes == ()


def test_what_sorts_before_the_others_runs_after_them_and_that_is_said(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE, "m/3_three.sql": THREE})
    commit({"m/2_two.sql": TWO})
    one = the(changes((), "HEAD~1"))
    assert names(one.before) == ["1_one.sql", "3_three.sql"]
    assert one.notes == ("sorts before migrations that HEAD~1 has already, and is tried out after them: 2_two.sql",)


@pytest.mark.parametrize(
    ("files", "back"),
    [
        ({"m/2_a.up.sql": TWO, "m/2_a.down.sql": "select 2;"}, ["select 2;"]),
        ({"m/2_a/up.sql": TWO, "m/2_a/down.sql": "select 2;"}, ["select 2;"]),
        ({"m/2_a.postgres.up.sql": TWO, "m/2_a.mysql.down.sql": "select 1;", "m/2_a.down.sql": "select 2;"},
         ["select 2;"]),
        ({"m/2_a.autocommit.up.sql": TWO, "m/2_a.down.sql": "select 1;", "m/2_a.postgres.down.sql": "select 2;"},
         ["select 2;"]),
        ({"m/2_a.sql": TWO, "m/2_a.rollback.sql": "select 2;"}, ["select 2;"]),
        ({"m/V2__a.sql": TWO, "m/U2__b.sql": "select 2;"}, ["select 2;"]),
        ({"m/2_a.sql": f"-- +goose Up\n{TWO}\n-- +goose Down\nselect 2;"}, ["-- +goose Down select 2;"]),
        ({"m/2_a.up.sql": TWO, "m/2_a.down.sql": "select 2;", "m/3_b.up.sql": THREE, "m/3_b.down.sql": "select 3;"},
         ["select 3;", "select 2;"]),
        ({"m/2_a.up.sql": TWO, "m/2_a.down.sql": "select 2;", "m/3_b.up.sql": THREE}, []),
        ({"sqitch.plan": "%project=x\na 2026-01-01T00:00:00Z A <a@b.c>\n", "deploy/a.sql": TWO,
          "verify/a.sql": "select 1;", "revert/a.sql": "select 2;"}, ["select 2;"]),
    ],
)  # fmt: skip
def test_what_undoes_them(commit: Commit, files: dict[str, str], back: list[str]) -> None:
    commit({"README": "x"})
    write(files)
    assert [" ".join(source.text.split()) for source in contract(changes((), None)).rollback] == back


def test_a_folder_for_another_server(commit: Commit) -> None:
    """Its files are no migrations of PostgreSQL's, and their place in the branch is said."""
    commit({"m/postgres/1_one.sql": ONE, "m/sqlite/1_one.sql": ONE})
    write({"m/postgres/2_two.sql": TWO, "m/sqlite/2_two.sql": "PRAGMA foreign_keys = OFF;"})
    found = changes((), None)
    assert the(found).name == "m/postgres/2_two.sql"
    said = "by the name of file or folder, not for PostgreSQL"
    assert found.notes == (f"not tried out, since they are, {said}: m/sqlite/2_two.sql",)
    with pytest.raises(InputError, match=said):
        changes((Path("m/sqlite/2_two.sql"),), None)


def test_a_repository_may_be_called_as_a_server_is(commit: Commit, tmp_path: Path) -> None:
    commit({"README": "x"})
    write({"m/1_one.sql": ONE})
    (tmp_path / "mysql").mkdir()
    (tmp_path / "m").rename(tmp_path / "mysql" / "m")
    _git("init", "-qb", "main", "mysql")
    assert runs(tmp_path / "mysql" / "m" / "1_one.sql")


def test_a_journal_of_drizzle_that_names_what_is_gone(commit: Commit) -> None:
    journal = '{"entries": [{"tag": "0000_gone"}]}'
    commit({"m/meta/_journal.json": journal, "m/0001_one.sql": ONE, "m/0002_two.sql": TWO})
    write({"m/0003_three.sql": THREE})
    one = the(changes((), None))
    assert (names(one.before), names(one.files)) == (["0001_one.sql", "0002_two.sql"], ["0003_three.sql"])


def test_a_repeatable_migration_runs_again_when_it_is_edited(commit: Commit) -> None:
    commit({"m/V1__one.sql": ONE, "m/R__view.sql": "create or replace view v as select 1 as a;"})
    write({"m/R__view.sql": "create or replace view v as select 1 as a, 2 as b;"})
    made = contract(changes((), None))
    assert the(changes((), None)).notes == ()
    assert [source.text for source in made.before] == [ONE, "create or replace view v as select 1 as a;"]
    assert [source.name for source in made.migration] == ["m/R__view.sql"]
    write({"m/V2__two.sql": TWO, "m/U2__two.sql": "drop table two;"})
    assert the(changes((), None)).notes == ()
    assert [source.text for source in contract(changes((), None)).rollback] == ["drop table two;"]


def test_a_schema_file_is_what_was_there_before_and_after(commit: Commit) -> None:
    commit({"ddlproof.toml": 'schema-file = "db/structure.sql"', "db/structure.sql": ONE})
    write({"db/structure.sql": f"{ONE}\n{TWO}"})
    made = contract(changes((), None))
    assert [source.text for source in made.before] == [ONE]
    assert [source.text for source in made.after] == [f"{ONE}\n{TWO}"]
    assert made.migration == ()
    write({"db/1_two.sql": TWO})
    made = contract(changes((), None))
    assert (made.before[0].text, made.migration[0].text, made.after[0].text) == (ONE, TWO, f"{ONE}\n{TWO}")


def test_the_folders_of_the_configuration_hold_migrations(commit: Commit) -> None:
    commit({"ddlproof.toml": 'migrations = "changes"', "changes/a/one.sql": ONE, "tests/1_x.sql": "select 1;"})
    write({"changes/b/two.sql": TWO, "tests/2_y.sql": "select 2;"})
    found = changes((), None)
    assert (names(the(found).before), names(the(found).files)) == (["one.sql"], ["two.sql"])
    assert found.notes == ()


def test_what_has_no_place_in_an_order_is_said(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE})
    write({"m/2_two.sql": TWO, "seeds/y.sql": "select 2;"})
    found = changes((), None)
    assert names(the(found).files) == ["2_two.sql"]
    (note,) = found.notes
    assert note.startswith("not tried out, since it is not known what runs before: seeds/y.sql. Name its folder in")


def test_a_migration_that_a_contract_names_is_the_contracts(commit: Commit) -> None:
    text = 'before = "../m/1_one.sql"\nmigration = "../m/2_two.sql"'
    commit({"m/1_one.sql": ONE, "c/change.toml": text, "m/2_two.sql": TWO})
    assert changes((), None).changes == (Path("c"),)
    write({"m/2_two.sql": TWO.replace("int", "text")})
    assert changes((), "HEAD").changes == (Path("c"),)
    write({"m/3_three.sql": THREE})
    found = changes((), "HEAD").changes
    assert found[0] == Path("c")
    assert names(found[1].files) == ["3_three.sql"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("m", "m holds no change.toml, nor does a folder below it"),
        ("m/1_one.down.sql", "m/1_one.down.sql is no migration that can be tried out by itself"),
        ("queries.sql", "what runs before queries.sql is not known"),
        ("nowhere.sql", "nowhere.sql does not exist"),
    ],
)
def test_what_cannot_be_checked_is_said(commit: Commit, path: str, message: str) -> None:
    write({"m/1_one.sql": ONE, "m/1_one.down.sql": "drop table one;", "queries.sql": "select 1;"})
    with pytest.raises(InputError, match=message):
        changes((Path(path),), None)


@pytest.mark.parametrize("name", ["m/2_two.up.sql", "m/1_one.up.sql", "m/2_two.down.sql"])
def test_a_link_that_leads_out_of_the_repository_is_not_read(commit: Commit, tmp_path: Path, name: str) -> None:
    secret = tmp_path.parent / f"{tmp_path.name}.secret"
    secret.write_text("select 'secret';")
    write({"m/1_one.up.sql": ONE, "m/2_two.up.sql": TWO, "m/2_two.down.sql": "drop table two;"})
    Path(name).unlink()
    Path(name).symlink_to(secret)
    with pytest.raises(InputError, match="lies outside of the repository"):
        contract(changes((Path("m/2_two.up.sql"),), None))


def test_a_ref_that_is_not_here_is_to_be_fetched(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE})
    with pytest.raises(InputError, match="Cannot read git:nowhere: ") as refused:
        changes((), "nowhere")
    assert "fetch the ref first" in refused.value.hint


def test_files_without_a_number_beside_others_are_no_migrations(commit: Commit) -> None:
    commit({"m/1_one.sql": ONE, "m/XXXX_later.sql": "drop table one;", "m/all.sql": "select 1;"})
    write({"m/2_two.sql": TWO})
    assert names(the(changes((), None)).before) == ["1_one.sql"]


def test_a_number_is_name_enough(commit: Commit) -> None:
    commit({"sql/000001.sql": ONE, "sql/000002.sql": TWO})
    write({"sql/000003.sql": THREE})
    assert names(the(changes((), None)).before) == ["000001.sql", "000002.sql"]


@pytest.mark.parametrize(
    ("files", "new", "order"),
    [
        (["0.9/00__b.sql", "0.10/00__c.sql", "0.9/01__d.sql", "LATEST.sql"], "0.10/01__e.sql",
         ["0.9/00__b.sql", "0.9/01__d.sql", "0.10/00__c.sql"]),
        (["v1.9/1_b.sql", "v1.10/1_c.sql"], "v2/1_d.sql", ["v1.9/1_b.sql", "v1.10/1_c.sql"]),
        (["V0009.B.up.sql", "V0009.B.down.sql", "V0010.C.up.sql"], "V0011.D.up.sql",
         ["V0009.B.up.sql", "V0010.C.up.sql"]),
    ],
)  # fmt: skip
def test_versions_in_names_are_numbers(commit: Commit, files: list[str], new: str, order: list[str]) -> None:
    commit({f"m/{name}": f"select {number};" for number, name in enumerate(files)})
    write({f"m/{new}": ONE})
    before = the(changes((), None)).before
    assert [str(Path(name).relative_to(Path.cwd() / "m")) for name in before] == order


@pytest.mark.parametrize("beside", [(), ("diesel.toml",)])
def test_times_with_dashes_are_numbers(commit: Commit, beside: tuple[str, ...]) -> None:
    commit({"m/2017-08-31-230457_b/up.sql": TWO, "m/20170308140537_a/up.sql": ONE})
    write(dict.fromkeys(beside, "# ours") | {"m/2018-01-01-000000_c/up.sql": THREE})
    assert [Path(name).parent.name for name in the(changes((), None)).before] == [
        "20170308140537_a", "2017-08-31-230457_b",
    ]  # fmt: skip


DUMP = "SET statement_timeout = 0;\nSET lock_timeout = 0;\n"


@pytest.mark.parametrize("named", [(), ("db/structure.sql",), ("db",)])
def test_a_dump_that_differs_is_a_change_of_the_schema(commit: Commit, named: tuple[str, ...]) -> None:
    """As in Rails, whose migrations are no SQL: what they made of the schema is in db/structure.sql."""
    commit({"db/structure.sql": DUMP + ONE, "db/seeds.sql": "insert into one values (1);"})
    write({"db/structure.sql": DUMP + ONE + TWO, "db/seeds.sql": "insert into one values (2);"})
    found = the(changes([Path(name) for name in named], "HEAD" if named == ("db",) else None))
    assert (found.files, found.name) == ((), "db/structure.sql")
    made = contract_of(found)
    assert ([one.text for one in made.before], [one.text for one in made.after]) == ([DUMP + ONE], [DUMP + ONE + TWO])
    assert "no migration in SQL comes with this change" in found.notes[0]


def test_a_dump_is_no_change_beside_a_migration(commit: Commit) -> None:
    """dbmate writes one after each migration, which says how the schema changes."""
    commit({"db/schema.sql": DUMP + ONE, "db/migrations/1_a.sql": f"-- migrate:up\n{ONE}"})
    write({"db/schema.sql": DUMP + ONE + TWO, "db/migrations/2_b.sql": f"-- migrate:up\n{TWO}"})
    assert names(the(changes([], None)).files) == ["2_b.sql"]


def test_a_new_dump_is_none(commit: Commit) -> None:
    commit({"README": "x"})
    write({"db/structure.sql": DUMP + ONE})
    assert changes([], None).changes == ()
