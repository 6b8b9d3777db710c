"""What PostgreSQL did with rows, beside what the rules about constraints say: tried on a server, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.finding import Finding, Witness
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.model.names import QName
from ddlproof.options import Options
from ddlproof.postgres.database import Database
from ddlproof.postgres.search import search
from ddlproof.source import Source
from ddlproof.sql.read import read

TABLES = "create table posts (id int primary key); create table photos (id int primary key);\n"


def found(folder: Path, server, migration: str, rule: str, before: str = TABLES) -> list[Finding]:
    (folder / "before.sql").write_text(before)
    (folder / "migration.sql").write_text(migration)
    (folder / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    return list(check_one(plan(folder), server, Options(select=(rule,))).findings)


def witness(findings: list[Finding]) -> Witness:
    (one,) = findings
    assert one.witness is not None
    return one.witness


def test_the_row_that_is_referred_to_is_deleted(tmp_path: Path, embedded) -> None:
    """`num_nonnulls(…) = 1`, and SET NULL on one of the two."""
    columns = "post_id int references posts on delete set null, photo_id int references photos"
    arc = "constraint arc check (num_nonnulls(post_id, photo_id) = 1)"
    made = f"create table notes (id int primary key, {columns}, {arc});"
    seen = witness(found(tmp_path, embedded, made, "fk-action-collides-with-check"))
    assert seen.title == "a row of public.notes, and what ON DELETE SET NULL makes of it; tried on PostgreSQL"
    assert seen.sql is not None
    *_, row, delete = seen.sql.splitlines()
    assert row.startswith("insert into public.notes ")
    assert delete.startswith("delete from public.posts where id = ")
    assert delete.endswith(" -- rejected 23514 arc")


def test_so_it_is_where_the_column_is_not_null(tmp_path: Path, embedded) -> None:
    made = "create table notes (id int primary key, post_id int not null references posts on delete set null);"
    seen = witness(found(tmp_path, embedded, made, "fk-action-collides-with-check"))
    assert seen.title == "tried on PostgreSQL"
    assert (seen.sql or "").endswith(" -- rejected 23502 post_id")


def test_a_key_that_changes_is_updated(tmp_path: Path, embedded) -> None:
    made = "create table notes (id int primary key, post_id int not null references posts on update set null);"
    seen = witness(found(tmp_path, embedded, made, "fk-action-collides-with-check"))
    assert (seen.sql or "").splitlines()[-1].startswith("update public.posts set ")


def test_the_truth_table_of_an_arc_by_insert(tmp_path: Path, embedded) -> None:
    columns = "post_id int references posts, photo_id int references photos"
    arc = "constraint arc check (post_id is not null or photo_id is not null)"
    made = f"create table notes (id int primary key, {columns}, {arc});"
    seen = witness(found(tmp_path, embedded, made, "exclusive-arc-wrong"))
    assert seen.columns == ("post_id", "photo_id", "verdict")
    assert set(seen.rows) == {
        (None, None, "rejected 23514 arc"),
        (None, "set", "accepted"),
        ("set", None, "accepted"),
        ("set", "set", "accepted"),
    }


def test_null_is_inserted_where_a_check_does_not_speak_of_it(tmp_path: Path, embedded) -> None:
    made = "create table jobs (id int primary key, kind text, constraint k check (kind in ('a', 'b')));"
    seen = witness(found(tmp_path, embedded, made, "check-passes-on-null"))
    assert seen.marked == ("kind",)
    assert (None, "accepted") in seen.rows
    assert ("'a'", "accepted") in seen.rows
    assert any(verdict == "rejected 23514 k" for _, verdict in seen.rows)


@pytest.mark.parametrize(
    ("before", "made"),
    [
        ("", "create table notes (id int primary key, team int, slug text not null, unique (team, slug));"),
        ("", "create table notes (id int primary key, team int); create unique index i on notes (team);"),
        ("", "create table notes (id int primary key, during int4range, exclude using gist (during with &&));"),
        (
            "create table teams (id int, code int, primary key (id, code));",
            "create table notes (id int primary key, team int, code int, foreign key (team, code) references teams);",
        ),
    ],
    ids=["unique", "index", "exclude", "match simple"],
)
def test_a_row_that_null_lets_past_a_key(tmp_path: Path, embedded, before: str, made: str) -> None:
    seen = witness(found(tmp_path, embedded, made, "nullable-key-semantics", before))
    assert seen.title == "a row that PostgreSQL took"
    assert None in seen.rows[0]
    database = embedded.create("past_a_key")
    try:
        with database.connect() as session:
            for statement in read(Source("m.sql", "\n".join((before, made, seen.sql or "select 1/0")))):
                session.run(statement.sql)
    finally:
        embedded.drop(database)


CHECKED = "alter table jobs add constraint c check (a > 0) not valid;"
JOBS = "create table jobs (id int primary key, a int);"
HIDDEN = "do $$ begin execute 'alter table jobs validate' || ' constraint c'; end $$;"


def test_the_catalog_says_whether_a_constraint_is_valid(tmp_path: Path, embedded) -> None:
    seen = witness(found(tmp_path, embedded, CHECKED, "not-valid-never-validated", JOBS))
    assert seen.rows == (("public.jobs.c", "convalidated = false"),)
    assert not found(tmp_path, embedded, f"{CHECKED}\n{HIDDEN}", "not-valid-never-validated", JOBS)


def test_a_delete_is_planned_that_reads_all_of_the_table(tmp_path: Path, embedded) -> None:
    made = "create table notes (id int primary key, post_id int references posts);"
    seen = witness(found(tmp_path, embedded, made, "fk-without-index"))
    assert seen.rows == (("public.notes.notes_post_id_fkey", "Seq Scan on notes"),)
    two = "create table notes (id int primary key, post_id int references posts, photo_id int references photos);"
    both = witness(found(tmp_path, embedded, two, "fk-without-index"))
    assert [plan for _, plan in both.rows] == ["Seq Scan on notes", "Seq Scan on notes"]
    one = f"{two} create index i on notes (post_id);"
    rest = witness(found(tmp_path, embedded, one, "fk-without-index"))
    assert rest.rows == (("public.notes.notes_photo_id_fkey", "Seq Scan on notes"),)


@pytest.mark.parametrize(
    ("index", "scans"),
    [
        ("", ("Seq Scan on notes",)),
        ("create index i on notes (post_id);", ("Bitmap Heap Scan on notes", "Bitmap Index Scan on i")),
    ],
)
def test_how_the_rows_that_refer_are_found(database: Database, index: str, scans: tuple[str, ...]) -> None:
    with database.connect() as session:
        session.run("create table notes (id int, post_id int)")
        if index:
            session.run(index)
        assert search(session, QName("public", "notes"), ["post_id"], partitioned=False) == scans
        assert search(session, QName("public", "notes"), ["nowhere"], partitioned=False) == ()


@pytest.mark.parametrize(("body", "severity"), [("$1 is not null", "error"), ("true", None)])
def test_what_the_linter_leaves_undecided_a_delete_decides(
    tmp_path: Path, embedded, body: str, severity: str | None
) -> None:
    before = f"{TABLES} create function allowed(int) returns boolean language sql immutable as 'select {body}';"
    made = "create table notes (id int primary key, post_id int references posts on delete set null, {});"
    made = made.format("constraint one check (allowed(post_id))")
    hits = found(tmp_path, embedded, made, "fk-action-collides-with-check", before)
    assert [str(one.severity) for one in hits] == ([severity] if severity else [])
    for one in hits:
        assert one.message == "deleting a row of public.posts fails while a row of public.notes refers to it"
        assert (witness([one]).sql or "").endswith(" -- rejected 23514 one")


LAX = "create function ok(t text) returns boolean language sql immutable as 'select t like ''a%''';\n"
KEPT = "create function ok(t text) returns boolean language sql immutable as 'select coalesce(t like ''a%'', false)';\n"
ANY = "create function one(a int, b int) returns boolean language sql as 'select num_nonnulls(a, b) {} 1';\n"
ARC = "create table notes (id int primary key, p int references posts, q int references photos, check (one(p, q)));"


def test_what_cannot_be_evaluated_is_decided_by_rows(tmp_path: Path, embedded) -> None:
    made = "create table jobs (id int primary key, kind text, constraint k check (ok(kind)));"
    (told,) = found(tmp_path, embedded, LAX + made, "check-passes-on-null")
    assert told.message == "k accepts NULL"
    assert (None, "accepted") in witness([told]).rows
    assert not found(tmp_path, embedded, KEPT + made, "check-passes-on-null")


def test_null_that_another_check_refuses_first_is_left_open(tmp_path: Path, embedded) -> None:
    never = "create function never(b int) returns boolean language sql as 'select false';"
    made = "create table jobs (id int primary key, a text, b int, check (ok(a)), constraint z check (never(b)));"
    (told,) = found(tmp_path, embedded, LAX + never + made, "check-passes-on-null")
    assert told.message == "whether jobs_a_check accepts NULL in a is not decided: it cannot be evaluated here"


def test_an_arc_that_cannot_be_evaluated_is_decided_by_rows(tmp_path: Path, embedded) -> None:
    (told,) = found(tmp_path, embedded, ANY.format(">=") + ARC, "exclusive-arc-wrong")
    assert told.message == "notes_check accepts a row that has several of (p, q)"
    assert told.severity.value == "error"
    assert ("set", "set", "accepted") in witness([told]).rows
    assert not found(tmp_path, embedded, ANY.format("=") + ARC, "exclusive-arc-wrong")
