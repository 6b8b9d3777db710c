"""The catalog is read into the same nouns as SQL, whatever the session's settings and whatever else lies there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_catalog, read_schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import read_schema as schema_of

SCRIPT = """
create schema app;
create schema "Big Corp";
create type mood as enum ('sad', 'it''s', 'ok');
create table parent (a int, b int, note varchar(10) collate "C" default 'x', primary key (a, b));
create table "Big Corp"."Child t" (
  id bigint generated always as identity, serial serial, a int, b int,
  feeling mood not null default 'ok', twice int generated always as (a * 2) stored,
  tags text[] default '{}', at timestamptz(3) default now(),
  foreign key (a, b) references parent match full
    on delete set null (a) on update cascade deferrable initially deferred,
  constraint "only one" check ((a is null) <> (b is null)) no inherit,
  unique nulls not distinct (a, serial), unique (id) include (a, b)
);
create unique index concurrently_built on "Big Corp"."Child t" using btree (lower(tags[1]) desc nulls last, a)
  include (b) where feeling in ('sad', 'ok');
create index on parent using hash (note);
alter table parent add constraint late check (a > 0) not valid;
"""


@pytest.fixture
def session(server: Server) -> Iterator[Session]:
    database = server.create("catalog")
    with database.connect() as opened:
        yield opened
    server.drop(database)


def run(session: Session, sql: str) -> Source:
    source = Source("x.sql", sql)
    for statement in read(source):
        session.run(statement.sql)
    return source


def test_every_attribute_comes_back_on_every_server(session: Session) -> None:
    text = SCRIPT.replace("concurrently_built on", "built on")
    if int(session.version.split(".")[0]) < 15:
        pytest.skip("NULLS NOT DISTINCT and SET NULL (columns) came with 15")
    model = schema_of(run(session, text))

    catalog = read_schema(session, READING)

    assert render(diff(model, catalog)) == ""
    assert [t.name for t in catalog.tables] == [QName("Big Corp", "Child t"), QName("public", "parent")]
    assert [[c.name for c in t.columns] for t in model.tables] == [[c.name for c in t.columns] for t in catalog.tables]
    assert render(diff(Schema(), catalog)) == render(diff(Schema(), model))


@pytest.mark.parametrize(
    "setting",
    ['search_path = "Big Corp", app', "search_path = ''", "quote_all_identifiers = on"],
)
def test_the_sessions_settings_make_no_difference(session: Session, setting: str) -> None:
    run(session, "create schema app; create type app.mood as enum ('ok'); create schema \"Big Corp\";")
    run(session, "create table app.t (m app.mood default 'ok', n text default 'a\\b', check (m <> 'ok' or n = 'x'))")
    plain = read_schema(session, READING)

    session.run(f"set {setting}")

    assert read_schema(session, READING) == plain


def test_what_others_own_is_left_out(database: Database) -> None:
    with database.connect() as session:
        run(session, "create temp table t (a int primary key); create index on t (a); create table kept (a int)")
        (table,) = read_schema(session, READING).tables
        assert table.name == QName("public", "kept")
        assert read_schema(session, READING).indexes == ()


def test_an_invalid_index_is_said_to_be_one(database: Database) -> None:
    with database.connect() as session:
        run(session, "create table t (a int); insert into t values (1), (1)")
        with pytest.raises(Exception, match="could not create unique index"):
            session.run("create unique index concurrently i on t (a)")

    (index,) = read_catalog(database, READING).indexes
    assert not index.valid
    assert render(diff(Schema(), read_catalog(database, READING))).endswith("on public.t (a) invalid")


def test_kinds_that_are_not_modelled_do_no_harm(session: Session) -> None:
    run(
        session,
        """create table t (a int, r int4range, exclude using gist (r with &&));
        create view v as select 1 as one; create materialized view m as select 1 as one; create sequence s;
        create domain d as int check (value > 0); create type c as (a int);
        create table p (a int, d d, c c) partition by range (a); create table p1 partition of p default;
        create table inherits (b int) inherits (t); create index on only p (a)""",
    )

    names = {table.name.name for table in read_schema(session, READING).tables}

    assert {"t", "p", "inherits"} <= names
    assert not {"v", "m", "s", "c"} & names


def test_virtual_columns_and_what_is_not_enforced(database: Database) -> None:
    with database.connect() as session:
        source = run(
            session,
            """create table t (a int, v int generated always as (a + 1), s int generated always as (a + 1) stored,
            constraint off check (a > 0) not enforced, constraint nn not null a)""",
        )
        catalog = read_schema(session, READING)

    assert render(diff(schema_of(source), catalog)) == ""
    (table,) = catalog.tables
    assert [(c.virtual, c.not_null) for c in table.columns] == [(False, True), (True, False), (False, False)]
    assert [(c.name, c.enforced) for c in table.checks] == [("off", False)]


MAPPINGS = """
create server far foreign data wrapper nothing;
create user mapping for current_user server far options (password 'a');
create user mapping for public server far options (password 'b');
create user mapping for other_one server far options (password 'c');
"""


@pytest.mark.parametrize(("before", "told"), [("'a'", True), ("'b'", True), ("'c'", False)])
def test_of_a_mapping_that_the_role_may_not_see_nothing_is_told(server: Server, before: str, told: bool) -> None:
    (other,) = server.stand_in(["other_one"])
    database = server.create("mappings")
    with Session(server.address.at(database.name)) as admin:
        admin.run("create foreign data wrapper nothing")
        admin.run(f"grant usage on foreign data wrapper nothing to {database.address.user}")
    with database.connect() as session:
        run(session, MAPPINGS.replace("other_one", other))
        catalog = read_schema(session, READING)
    server.drop(database)

    with_wrapper = f"create foreign data wrapper nothing; {MAPPINGS.replace('other_one', other)}"
    same, unlike = (schema_of(Source("x.sql", sql)) for sql in (with_wrapper, with_wrapper.replace(before, "'d'")))
    mappings = [change.text for change in diff(same, catalog) if "mapping" in change.text]
    assert mappings == []
    assert ["mapping" in change.text for change in diff(unlike, catalog)].count(True) == told


OF_ITS_CONTROL_FILE = "data type for storing sets of (key, value) pairs"


@pytest.mark.parametrize("said", ["", f"comment on extension hstore is '{OF_ITS_CONTROL_FILE}'"])
def test_the_comment_that_an_extension_brings_along_is_no_difference(session: Session, said: str) -> None:
    if not session.fetch("select from pg_available_extensions where name = 'hstore'"):
        pytest.skip("no hstore in this wheel")
    sql = f"create extension hstore; {said}"
    model = schema_of(run(session, sql))

    catalog = read_schema(session, READING)

    assert render(diff(model, catalog)) == ""
    assert render(diff(catalog, schema_of(Source("x.sql", "create extension hstore")))) == ""
    own = schema_of(Source("x.sql", "create extension hstore; comment on extension hstore is 'ours'"))
    assert [change.text for change in diff(catalog, own)] == ["extension hstore: comment default -> 'ours'"]
