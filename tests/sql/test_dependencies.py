"""What cannot be without something else: refused and taken along as PostgreSQL does, judged by PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

BEFORE = """
create schema app;
create table t (a int, b text);
create table u (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create function g(x t) returns int language sql as $$ select 1 $$;
create function h(x int) returns int language sql as $$ select x $$;
create function h(x text) returns int language sql as $$ select 1 $$;
create trigger r before insert on u for each row execute function f();
create view v as select x.a as one from t x;
create view w as select one from v;
create materialized view m as select one from w;
create index on m (one);
create rule s as on delete to u do instead nothing;
create policy p on u using (a > 0);
create table c (a int, b int, d int, e text, "X y" int);
create function i(x int) returns int language sql immutable as $$ select x $$;
create function j(x int) returns int language sql immutable as $$ select x $$;
create table e (a int default i(1), b int, c int generated always as (j(b)) stored, constraint ec check (i(b) > 1));
create index ei on e (j(b));
create index ej on e (b) where i(a) > 0;
create policy cp on c using (a > 0 and e <> 'a') with check (b > 0);
create trigger ct before update of b, d on c for each row when (new.b > old.d and new."X y" > 1) execute function f();
create table k (id serial primary key);
create table l (like k including defaults, k int references k);
create type mood as enum ('ok');
create function m(mood) returns int language sql as $$ select 1 $$;
create view mv as select 'ok'::mood as x;
create statistics cs on a, d, (b + 1) from c;
create table f1 (a int, b serial);
create table f2 () inherits (f1);
create table app.f3 () inherits (f2);
create table p1 (a int primary key) partition by list (a);
create table p2 partition of p1 for values in (1) partition by list (a);
create table p3 partition of p2 default;
create view pv as select a from p3;
create table q1 (a serial);
create table q2 (a int default nextval('q1_a_seq'));
create table k1 (a int primary key);
create sequence app.s;
create table z (a int, b int);
create rule zr as on update to z where new.a is null do instead nothing;
create table k2 (a int references k1);
"""


@pytest.mark.parametrize(
    "after",
    [
        "drop table t",
        "drop table t cascade",
        "drop table u",
        "drop table k",
        "drop table k cascade",
        "drop table k, l",
        "drop table l; drop table k",
        "drop type mood",
        "drop type mood cascade",
        "drop function m; drop type mood",
        "drop function m; drop view mv; drop type mood",
        "drop table f1",
        "drop table f1 cascade; drop table f2 cascade; drop table app.f3",
        "drop table f1, f2, app.f3",
        "drop table p1; drop table p3",
        "drop table p3; drop table p2; drop table p1 cascade",
        "alter table f1 drop column b; alter table f2 drop column b",
        "drop table q1; drop table q2; drop table q1",
        "drop table q1 cascade; drop table q2; alter table q2 drop column a",
        "drop table q1, q2",
        "drop table k1; drop table k1, k2",
        "drop table q2, q2; drop view pv, pv; drop sequence app.s, app.s",
        "alter table z drop column b; alter table z drop column a; alter table z drop column a cascade",
        "alter table z alter b type bigint; alter table z alter a type bigint; alter table z rename a to c",
        "drop table k2, k1",
        "drop schema app; drop schema app cascade",
        "drop view w",
        "drop view w cascade",
        "drop view v, w",
        "drop view v cascade",
        "drop materialized view m; drop view v, w; drop function g; drop table t",
        "drop function f",
        "drop function f() cascade",
        "drop function g(t); alter table t drop column b",
        "alter table t drop column a",
        "alter table t drop column a cascade",
        "alter table t drop column b",
        "drop function h",
        "drop function h(int), h(text)",
        "alter table t rename to t2; drop table t2 cascade",
        "alter table t rename a to a2; alter table t drop column a2",
        "alter view v rename to v2; drop view v2",
        "alter view w set schema app; drop view app.w cascade",
        "alter function f rename to f2; drop function f2",
        "drop routine g",
        "drop function if exists missing(int); drop view if exists missing; drop trigger if exists missing on u",
        "alter table u disable trigger all",
        "alter table u disable trigger r; alter table u enable replica trigger r",
        "alter table u disable rule s; alter rule s on u rename to s2; alter policy p on u rename to p2",
        "create or replace view v as select a as one, b as two from t; drop view v",
        "drop function i",
        "drop function i cascade; drop function j; drop function j cascade",
        "alter table e drop constraint ec; alter table e alter a drop default; drop index ej; drop function i",
        "alter function i rename to i2; drop function i2; alter table e alter a drop default; drop function i2 cascade",
        "alter table c drop column a",
        "alter table c drop column e",
        "alter table c drop column b cascade",
        "alter table c drop column a cascade; alter table c drop column b",
        'alter table c drop column "X y"; alter table c drop column "X y" cascade',
        "drop policy cp on c; alter table c drop column a; alter table c drop column d",
        'alter table c rename b to z; alter table c rename a to "A z"; alter table c rename "X y" to x',
        "alter table c rename b to z; alter table c drop column b; alter table c drop column z",
        "alter table c rename d to new; alter table c drop column new",
        "alter table c alter a type bigint",
        "alter table c alter e type varchar(9)",
        "alter table c alter d type bigint; alter table c alter b type bigint",
        'alter table c alter "X y" type bigint; drop trigger ct on c; alter table c alter "X y" type bigint',
        "alter table t alter a type bigint; alter table t alter b type varchar",
        "comment on table missing is 'x'; comment on column c.a is 'x'; comment on column c.missing is 'x'",
        "comment on function missing() is 'x'; comment on function f() is 'x'; comment on function f(int) is 'x'",
        "comment on schema missing is 'x'; comment on index missing is 'x'; comment on type missing is 'x'",
        "comment on policy cp on c is 'x'; comment on policy no on c is 'x'; comment on trigger no on c is 'x'",
        "comment on sequence missing is 'x'; comment on view missing is 'x'; comment on view v is 'x'",
        "comment on constraint missing on c is 'x'; comment on statistics cs is 'x'; comment on statistics c2 is 'x'",
        "grant select on missing to public; grant select on c to public; grant select (missing) on c to public",
        "grant usage on schema missing to public; grant execute on function missing to public",
        "grant execute on function h(int) to public; grant usage on type missing to public",
        "revoke all on missing from public; alter table missing owner to current_user",
    ],
)
def test_as_postgres_does(session: Session, after: str) -> None:
    judge(session, BEFORE, after)


def judge(session: Session, before: str, after: str) -> None:
    """What the server refuses is refused here, and what is there afterwards is the same."""
    statements = [part for part in after.split("; ") if part]
    refused = Replay(version=18)
    refused.run(read(Source("before.sql", before)))
    assert refused.problems == []
    session.run("begin")
    try:
        for statement in re.split(r";\n", before.strip().rstrip(";")):
            session.run(statement)
        for statement in statements:
            known = len(refused.problems)
            refused.run(read(Source("after.sql", f"{statement};")))
            session.run("savepoint here")
            said = ""
            try:
                session.run(statement)
            except StatementFailed as error:
                session.run("rollback to here")
                said = str(error)
            assert bool(said) == bool(refused.problems[known:]), said or refused.problems
        held = read_schema(session, READING)
        assert told(refused.result) == told(held)
        assert {table.name for table in refused.result.tables} == {table.name for table in held.tables}
        assert {index.name for index in refused.result.indexes} == {
            i.name for i in read_schema(session, READING).indexes
        }
    finally:
        session.run("rollback")


def told(schema: Schema) -> set[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """The things of a schema; of a publication also what it publishes."""
    found = (thing for thing in schema.things if thing.kind not in ("owner", "grant"))
    return {(t.kind, t.name, t.attributes if t.kind == "publication" else ()) for t in found}


PUBLISHED = """
create schema app;
create table u (a int);
create table c (a int, b int, d int, e text);
create table o (a int primary key, b int);
create publication one for table only o (a, b);
create publication two for table only o, tables in schema app;
create publication every for all tables;
"""


@pytest.fixture(scope="module")
def superuser(embedded: Server) -> Iterator[Session]:
    """Only a superuser publishes a whole schema."""
    database = embedded.create("published")
    with Session(embedded.address.at(database.name)) as opened:
        yield opened
    embedded.drop(database)


@pytest.mark.parametrize(
    "after",
    [
        'alter table o rename to o2; alter table o2 set schema app; alter schema app rename to "A b"',
        "alter schema public rename to p2; alter schema p2 rename to public",
        "drop table o; drop table c cascade; drop schema app; drop schema app cascade",
        "alter publication one drop table c; alter publication one drop table o; alter publication one add table o",
        "alter table c rename d to published; alter publication one set table c; alter table c drop column published",
        "alter publication two set tables in schema public; drop schema public cascade",
        "alter publication one set table c, u; alter table c rename to c2; alter table c2 drop column b cascade",
        "alter publication one set table c (a, d); alter table c drop column d",
        "alter publication one set table c (a, b) where (d > 1); alter table c drop d; alter table c drop d cascade",
        "alter publication one set table c where (d > 1); alter table c rename d to published",
        "alter publication every add table o; alter publication every set (publish = 'insert'); drop publication one",
        'alter publication one rename to "A b"; alter publication two drop table u; drop table o',
    ],
)
def test_what_is_published_follows(superuser: Session, after: str) -> None:
    judge(superuser, PUBLISHED, after)


BODIES = """
create table t (id int, a int, b text);
create table log (x int, y text, z int default 1);
create table other (k int);
create type mood as enum ('ok');
create function g(int) returns int language sql as $$ select 1 $$;
create rule r1 as on insert to t do also insert into log values (new.a);
create rule r2 as on update to t do instead select g(old.id), null::mood;
create rule r3 as on delete to t do also update log set z = k from other where x = old.id;
create function f(p int) returns bigint begin atomic insert into log (x) select a from t where id = p; select 1; end;
create function e(p int) returns int return g(p);
create view v as select e(1) as one;
"""


@pytest.mark.parametrize(
    "after",
    [
        "drop table other; drop table log; drop table t",
        "drop table log cascade; drop table t; drop function g",
        "drop table t cascade; drop table other; drop table log",
        "alter table log drop column y; alter table log drop column z; alter table log drop column x",
        "alter table log drop column x cascade",
        "alter table t drop column b; alter table t drop column id; alter table t drop column a",
        "alter table t drop column id cascade; drop type mood",
        "alter table other drop column k; alter table other drop column k cascade",
        "drop function g; drop function e; drop function g cascade; drop view v",
        "drop type mood; drop type mood cascade",
        "alter table log alter y type varchar; alter table log alter x type bigint",
        "alter table other alter k type bigint",
        "drop rule r1 on t; drop rule r3 on t; alter table log alter x type bigint; drop function f; "
        "alter table log alter x type bigint",
        "alter table t alter b type varchar; alter table t alter id type bigint",
        "alter table log rename to book; drop table book; drop rule r1 on t; drop rule r3 on t; drop function f; "
        "drop table book",
        "alter table log rename x to w; alter table log drop column w; alter table log drop column w cascade",
        "create or replace rule r1 as on insert to t do also nothing; alter table t drop column a; drop function f; "
        "alter table t drop column a",
    ],
)
def test_what_postgres_keeps_parsed_depends_on_what_it_speaks_of(session: Session, after: str) -> None:
    judge(session, BODIES, after)


_BTREE = "operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int, int)"
CLASSES = f"""
create operator class oc for type int using btree as {_BTREE};
create operator family fam using btree;
create operator class oc2 for type int using btree family fam as {_BTREE};
create operator class lone for type int using btree as {_BTREE};
create table t (a int, b int, constraint ex exclude using btree (a oc with =));
create index i on t (b, a oc);
create unique index k on t (a oc2);
"""


@pytest.mark.parametrize(
    "after",
    [
        "drop operator class oc using btree; drop operator class lone using btree",
        "drop operator class oc using btree cascade; drop operator class oc2 using btree",
        "drop operator family fam using btree; drop operator family oc using btree",
        "drop operator family fam using btree cascade; drop index i",
        "drop operator family oc using btree cascade; drop index k; drop operator family fam using btree",
        "drop index i; alter table t drop constraint ex; drop operator class oc using btree",
        "drop operator class lone using btree; drop operator family lone using btree",
        "drop schema public cascade",
    ],
)
def test_an_index_needs_its_operator_class(superuser: Session, after: str) -> None:
    judge(superuser, CLASSES, after)
