"""What a migration renames is printed as a rename, and intended as one; what is dropped and made anew is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ddlproof.diff.intended import compare, read_intended
from ddlproof.diff.render import render
from ddlproof.errors import ContractError
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


@pytest.mark.parametrize(("migration", "printed"), CASES)
def test_a_rename_is_printed_and_reads_back(change: Callable[..., Path], migration: str, printed: str) -> None:
    one = plan(change(migration=migration, before=BEFORE))
    found = changes(one.migration, one.before_model, one.after_model)

    assert "\n".join(line for line in render(found).splitlines() if "#" not in line) == printed
    assert compare(found, read_intended(printed, READING)).holds


@pytest.mark.parametrize(("migration", "printed"), CASES)
def test_the_catalog_tells_the_same(
    change: Callable[..., Path], database: Database, migration: str, printed: str
) -> None:
    one = plan(change(migration=migration, before=BEFORE))
    schemas = []
    with database.connect() as session:
        for script in (one.before, one.migration):
            for statement in script.statements:
                session.run(statement.sql)
            schemas.append(read_schema(session, READING))
    found = changes(one.migration, *schemas)

    assert "\n".join(line for line in render(found).splitlines() if "#" not in line) == printed


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
        ("= view a -> b", "expected `column OLD -> NEW`"),
    ],
)
def test_what_is_no_rename_is_said(line: str, why: str) -> None:
    with pytest.raises(ContractError, match=why):
        read_intended(line, READING)
