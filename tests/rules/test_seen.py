"""What a rehearsal saw, beside what the rules say; and where PostgreSQL did otherwise, the rule is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.finding import Finding
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options

BEFORE = """create table jobs (id int primary key, a int, state int, name varchar(10));
create table runs (id int primary key, job_id int);
create function maybe() returns int language sql as $$ select 1 $$;"""


def found(folder: Path, server, migration: str, rule: str, **options: object) -> list[Finding]:
    (folder / "before.sql").write_text(BEFORE)
    (folder / "migration.sql").write_text(migration)
    (folder / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    return list(check_one(plan(folder), server, Options(select=(rule,), **options)).findings)  # type: ignore[arg-type]


def shown(finding: Finding) -> dict[str, str | None]:
    assert finding.witness is not None
    assert finding.witness.title == "seen in the rehearsal"
    return {f"{name} {what}": what for name, what in finding.witness.rows}


def test_a_lock_is_shown(tmp_path: Path, embedded) -> None:
    (index,) = found(tmp_path, embedded, "create index on jobs (a);", "index-not-concurrent")
    assert "public.jobs SHARE: writes wait" in shown(index)


WAITED = "public.jobs another session's INSERT waited"


def test_an_insert_from_another_session_waits_while_an_index_is_built(tmp_path: Path, embedded) -> None:
    first, second = found(
        tmp_path, embedded, "create index on jobs (a);\ncreate index on jobs (state);", "index-not-concurrent"
    )
    assert WAITED in shown(first)
    assert WAITED not in shown(second)  # tried once a table


def test_the_insert_that_waits_leaves_nothing(tmp_path: Path, embedded) -> None:
    """No row, no value of a sequence, and no lock: the table can be dropped by the next statement."""
    script = "create index on jobs (a);\ndrop table jobs;"
    before = BEFORE.replace("id int primary key, a", "id int primary key generated always as identity, a", 1)
    (tmp_path / "before.sql").write_text(before)
    (tmp_path / "migration.sql").write_text(script)
    (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    outcome = check_one(plan(tmp_path), embedded, Options(select=("index-not-concurrent",)))
    assert WAITED in shown(outcome.findings[0])
    assert outcome.rehearsal is not None
    assert [run.failed for run in outcome.rehearsal.runs] == [(), ()]


def test_the_referenced_table_is_shown(tmp_path: Path, embedded) -> None:
    add = "alter table runs add constraint fk foreign key (job_id) references jobs (id);"
    (key,) = found(tmp_path, embedded, add, "constraint-validates-immediately")
    assert {"public.jobs SHARE ROW EXCLUSIVE: writes wait", "public.runs read from end to end"} <= set(shown(key))


def test_a_rewrite_is_shown(tmp_path: Path, embedded) -> None:
    (rewrite,) = found(tmp_path, embedded, "alter table jobs alter a type bigint;", "column-type-rewrite")
    assert "public.jobs written anew" in shown(rewrite)


def figures(finding: Finding) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    assert finding.witness is not None
    for name, what in finding.witness.rows:
        told.setdefault(str(name), []).append(str(what))
    return told


def test_what_a_backfill_writes_is_counted(tmp_path: Path, embedded) -> None:
    (backfill,) = found(tmp_path, embedded, "update jobs set state = 1 where a is not null;", "unbatched-backfill")
    told = figures(backfill)
    there, written = told["rows"]
    assert there.endswith(" in the table when the migration began")
    rows = int(written.removesuffix(" written or deleted"))
    assert 0 < rows <= int(there.split()[0])
    size, each = (int(part.split()[0]) for part in told["write-ahead log"][0].split(","))
    assert each == size // rows > 0
    assert told["time"][0].endswith(" ms")


def test_the_rows_of_a_table_that_goes_are_counted(tmp_path: Path, embedded) -> None:
    (dropped,) = found(tmp_path, embedded, "drop table jobs;", "drop-table")
    assert figures(dropped) == {"rows": ["3 in the table when the migration began"]}
    (emptied,) = found(tmp_path, embedded, "truncate jobs;", "truncate-or-unbounded-dml")
    assert figures(emptied) == {"rows": ["3 in the table when the migration began"]}
    (deleted,) = found(tmp_path, embedded, "delete from jobs;", "truncate-or-unbounded-dml")
    assert figures(deleted)["rows"] == ["3 in the table when the migration began", "3 written or deleted"]


def test_a_rewrite_that_did_not_happen_is_no_finding(tmp_path: Path, embedded) -> None:
    """The linter cannot know whether the function is volatile; PostgreSQL puts its body in its place."""
    add = "alter table jobs add column b int default maybe();"
    from ddlproof import gate

    (tmp_path / "alone.sql").write_text(BEFORE.splitlines()[2] + add)
    assert "volatile-default" in {f.rule for f in gate.lint([str(tmp_path / "alone.sql")], Options()).findings}
    assert found(tmp_path, embedded, add, "volatile-default") == []


def test_a_server_of_another_version_decides_nothing(tmp_path: Path, embedded) -> None:
    add = "alter table jobs add column b int default maybe();"
    (kept,) = found(tmp_path, embedded, add, "volatile-default", postgres_version=13)
    assert kept.severity == "warning"


ADD = "alter table jobs add constraint c check (a > 0) not valid;\n"
VALIDATE = "alter table jobs validate constraint c;"


def test_how_long_a_lock_is_kept_is_shown(tmp_path: Path, embedded) -> None:
    script = f"begin;\n{ADD}update runs set job_id = 1;\ncommit;\nselect 1;"
    (held,) = found(tmp_path, embedded, script, "strong-lock-held-across-work")
    told = figures(held)
    assert told["public.jobs"] == ["ACCESS EXCLUSIVE since line 2"]
    assert told["held on for"][0].startswith("1 statement, ")
    assert told["meanwhile"] == ["3 rows written"]
    assert told["public.runs"] == ["read from end to end meanwhile"]


def test_the_lock_of_a_constraint_that_is_validated_too_soon(tmp_path: Path, embedded) -> None:
    for runner, script in ((None, f"begin;\n{ADD}{VALIDATE}\ncommit;"), ("flyway", f"select 1;\n{ADD}{VALIDATE}")):
        (soon,) = found(tmp_path, embedded, script, "validate-in-same-transaction", runner=runner)
        told = figures(soon)
        assert told["public.jobs"] == ["ACCESS EXCLUSIVE since line 2", "read from end to end meanwhile"]
        assert told["held on for"][0].startswith("1 statement, ")


OLD = """create table p (id int primary key, t int, u int, constraint uq unique (t, u));
create table c (id int primary key, pid int references p); create view v as select t from p;
create index pi on p (t, u);"""


def changed(folder: Path, server, migration: str, rule: str, contract: str = "") -> Finding:
    (folder / "before.sql").write_text(OLD)
    (folder / "migration.sql").write_text(migration)
    (folder / "change.toml").write_text(f'before = "before.sql"\nmigration = "migration.sql"\n{contract}')
    (finding,) = check_one(plan(folder), server, Options(select=(rule,))).findings
    assert finding.witness is not None
    return finding


@pytest.mark.parametrize(
    ("migration", "gone"),
    [
        (
            "alter table p drop column t cascade;",
            {("public.p.uq", "unique"), ("public.p.pi", "index"), ("public.v", "view")},
        ),
        ("drop index pi; drop view v; alter table p drop column t cascade;", {("public.p.uq", "unique")}),
        ("alter table p drop constraint p_pkey cascade;", {("public.c.c_pid_fkey", "foreign key")}),
        ("drop table p cascade;", {("public.c.c_pid_fkey", "foreign key"), ("public.v", "view")}),
    ],
)
def test_what_goes_unnamed_is_read_from_the_catalog(tmp_path: Path, server, migration: str, gone: set[object]) -> None:
    witness = changed(tmp_path, server, migration, "drop-takes-dependents").witness
    assert witness is not None
    assert (witness.title, set(witness.rows)) == ("gone from the catalog", gone)


def test_a_required_column_is_refused_by_the_rows(tmp_path: Path, server) -> None:
    witness = changed(tmp_path, server, "alter table c add z int not null;", "required-column-no-default").witness
    assert witness is not None
    assert witness.rows == (
        ("public.c", "3 rows when the migration began"),
        ("PostgreSQL", '23502: column "z" of relation "c" contains null values'),
    )


def test_a_column_that_queries_name_is_shown_with_them(tmp_path: Path, server) -> None:
    (tmp_path / "app.sql").write_text("select id from p;\nselect x.u from p x;\nselect nobody from p;")
    drop = "alter table p drop column u;"
    witness = changed(tmp_path, server, drop, "drop-column", 'queries = "app.sql"').witness
    assert witness is not None
    ((place, error),) = witness.rows
    assert str(place).endswith("app.sql:2")
    assert error == "42703: column x.u does not exist"


def test_a_view_is_locked_against_those_who_read_it(tmp_path: Path, server) -> None:
    replace = "create or replace view v as select t, u from p;"
    witness = changed(tmp_path, server, replace, "lock-timeout-missing").witness
    assert witness is not None
    assert ("public.v", "ACCESS EXCLUSIVE: reads and writes wait") in witness.rows
