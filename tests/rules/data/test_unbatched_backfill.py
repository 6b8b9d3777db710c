"""Statements that change more rows than one transaction should."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options

RULE = "unbatched-backfill"
BEFORE = (
    "create table jobs (id int primary key, tenant int, name text, state int, done boolean, unique (tenant, name));"
)
UPDATES = (
    "this UPDATE locks and writes every row of public.jobs that its WHERE finds, in one transaction: "
    "how many, the migration does not say"
)
KNOWN = UPDATES.partition(": ")[0] + ": it has about {} rows"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("update jobs set state = 1 where done", [UPDATES]),
        ("update jobs set state = 1 where state is null", [UPDATES]),
        ("update jobs set state = 1 where state = 0", [UPDATES]),
        ("update jobs set state = 1 where id = 7", []),
        ("update jobs set state = 1 where id in (1, 2, 3)", []),
        ("update jobs set state = 1 where id between 1 and 1000 and done", []),
        ("update jobs set state = 1 where id >= 1 and done", []),
        ("update jobs set state = 1 where tenant = 1 and name = 'a'", []),
        ("update jobs set state = 1 where tenant = 1", [UPDATES]),
        ("update jobs set state = 1 where id in (select id from jobs where done limit 1000)", []),
        ("update jobs set state = 1 where id in (select id from jobs where done limit $1)", []),
        ("update jobs set state = 1 where id in (select id from jobs where done limit 1000000)", [UPDATES]),
        ("update jobs set state = 1 where id in (select id from jobs where done)", [UPDATES]),
        ("alter table jobs add column n int; update jobs set n = 1", [
            "this UPDATE locks and writes every row of public.jobs there is, in one transaction: "
            "how many, the migration does not say"
        ]),
        ("update jobs set name = trim(name)", [
            "this UPDATE locks and writes every row of public.jobs there is, in one transaction: "
            "how many, the migration does not say"
        ]),
        ("update jobs set name = lower(name)", [
            "this UPDATE locks and writes every row of public.jobs there is, in one transaction: "
            "how many, the migration does not say"
        ]),
        ("with x as (update jobs set state = 1 where done returning id) select count(*) from x", [UPDATES]),
        ("merge into jobs using jobs o on o.state = jobs.state when matched then update set done = true", [
            "this MERGE locks and writes every row of public.jobs that it matches, in one transaction: "
            "how many, the migration does not say"
        ]),
        ("merge into jobs using jobs o on o.id = jobs.id when not matched then insert (id) values (1)", []),
        ("update {{ .prefix }}jobs set state = 1 where state is null", []),
        ("create table t (a int); update t set a = 1 where a is null", []),
        ("update jobs set state = 1", []),
    ],
)  # fmt: skip
def test_updates(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


INDEXED = "create table jobs (id int primary key, name text, state int, done boolean); create {} index on jobs (name);"


@pytest.mark.parametrize(("index", "sentences"), [("unique", []), ("", [UPDATES])])
def test_a_unique_index_is_a_key_as_well(said, index, sentences) -> None:
    assert said(RULE, "update jobs set done = true where name in ('a', 'b')", INDEXED.format(index)) == sentences


def test_a_unique_index_over_some_of_the_rows_is_none(said) -> None:
    before = INDEXED.format("unique").replace("(name);", "(name) where done;")
    assert said(RULE, "update jobs set done = true where name in ('a', 'b')", before) == [UPDATES]


def test_of_a_table_that_is_not_known_any_comparison_may_be_narrow(said) -> None:
    assert said(RULE, "update jobs set state = 1 where state = 0", None) == []
    assert said(RULE, "update jobs set state = 1 where state is null", None) == [UPDATES]


def test_what_psql_fills_in_is_named_as_it_stands(said) -> None:
    told = UPDATES.replace("public.jobs", '":schema".jobs')
    assert said(RULE, "update :SCHEMA.jobs set state = 1 where state is null", None) == [told]


def test_a_loss_is_what_another_rule_speaks_of(said) -> None:
    assert said("truncate-or-unbounded-dml", "update jobs set state = 1", BEFORE) != []
    assert said("truncate-or-unbounded-dml", "alter table jobs add column n int; update jobs set n = 1", BEFORE) == []


UPDATE = "update jobs set state = 1 where done;"


@pytest.mark.parametrize(
    ("toml", "sentences"),
    [
        ("[table-rows]\njobs = 9000", []),
        ('[table-rows]\n"public.jobs" = 9000', []),
        ('[table-rows]\n"other.jobs" = 9000', [UPDATES]),
        ("backfill-rows = 8000\n[table-rows]\njobs = 9000", [KNOWN.format("9,000")]),
        ("[table-rows]\njobs = 12000000", [KNOWN.format("12,000,000")]),
    ],
)
def test_how_many_rows_there_are_the_configuration_may_say(tmp_path: Path, toml: str, sentences: list[str]) -> None:
    for name, text in (("ddlproof.toml", toml), ("before.sql", BEFORE), ("m.sql", UPDATE)):
        (tmp_path / name).write_text(text)
    options = Options(select=(RULE,), before=str(tmp_path / "before.sql"))
    assert [found.message for found in gate.lint([str(tmp_path / "m.sql")], options).findings] == sentences


@pytest.mark.parametrize(("rows", "sentences"), [(9000, []), (12000000, [KNOWN.format("12,000,000")]), (-1, [UPDATES])])
def test_the_statistics_of_a_dump_decide(tmp_path: Path, embedded, rows: int, sentences: list[str]) -> None:
    statistics = (
        "select * from pg_catalog.pg_restore_relation_stats('version', '180000'::integer, 'schemaname', 'public', "
        f"'relname', 'jobs', 'relpages', '7'::integer, 'reltuples', '{rows}'::real);"
    )
    for name, text in (("before.sql", f"{BEFORE}\n{statistics}"), ("m.sql", UPDATE)):
        (tmp_path / name).write_text(text)
    (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "m.sql"\n')
    found = check_one(plan(tmp_path), embedded, Options(select=(RULE,))).findings
    assert [one.message for one in found] == sentences
