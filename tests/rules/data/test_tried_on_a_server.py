"""Casts, leftovers and the application's queries, tried out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome

BEFORE = "create table jobs (id int primary key, a int, code text not null);"
RULES = ("cast-may-fail", "leftovers", "app-query-breaks")


def tried(
    folder: Path, migration: str, server, contract: str = "", after: str = "", rules: tuple[str, ...] = RULES
) -> Outcome:
    (folder / "before.sql").write_text(BEFORE)
    (folder / "migration.sql").write_text(migration)
    if after:
        (folder / "after.sql").write_text(after)
        contract = f'after = "after.sql"\n{contract}'
    (folder / "change.toml").write_text(f'before = "before.sql"\nmigration = "migration.sql"\n{contract}')
    return check_one(plan(folder), server, Options(select=rules))


def test_a_build_that_fails_leaves_an_invalid_index_and_the_rows_show_why(tmp_path: Path, embedded) -> None:
    found = tried(tmp_path, "create unique index concurrently jobs_a on jobs (a);", embedded).findings
    (left,) = [f for f in found if f.rule == "leftovers"]
    assert left.message.startswith("this stays behind: index public.jobs_a INVALID, once a row makes it fail")
    assert left.witness is not None
    assert len(left.witness.rows) == 2


def test_what_the_schema_after_says_is_meant(tmp_path: Path, embedded) -> None:
    add = "alter table jobs add constraint c check (a > 0) not valid;"
    assert tried(tmp_path, add, embedded).findings == ()


def test_a_disabled_trigger_is_left(tmp_path: Path, embedded) -> None:
    trigger = (
        "create function f() returns trigger language plpgsql as $$ begin return new; end $$;\n"
        "create trigger g before insert on jobs for each row execute function f();\n"
    )
    outcome = tried(tmp_path, f"{trigger}alter table jobs disable trigger g;", embedded, after=BEFORE + trigger)
    left = ["this stays behind: trigger g of public.jobs disabled"]
    assert [f.message for f in outcome.findings] == left
    assert [
        f.message for f in tried(tmp_path, f"{trigger}alter table jobs disable trigger g;", embedded).findings
    ] == left
    disabled = f"{BEFORE}{trigger}alter table jobs disable trigger g;"
    assert tried(tmp_path, f"{trigger}alter table jobs disable trigger g;", embedded, after=disabled).findings == ()


def test_a_cast_that_a_value_stops(tmp_path: Path, embedded) -> None:
    migration = "alter table jobs alter code type int using code::int;"
    (found,) = [f for f in tried(tmp_path, migration, embedded).findings if f.rule == "cast-may-fail"]
    assert "invalid input syntax for type integer" in found.message
    assert found.span is not None
    assert found.span.text.startswith("alter code type int")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter table jobs alter code type int using code::int;", 'for type integer: "x"'),
        ("alter table jobs alter code type uuid using code::uuid;", 'for type uuid: "x"'),
        ("alter table jobs alter code type jsonb using code::jsonb;", "for type json"),
        ("alter table jobs alter code type date[] using code::date[];", 'malformed array literal: "x"'),
        (
            "create type mood as enum ('good'); alter table jobs alter code type mood using code::mood;",
            'for enum mood: "x"',
        ),
        ("alter table jobs alter code type int using length(code);", ""),
        ("alter table jobs alter code type int using case when code ~ '^[0-9]{1,9}$' then code::int else 0 end;", ""),
    ],
)
def test_rows_are_what_a_text_is_read_as_but_for_one(tmp_path: Path, server, change: str, said: str) -> None:
    """The rest of the rehearsal goes on with values that the cast takes."""
    (tmp_path / "rollback.sql").write_text("alter table jobs alter code type text using code::text;")
    rules = ("cast-may-fail", "migration-fails-on-rows", "rollback-fails")
    outcome = tried(tmp_path, change, server, 'rollback = "rollback.sql"\n', rules=rules)
    assert [found.rule for found in outcome.findings] == (["cast-may-fail"] if said else [])
    for found in outcome.findings:
        assert said in found.message
        assert found.witness is not None
        assert dict(zip(found.witness.columns, found.witness.rows[0], strict=True))["code"] == "x"


BELOW = (
    "create domain small as int; create table held (id int primary key, n small);"
    "create table p (id int not null, at int not null) partition by range (at);"
    "create table rest partition of p default; create table c (id int not null, at int not null);"
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter domain small add constraint low check (value < 100)",
         'column "n" of table "held" contains values that violate the new constraint'),
        ("create table p1 partition of p for values from (0) to (10)",
         'updated partition constraint for default partition "rest" would be violated by some row'),
        ("alter table p attach partition c for values from (0) to (10)",
         'partition constraint of relation "c" is violated by some row'),
        ("alter domain small add constraint low check (value < 100) not valid", ""),
        ("alter table p detach partition rest", ""),
    ],
)  # fmt: skip
def test_domains_and_bounds_that_rows_do_not_keep(tmp_path: Path, server, change: str, said: str) -> None:
    """The rows that both schemas allow go through, also those in tables that the migration does not name."""
    (tmp_path / "before.sql").write_text(BELOW)
    (tmp_path / "migration.sql").write_text(f"{change};")
    (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    rules = ("constraint-may-fail", "migration-fails-on-rows", "migration-loses-data")
    outcome = check_one(plan(tmp_path), server, Options(select=rules))
    assert [found.rule for found in outcome.findings] == (["constraint-may-fail"] if said else [])
    assert all(found.message.endswith(f"makes this fail: {said}") for found in outcome.findings)
    assert not [note for note in outcome.notes if "refused" in note]


def test_queries_that_break_and_queries_that_never_worked(tmp_path: Path, embedded) -> None:
    (tmp_path / "app.sql").write_text(
        "select id from jobs where code = :code;\nselect nobody from jobs;\nupdate jobs set a = $1 where code = $2;\n"
        "vacuum jobs;"
    )
    outcome = tried(tmp_path, "alter table jobs rename code to codes;", embedded, 'queries = "app.sql"')
    assert [(f.rule, f.span.line if f.span else 0) for f in outcome.findings] == [
        ("app-query-breaks", 1), ("app-query-breaks", 3),
    ]  # fmt: skip
    assert 'column "code" does not exist (42703)' in outcome.findings[0].message
    assert any("vacuum jobs is no query" in note for note in outcome.notes)
    assert any('not judged: the schema before does not take it either: column "nobody"' in n for n in outcome.notes)


@pytest.mark.parametrize(
    ("query", "change", "said"),
    [
        # Only the plan needs the key.
        (
            "insert into jobs (id, code) values (:id, 'x') on conflict (id) do nothing;",
            "alter table jobs drop constraint jobs_pkey;",
            "there is no unique or exclusion constraint matching the ON CONFLICT specification (42P10)",
        ),
        # As drivers write values.
        ("update jobs set a = ? where code = ?;", "alter table jobs drop column a;", 'column "a" of relation "jobs"'),
        ("select a from jobs where id = %s and code = '%s';", "alter table jobs drop column a;", 'column "a" does not'),
        ("select a from jobs where id = %(id)s or a = %(id)s;", "alter table jobs drop column a;", 'column "a" does'),
        ("select a from jobs where id = ?;", "alter table jobs add column b int;", ""),
        ("select a from jobs where code::jsonb ? 'x';", "alter table jobs add column b int;", ""),
    ],
)
def test_what_the_application_sends(tmp_path: Path, server, query: str, change: str, said: str) -> None:
    (tmp_path / "app.sql").write_text(query)
    outcome = tried(tmp_path, change, server, 'queries = "app.sql"')
    assert [found.rule for found in outcome.findings] == (["app-query-breaks"] if said else [])
    assert all(said in found.message for found in outcome.findings)
    assert not [note for note in outcome.notes if "not judged" in note]


FAILS = ("migration-fails-on-rows", "constraint-may-fail")


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("code text primary key", ["migration-fails-on-rows"]),
        ("code text primary key); insert into codes values ('old'), ('new''er'", ["constraint-may-fail"]),
    ],
)
def test_old_rows_have_what_the_migration_puts_into_the_table_they_refer_to(
    tmp_path: Path, embedded, keys: str, told: list[str]
) -> None:
    migration = f"create table codes ({keys});\nalter table jobs add foreign key (code) references codes;"
    assert [f.rule for f in tried(tmp_path, migration, embedded, rules=FAILS).findings] == told


def test_numbers_are_put_in_as_numbers(tmp_path: Path, embedded) -> None:
    migration = "create table kinds (id int primary key); insert into kinds values (7);\n"
    migration += "alter table jobs add foreign key (a) references kinds;\nalter table jobs alter a set not null;"
    assert [f.rule for f in tried(tmp_path, migration, embedded, rules=FAILS).findings] == ["constraint-may-fail"]


COUNTED = """create table parents (id int primary key, k int, unique (id, k));
create table jobs (id int primary key, a int, "B" text, parent int, k int);"""


@pytest.mark.parametrize(
    ("change", "rule", "many", "query"),
    [
        (
            "add constraint c check (a > 0 and \"B\" <> 'x')",
            "constraint-may-fail",
            "one row such as this (1 of 4 here),",
            "select * from public.jobs where (a > 0 and \"B\" <> 'x'::text) is false",
        ),
        (
            "add constraint f foreign key (parent, k) references parents (id, k)",
            "constraint-may-fail",
            "one row such as this (1 of 4 here),",
            "select r.* from public.jobs r where r.parent is not null and r.k is not null and not "
            "exists (select from public.parents p where p.id = r.parent and p.k = r.k)",
        ),
        (
            'alter "B" set not null',
            "not-null-may-fail",
            "one row such as this (1 of 4 here),",
            'select * from public.jobs where "B" is null',
        ),
        (
            'add constraint u unique (a, "B")',
            "unique-may-fail",
            "a second row of the same key (1 such key in 5 rows here)",
            'select a, "B", count(*) from public.jobs where a is not null and "B" is not null '
            'group by a, "B" having count(*) > 1',
        ),
    ],
)
def test_what_breaks_a_new_constraint_is_counted_and_the_query_for_production_given(
    tmp_path: Path, server, change: str, rule: str, many: str, query: str
) -> None:
    (tmp_path / "before.sql").write_text(COUNTED)
    (tmp_path / "migration.sql").write_text(f"alter table jobs {change};")
    (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    (found,) = check_one(plan(tmp_path), server, Options(select=(rule,))).findings
    assert found.message.startswith(many)
    assert found.instead.endswith(f" This finds them: {query};")


BOOKED = """create extension btree_gist;
create table rooms (id int primary key, room int, at int4range, kind text, gone bool not null default false);"""


@pytest.mark.parametrize(
    ("constraint", "many", "where"),
    [
        ("exclude using gist (at with &&)", "2 of 5", "o.at && r.at"),
        ("exclude using gist (room with =, at with &&) where (not gone)", "2 of 5",
         "o.room = r.room and o.at && r.at and (not r.gone) and (not o.gone)"),
        ("exclude using gist (room with =, kind with <>)", "2 of 5", "o.room = r.room and o.kind <> r.kind"),
        ("exclude (lower(kind) with =)", "2 of 5", "(lower(o.kind)) = (lower(r.kind))"),
    ],
)  # fmt: skip
def test_rows_that_exclude_each_other_are_counted_each_with_one_that_it_conflicts_with(
    tmp_path: Path, embedded, constraint: str, many: str, where: str
) -> None:
    (tmp_path / "before.sql").write_text(BOOKED)
    (tmp_path / "migration.sql").write_text(f"alter table rooms add constraint e {constraint};")
    (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    (found,) = check_one(plan(tmp_path), embedded, Options(select=("constraint-may-fail",))).findings
    assert found.message.startswith(
        f"a row in conflict with another one ({many} here), which the schema before allows, makes this fail: "
    )
    assert found.instead.endswith(
        " This finds them: select r.*, c.conflicts_with from public.rooms r, lateral (select o.id as conflicts_with "
        f"from public.rooms o where o.id <> r.id and {where} limit 1) c;"
    )


def test_rows_in_conflict_without_a_primary_key_are_told_by_where_they_are(tmp_path: Path, embedded) -> None:
    (tmp_path / "before.sql").write_text("create table notes (a int);")
    (tmp_path / "migration.sql").write_text("alter table notes add exclude (a with =);")
    (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    (found,) = check_one(plan(tmp_path), embedded, Options(select=("constraint-may-fail",))).findings
    assert "(2 of 5 here)" in found.message
    assert "where (o.tableoid, o.ctid) <> (r.tableoid, r.ctid) and o.a = r.a limit 1" in found.instead
