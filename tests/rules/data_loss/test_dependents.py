"""What rests on a table or column that is dropped is said with it."""

from __future__ import annotations

import pytest

BEFORE = """create table jobs (id int primary key, note text, kind text);
create table runs (id int primary key, job_id int constraint of_job references jobs);
create view notes as select id, note from jobs;"""


@pytest.mark.parametrize(
    ("rule", "migration", "sentence"),
    [
        (
            "drop-column",
            "alter table jobs drop column note cascade",
            "public.jobs.note goes with every value in it, and code that still names it fails; view public.notes rests "
            "on it",
        ),
        (
            "drop-column",
            "alter table jobs drop column kind",
            "public.jobs.kind goes with every value in it, and code that still names it fails",
        ),
        (
            "drop-table",
            "drop table jobs cascade",
            "every row of public.jobs is lost, and code that still names it fails; view public.notes and foreign key "
            "of_job of public.runs rest on it",
        ),
        ("drop-table", "drop table runs", "every row of public.runs is lost, and code that still names it fails"),
    ],
)
def test_what_rests_on_it(said, rule, migration, sentence) -> None:
    assert said(rule, migration, BEFORE) == [sentence]


LOST = "every row of public.runs is lost"
NAMED = "and code that still names it fails"
MEETS = "and code that names it meets what comes in its place"
GONE = "public.jobs.kind goes with every value in it"
COPIES = "but for what line 1 copies"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("insert into log select * from runs", "", f"{LOST}, {COPIES}, {NAMED}"),
        ("insert into log (id) select r.id from jobs join public.runs r on r.job_id = jobs.id", "",
         f"{LOST}, {COPIES}, {NAMED}"),
        ("create table old_runs as select * from runs", "", f"{LOST}, {COPIES}, {NAMED}"),
        ("insert into log values (1)", "", f"{LOST}, {NAMED}"),
        ("insert into runs select id from log", "", f"{LOST}, {NAMED}"),
        ("select * from runs", "", f"{LOST}, {NAMED}"),
        ("", "create table runs (id int)", f"{LOST}, {MEETS}"),
        ("", "alter table log rename to runs", f"{LOST}, {MEETS}"),
        ("", "create view runs as select * from log", f"{LOST}, {MEETS}"),
        ("", "create table more (id int)", f"{LOST}, {NAMED}"),
    ],
)  # fmt: skip
def test_what_is_copied_of_a_table_and_what_comes_in_its_place(said, before, after, sentence) -> None:
    schema = BEFORE + "create table log (id int, job_id int);"
    assert said("drop-table", f"{before};\ndrop table runs;\n{after}", schema) == [sentence]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("update jobs set note = kind", "", f"{GONE}, {COPIES}, {NAMED}"),
        ("update jobs set note = case when kind = 'a' then 'b' end", "", f"{GONE}, {COPIES}, {NAMED}"),
        ("update runs set kind = j.kind from jobs j where j.id = job_id", "", f"{GONE}, {COPIES}, {NAMED}"),
        ("insert into kinds select kind from jobs", "", f"{GONE}, {COPIES}, {NAMED}"),
        ("update jobs set kind = 'a'", "", f"{GONE}, {NAMED}"),
        ("update jobs set note = 'a' where kind = 'b'", "", f"{GONE}, {NAMED}"),
        ("insert into kinds select note from jobs", "", f"{GONE}, {NAMED}"),
        ("", "alter table jobs add column kind int", f"{GONE}, {MEETS}"),
        ("", "alter table jobs rename note to kind", f"{GONE}, {MEETS}"),
        ("", "alter table runs add column more int", f"{GONE}, {NAMED}"),
    ],
)
def test_what_is_copied_of_a_column_and_what_comes_in_its_place(said, before, after, sentence) -> None:
    schema = BEFORE + "alter table runs add kind text; create table kinds (kind text);"
    assert said("drop-column", f"{before};\nalter table jobs drop column kind;\n{after}", schema) == [sentence]
