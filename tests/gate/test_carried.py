"""What a migration renames is printed as a rename, and intended as one; what is dropped and made anew is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ddlproof.diff.intended import compare, read_intended
from ddlproof.diff.render import render
from ddlproof.errors import ContractError
from ddlproof.evidence import Change
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import changes, plan
from ddlproof.options import Options
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server
from ddlproof.sql.definitions import READING

BEFORE = """create schema other; create type mood as enum ('sad', 'ok');
create table models (id int primary key, title text);
create table jobs (id serial primary key, a int references models (id), b text, constraint one check (a > 0));
create index jobs_a on jobs (a) where b is not null;
"""

THINGS = f"""{BEFORE}
create domain small as int constraint low check (value > 0); create type pair as (one int, two int);
create function f(int) returns mood language sql immutable as $$ select 'ok'::mood $$;
create function noted() returns trigger language plpgsql as $$ begin return new; end $$;
create view v as select f(j.a) = 'ok' as fine, j.b as "B", title from jobs j join models m on m.id = j.a
    where exists (select from jobs k where k.a = j.id) order by 3;
create view w as select "B" as x from v; create materialized view mv as select x from w; create index mv_x on mv (x);
create trigger t before update of a, b on jobs for each row when (new.a > 1) execute function noted();
create policy p on jobs using (a > 0); create statistics s on a, id from jobs; create table other.o (a int);
create publication pub;
"""

CASES = [
    ("alter table jobs rename a to c;", "~ table public.jobs\n    = column a -> c"),
    (
        "alter table jobs rename constraint one to two; alter table jobs drop constraint two, "
        "add constraint two check (a > 0);",
        "~ table public.jobs\n    - check one\n    + check two a > 0",
    ),
    ("alter table jobs rename constraint one to two;", "~ table public.jobs\n    = check one -> two"),
    (
        "alter table jobs rename constraint jobs_pkey to key;",
        "~ table public.jobs\n    = primary key jobs_pkey -> key",
    ),
    ("alter index jobs_pkey rename to key;", "~ table public.jobs\n    = primary key jobs_pkey -> key"),
    ("alter table models rename to kinds;", "= table public.models -> public.kinds"),
    ("alter table models set schema other;", "= table public.models -> other.models"),
    (
        "alter table models rename to x; alter table x rename title to name; alter table x rename to kinds; "
        "alter table kinds add extra int;",
        "= table public.models -> public.kinds\n    = column title -> name\n    + column extra integer",
    ),
    ("alter index jobs_a rename to by_a;", "= index public.jobs_a -> public.by_a"),
    ("alter type mood rename to feeling;", "= enum public.mood -> public.feeling"),
    ("alter type mood rename value 'ok' to 'it''s ok';", "= enum value public.mood 'ok' -> 'it''s ok'"),
    ("alter sequence jobs_id_seq rename to ids;", "= sequence public.jobs_id_seq -> public.ids"),
    (
        "alter table jobs rename a to x; alter table jobs rename id to a; alter table jobs rename x to id;",
        "~ table public.jobs\n    = column id -> a\n    = column a -> id",
    ),
    # A copy under the old name, in the end.
    (
        "alter table jobs add d text; update jobs set d = b where true; alter table jobs drop b; "
        "alter table jobs rename d to b;",
        "- index public.jobs_a",
    ),
    (
        "alter table jobs rename b to old; alter table jobs add b int;",
        "~ table public.jobs\n    = column b -> old\n    + column b integer",
    ),
    (
        "alter table jobs rename b to old; alter table jobs add b int; alter table jobs drop old;",
        "- index public.jobs_a\n~ table public.jobs\n    ~ column b: type text -> integer",
    ),
    ("alter table jobs rename b to c; alter table jobs rename c to b;", ""),
    ("create table t (x int); alter table t rename x to y;", "+ table public.t\n    + column y integer"),
    ("alter table if exists nothing rename to jobs2;", ""),
]

OF_THINGS = [
    (
        "alter table jobs rename b to c; alter table models rename title to name;",
        "~ table public.jobs\n    = column b -> c\n~ table public.models\n    = column title -> name",
    ),
    (
        "alter table jobs rename to work; alter table models set schema other;",
        "= table public.models -> other.models\n= table public.jobs -> public.work",
    ),
    (
        "alter type mood rename to feeling; alter type feeling rename value 'ok' to 'fine';",
        "= enum public.mood -> public.feeling\n= enum value public.feeling 'ok' -> 'fine'",
    ),
    (
        "alter table jobs rename a to x; alter table jobs rename id to a; drop view v cascade; "
        "create view v as select f(j.a) = 'ok' as fine, j.b as \"B\", title from jobs j join models m on m.id = j.a "
        "where exists (select from jobs k where k.a = j.x) order by 3;",
        "- index public.mv_x\n- materialized view public.mv\n- view public.w\n"
        "~ table public.jobs\n    = column id -> a\n    = column a -> x\n~ view public.v: definition # -> #",
    ),
    ("alter view v rename to u;", "= view public.v -> public.u"),
    ("alter view v set schema other;", "= view public.v -> other.v"),
    ("alter table w rename to u;", "= view public.w -> public.u"),
    ('alter view v rename "B" to c;', '= view column public.v "B" -> c'),
    ("alter materialized view mv rename x to y;", "= view column public.mv x -> y"),
    ("alter materialized view mv rename to nv;", "= materialized view public.mv -> public.nv"),
    (
        "drop view w cascade; drop view v; create view v as select f(a) = 'ok' as fine, y.b as \"B\", models.title "
        "from public.jobs y join models on models.id = y.a "
        "where exists (select from jobs where jobs.a = y.id) order by title;",
        "- index public.mv_x\n- materialized view public.mv\n- view public.w",
    ),
    ("alter function f(int) rename to g;", "= function public.f(integer) -> public.g(integer)"),
    ("alter function noted set schema other;", "= function public.noted() -> other.noted()"),
    ("alter trigger t on jobs rename to u;", "~ table public.jobs\n    = trigger t -> u"),
    (
        "alter table jobs rename to work; alter policy p on work rename to q; alter trigger t on work rename to u;",
        "= table public.jobs -> public.work\n    = policy p -> q\n    = trigger t -> u",
    ),
    ("alter statistics s rename to r;", "= statistics public.s -> public.r"),
    ("alter publication pub rename to published;", "= publication pub -> published"),
    ("alter type pair rename attribute one to three;", "= attribute public.pair one -> three"),
    ("alter domain small rename constraint low to least;", "= domain constraint public.small low -> least"),
    ("alter schema other rename to another;", "= schema other -> another"),
    (
        "alter schema other rename to another; alter table another.o rename a to b; alter table another.o rename to p;",
        "= schema other -> another\n= table other.o -> another.p\n    = column a -> b",
    ),
    (
        "alter view v rename to u; drop view w cascade; drop view u;",
        "- index public.mv_x\n- materialized view public.mv\n- view public.v\n- view public.w",
    ),
]


def shown(found: tuple[Change, ...]) -> str:
    """The printed diff without comments; a hash of a text is that of its spelling."""
    lines = (line for line in render(found).splitlines() if not line.strip().startswith("#"))
    return re.sub("#[0-9a-f]{8}", "#", "\n".join(lines))


@pytest.mark.parametrize(
    ("before", "migration", "printed"), [*((BEFORE, *case) for case in CASES), *((THINGS, *case) for case in OF_THINGS)]
)
def test_a_rename_is_printed_and_reads_back(
    change: Callable[..., Path], before: str, migration: str, printed: str
) -> None:
    one = plan(change(migration=migration, before=before))
    found = changes(one.migration, one.before_model, one.after_model)

    assert shown(found) == printed
    assert compare(found, read_intended(render(found), READING)).holds
    assert "#" in printed or compare(found, read_intended(printed, READING)).holds


@pytest.mark.parametrize(
    ("before", "migration", "printed"), [*((BEFORE, *case) for case in CASES), *((THINGS, *case) for case in OF_THINGS)]
)
def test_the_catalog_tells_the_same(
    change: Callable[..., Path], database: Database, before: str, migration: str, printed: str
) -> None:
    one = plan(change(migration=migration, before=before))
    schemas = []
    with database.connect() as session:
        for script in (one.before, one.migration):
            for statement in script.statements:
                session.run(statement.sql)
            schemas.append(read_schema(session, READING))
    found = changes(one.migration, *schemas)

    assert shown(found) == printed


def test_what_the_schema_after_does_not_have_by_the_new_name_is_no_rename(change: Callable[..., Path]) -> None:
    migration = "alter table jobs rename a to c; alter table jobs rename b to d;"
    folder = change(contract='after = "after.sql"', migration=migration, before=BEFORE)
    (folder / "after.sql").write_text(BEFORE.replace("b text", "d text").replace("b is not", "d is not"))
    one = plan(folder)

    assert render(changes(one.migration, one.before_model, one.after_model)) == (
        "~ table public.jobs\n    = column b -> d"
    )


def test_check_takes_the_rename_of_a_contract(change: Callable[..., Path], embedded: Server) -> None:
    migration = "alter table models rename title to name; alter table models rename to kinds;"
    intended = "= table models -> kinds\n    = column title -> name"
    folder = change(migration=migration, before=BEFORE)
    contract = folder / "change.toml"
    contract.write_text(f'{contract.read_text()}\nintended = """\n{intended}\n"""\n')
    outcome = check_one(plan(folder), embedded, Options())

    assert outcome.intended is not None
    assert outcome.intended.holds, (outcome.intended, outcome.printed_diff)
    assert [change_.action for change_ in outcome.changes] == ["rename", "rename"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("= column a", "expected `column OLD -> NEW`"),
        ("= enum value mood ok -> fine", "expected `column OLD -> NEW`"),
        ("= view a", "expected `column OLD -> NEW`"),
    ],
)
def test_what_is_no_rename_is_said(line: str, why: str) -> None:
    with pytest.raises(ContractError, match=why):
        read_intended(line, READING)
