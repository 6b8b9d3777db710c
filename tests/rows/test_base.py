"""PostgreSQL accepts the rows that are said to be valid, for schemas that make it hard."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rows.arms import arms, undecided
from ddlproof.rows.base import closure, fill
from ddlproof.rows.values import NoRow

Load = Callable[[str], Schema]

AWKWARD = {
    "domains, one over another": """
        create domain amount as numeric(8, 2) not null check (value >= 10);
        create domain price as amount default 20 check (value <= 30 and value <> 20);
        create domain code as text check (value ~ '^[A-Z]+-[0-9]+$');
        create table t (id int primary key, price price, code code unique, codes code[], optional code,
          check (optional is not null))""",
    "composite and range types": """
        create type span as range (subtype = numeric);
        create type named as range (subtype = text);
        create type place as (street text, number int, at date);
        create table t (id int primary key, where_ place not null, spans span not null, names named not null unique,
          many span_multirange not null)""",
    "unique indexes over expressions and some rows": """
        create table t (id int primary key, email text not null, kind int not null default 1,
          gone boolean default false);
        create unique index on t (lower(email));
        create unique index on t (kind) where not gone""",
    "rooms that are booked once": """
        create extension btree_gist;
        create table t (room int not null default 1, during tstzrange not null default '[2024-01-01,2024-02-01)',
          begins timestamptz not null default now(), ends timestamptz not null default now(),
          exclude using gist (room with =, during with &&),
          exclude using gist (tstzrange(begins, ends, '[]') with &&))""",
    "all of a key or none of it": """
        create table a (x int, y int, primary key (x, y));
        create table t (id int primary key, x int, y int, z int not null,
          foreign key (x, y) references a match full, foreign key (z, y) references a match full)""",
    "every kind of column": """
        create type mood as enum ('sad', 'glad');
        create table t (id bigint generated always as identity primary key, s serial, m mood not null,
          ms mood[] not null, j jsonb not null default '{}',
          at timestamptz not null default now(), n numeric(3, 2) not null,
          code char(2) not null unique, flag boolean not null, "Odd ""name" text not null, data bytea not null,
          twice int not null generated always as (7 * 2) stored, span daterange not null)""",
    "composite keys that share a column": """
        create table tenants (id int primary key);
        create table users (tenant_id int not null references tenants, id int, primary key (tenant_id, id));
        create table projects (tenant_id int not null references tenants, id uuid, owner_id int not null,
          primary key (tenant_id, id), foreign key (tenant_id, owner_id) references users);
        create table t (id int primary key, tenant_id int not null, project_id uuid not null, user_id int,
          foreign key (tenant_id, project_id) references projects (tenant_id, id),
          foreign key (tenant_id, user_id) references users (tenant_id, id), check (user_id is not null))""",
    "a key that two tables must have": """
        create table a (code text primary key);
        create table b (slug text primary key);
        create table t (id int primary key, both_of text not null references a references b)""",
    "a key with other values, by way of a third table": """
        create table regions (id int primary key);
        create table shops (id int primary key, region_id int not null references regions, unique (region_id, id));
        create table t (region_id int not null references regions, shop_id int not null,
          foreign key (region_id, shop_id) references shops (region_id, id), primary key (region_id, shop_id))""",
    "a table that refers to itself": """
        create table t (id int primary key, parent_id int references t, root_id int not null references t,
          check (parent_id is not null))""",
    "levels of one table, of which only the first stands alone": """
        create table kinds (name text primary key check (name in ('global', 'org', 'project')));
        create table t (id text primary key, kind text not null references kinds, above text references t,
          check ((kind = 'global' and above is null) or (kind = 'org' and above = 'global')
            or (kind = 'project' and above is not null and above <> 'global')),
          check (length(id) > 10 or id = 'global'))""",
    "a key that refers to itself": """
        create table t (id int primary key references t (id), other bigint not null references t (id) match full)""",
    "tables that refer to each other": """
        create table users (id int primary key, team_id int);
        create table t (id int primary key, owner_id int not null references users);
        alter table users add foreign key (team_id) references t""",
    "tables that cannot do without each other": """
        create table users (id int primary key, team_id int not null);
        create table t (id int primary key, owner_id int not null references users);
        alter table users add foreign key (team_id) references t deferrable initially deferred""",
    "one row of another table, and another": """
        create table accounts (id int primary key);
        create table t (id int primary key, source int not null references accounts,
          target int not null references accounts, check (source <> target))""",
    "checks on values": """
        create table t (id int primary key check (id > 100),
          price numeric(8, 2) not null check (price between 10 and 20),
          discount numeric not null, check (discount > 0 and discount < price - 5), code text not null,
          check (length(code) = 5), kind text not null check (kind in ('x', 'y')), slug text not null
          check (slug like 'p-%'), mail text not null check (mail ~ '^[a-z]+@[a-z.]+$'), starts date not null,
          ends date not null check (ends > starts), n int not null check (n % 7 = 3 or n < -5),
          blank text not null check (btrim(blank) <> ''), status text not null default 'new'
          check (status in ('new', 'done')), done_at timestamptz, check ((status = 'done') = (done_at is not null)))""",
    "checks that belong together": """
        create table a (id int primary key);
        create table b (id int primary key);
        create table t (id int primary key, a_id int references a, b_id int references b, note text,
          check (num_nonnulls(a_id, b_id) = 1), check ((a_id is null) = (note is null)),
          kind text not null check (kind in ('a', 'b')), check ((kind = 'a') = (a_id is not null)))""",
    "unique keys with few values": """
        create type mood as enum ('sad', 'glad', 'mad');
        create table t (m mood not null, yes boolean not null, primary key (m, yes),
          code text not null unique check (code in ('p', 'q', 'r', 's')), n int not null unique check (n > 10))""",
    "a whole key or none": """
        create table p (a int, b int, primary key (a, b));
        create table t (id int primary key, a int, b int, foreign key (a, b) references p match full,
          check (a is not null or b is null))""",
    "inheriting a key": """
        create table base (id uuid primary key, kind text not null, unique (id, kind));
        create table t (id uuid primary key, kind text not null default 'car' check (kind = 'car'),
          foreign key (id, kind) references base (id, kind))""",
}


@pytest.mark.parametrize("ddl", AWKWARD.values(), ids=AWKWARD.keys())
def test_base_rows_are_valid_and_distinct(session: Session, load: Load, ddl: str) -> None:
    schema = load(ddl)
    with_t = schema.find_table("t")
    assert with_t is not None
    _insert(session, *(closure(schema, with_t.name, n) for n in (1, 2, 3)))
    assert session.run("select count(*) from t").rows[0][0] >= "3"


@pytest.mark.parametrize("ddl", AWKWARD.values(), ids=AWKWARD.keys())
def test_all_arms_are_valid_together(session: Session, load: Load, ddl: str) -> None:
    schema = load(ddl)
    with_t = schema.find_table("t")
    assert with_t is not None
    try:
        found = arms(schema, with_t.name)
    except NoRow as reason:  # as many as the key has values
        pytest.fail(str(reason))
    _insert(session, *found)


def _insert(session: Session, *closures: tuple[Row, ...]) -> None:
    """All rows in one transaction, which commits."""
    session.run("begin")
    for row in dict.fromkeys(row for rows in closures for row in rows):
        try:
            session.run(row.sql)
        except StatementFailed as failure:
            pytest.fail(f"{failure}\n{row.sql}")
    session.run("commit")


JOBS = """
    create table model_rows (id uuid primary key);
    create table variant_rows (id uuid primary key);
    create table jobs (id uuid primary key, row_id uuid references model_rows,
      variant_row_id uuid references variant_rows,
      done boolean not null default false,
      check ((row_id is not null and variant_row_id is null) or (row_id is null and variant_row_id is not null)))"""


def test_an_exclusive_or_has_one_row_for_each_arm(load: Load) -> None:
    schema = load(JOBS)
    jobs = schema.find_table("jobs")
    assert jobs is not None
    rows = [arm[-1] for arm in arms(schema, jobs.name)]
    states = sorted(tuple(row.get(name) is not None for name in ("row_id", "variant_row_id")) for row in rows)
    assert states == [(False, True), (True, False)]
    assert all(row.get("done") is None for row in rows)  # it takes its default


@pytest.mark.parametrize("condition", ["num_nonnulls({}) = 1", "num_nonnulls({}) <= 1", "num_nulls({}) in (0, 20)"])
def test_of_many_columns_one_is_found_that_holds_the_value(load: Load, condition: str) -> None:
    names = [f"c{number}" for number in range(20)]
    ddl = f"create table wide ({' int, '.join(names)} int, check ({condition.format(', '.join(names))}))"
    schema = load(ddl)
    row = closure(schema, schema.tables[0].name)[-1]
    assert sum(row.get(name) is not None for name in names) <= 1


def test_no_key_of_one_table_is_by_chance_a_key_of_another(load: Load) -> None:
    schema = load(JOBS)
    ids = [closure(schema, table.name)[-1].get("id") for table in schema.tables]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("ddl", "said"),
    [
        ("create table t (a int not null check (a > 5 and a < 3))", "t_a_check"),
        (
            "create table b (id int primary key, t_id int not null); create table t (id int primary key, b_id int not "
            "null references b); alter table b add foreign key (t_id) references t",
            "DEFERRABLE",
        ),
        ("create table t (p tid not null)", "nothing is known of the type"),
    ],
)
def test_what_cannot_be_satisfied_is_said(load: Load, ddl: str, said: str) -> None:
    schema = load(ddl)
    table = schema.find_table("t")
    assert table is not None
    with pytest.raises(NoRow) as caught:
        closure(schema, table.name)
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_a_key_with_too_few_values_is_said(load: Load) -> None:
    schema = load("create table t (yes boolean primary key)")
    with pytest.raises(NoRow, match="can hold only 2 rows"):
        closure(schema, schema.tables[0].name, 3)


def test_checks_that_python_cannot_decide_are_named(load: Load) -> None:
    schema = load("create table t (a text not null, check (initcap(a) = a), constraint plain check (a <> ''))")
    row = closure(schema, schema.tables[0].name)[-1]
    assert undecided(schema, row.table, row) == ("t_a_check",)


def test_every_foreign_key_finds_its_row(load: Load) -> None:
    schema = load(AWKWARD["composite keys that share a column"])
    rows = closure(schema, schema.tables[-2].name)
    for row in rows:
        table = schema.table(row.table)
        assert table is not None
        assert all(_finds(key, row, rows) for key in table.foreign_keys)


def _finds(key: ForeignKey, row: Row, rows: tuple[Row, ...]) -> bool:
    wanted = [row.get(name) for name in key.columns]
    return any(r.table == key.target and [r.get(name) for name in key.target_columns] == wanted for r in rows)


WAITING = """
    create table users (id int primary key, team_id int not null);
    create table t (id int primary key, owner_id int not null references users);
    alter table users add foreign key (team_id) references t deferrable initially deferred"""


def test_what_found_a_row_that_waits_is_not_found_again_for_another(load: Load) -> None:
    schema = load(WAITING)
    for number in ("7", "8"):
        user, row = fill(schema, QName("public", "t"), 1, given={"id": number})
        assert (user.get("team_id"), row.get("id")) == (number, number)


def test_a_row_above_refers_to_nothing_above_it_where_it_need_not(load: Load) -> None:
    schema = load("create table t (id int primary key, kind text not null, above int references t, check (kind <> ''))")
    rows = fill(schema, QName("public", "t"), 1, present={"above"}, must={"kind": "leaf"})
    assert [row.get("above") is None for row in rows] == [True, False]


def test_rows_that_need_one_above_each_do_not_go_on_for_ever(load: Load) -> None:
    schema = load("create table t (id int primary key, above int not null references t, check (above <> id))")
    with pytest.raises(NoRow):
        closure(schema, QName("public", "t"))
