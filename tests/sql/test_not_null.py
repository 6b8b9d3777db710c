"""NOT NULL with a name, inherited or not, and identities: refused as PostgreSQL 18 refuses, judged by PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from both import Both

from ddlproof.errors import SqlError
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

BEFORE = """create table p (a int, b int not null, c int, constraint nc not null c no inherit);
create table ch () inherits (p);
create table pk (a int primary key, i int generated always as identity);
create table ck () inherits (pk);
create table pt (a int not null, b int) partition by list (a);
create table p1 partition of pt for values in (1);
create table m (a int, b int, constraint mb not null b not valid);
create table n (a int, b int);
create table two (a int not null);
create table heir () inherits (p, two)"""

STATEMENTS = """\
create table x (a int not null, constraint k not null a no inherit)
create table x (a int not null no inherit, constraint k not null a)
create table x (a int constraint u not null, constraint v not null a)
create table x (a int constraint u not null, constraint u not null a)
create table x (a int not null no inherit, primary key (a))
create table x (a int null not null)
create table x (a int null, primary key (a))
create table x (a int null generated always as identity)
create table x (a int not null no inherit generated always as identity)
create table x (a int generated always as identity not null)
create table x (a int, constraint k not null b)
create table x (a int null, constraint k not null a)
create table x (a serial null)
create table x (a int, constraint k not null a, constraint k check (a > 1))
create table x (a int, b int, constraint k not null a, constraint k not null b)
create table x (a int not null not null)
create table x (a int null null)
create table x (a int not null no inherit) partition by list (a)
create table x (a int, constraint k not null a no inherit) partition by list (a)
create table x (a int, constraint k not null a not valid)
create table x (b int not null no inherit) inherits (p)
create table x (b int, constraint k not null b no inherit) inherits (p)
create table x (b int null) inherits (p)
create table x (c int null) inherits (p)
create table x (constraint k not null b) inherits (p)
create table x (constraint k not null zz) inherits (p)
alter table n alter a add generated always as identity
alter table n alter a set not null; alter table n alter a add generated always as identity
alter table n add c int null generated always as identity
alter table n add c int generated always as identity; alter table n alter c drop not null
alter table pk alter a drop not null
alter table pk alter i drop not null
alter table ch alter b drop not null
alter table ch alter c drop not null
alter table p alter b drop not null; alter table ch alter b drop not null
alter table only p alter b drop not null
alter table only p alter b drop not null; alter table ch alter b drop not null
alter table ch drop constraint p_b_not_null
alter table p drop constraint p_b_not_null
alter table only p drop constraint p_b_not_null
alter table ch rename constraint p_b_not_null to z
alter table only p rename constraint p_b_not_null to z
alter table p rename constraint p_b_not_null to z
alter table p alter constraint nc inherit
alter table p alter constraint p_b_not_null no inherit
alter table ch alter constraint p_b_not_null no inherit
alter table ch alter constraint p_b_not_null inherit
alter table pk alter constraint pk_a_not_null no inherit
alter table p alter constraint zz inherit
alter table n add check (a > 0); alter table n alter constraint n_a_check inherit
alter table p1 alter a drop not null
alter table only pt alter a drop not null
alter table pt alter a drop not null
alter table pt alter b set not null
alter table only pt alter b set not null
alter table pt add constraint k not null b no inherit
alter table pt add constraint k not null b not valid
alter table pt alter constraint pt_a_not_null no inherit
alter table p1 drop constraint pt_a_not_null
alter table m alter b set not null
alter table m add primary key (b)
alter table m add constraint z not null b
alter table m add constraint mb not null b
alter table m alter b drop not null
alter table m validate constraint mb
alter table m alter b add generated always as identity
alter table p add constraint z not null c
alter table p add constraint z not null c no inherit
alter table p add constraint nc not null c
alter table p add constraint nc not null c no inherit
alter table p add primary key (c)
alter table p alter c set not null
alter table only p alter c set not null
alter table only p alter a set not null
alter table only p add constraint k not null a
alter table only p add constraint k not null a no inherit
alter table p add constraint z not null b no inherit
alter table p add constraint z not null b
alter table n add constraint z not null a, alter a drop not null
alter table n add primary key (a); alter table n add constraint z not null a no inherit
alter table n add constraint z not null a no inherit; alter table n add primary key (a)
alter table n add constraint z not null a not valid; alter table n add primary key (a)
alter table n add constraint z not null a, add constraint y not null a
alter table n add constraint z not null a; alter table n add constraint y not null a
alter table n add constraint z not null a; alter table n add constraint z not null b
alter table n add constraint z not null q
alter table heir alter b drop not null
alter table heir drop constraint p_b_not_null
alter table ch inherit p
alter table ch no inherit p; alter table ch alter b drop not null; alter table ch inherit p
alter table ch no inherit p; alter table ch drop constraint p_b_not_null
create table y (a int not null no inherit, b int not null, c int); alter table y inherit p
create table y (a int, b int not null no inherit, c int); alter table y inherit p
create table y (a int, b int, c int); alter table y inherit p
create table y (a int, b int, c int, constraint k not null b not valid); alter table y inherit p
create table y (a int, b int); alter table pt attach partition y for values in (2)
create table y (a int not null no inherit, b int); alter table pt attach partition y for values in (2)
create table y (a int not null, b int); alter table pt attach partition y default; alter table y alter a drop not null
create table y (like p including all); alter table y alter c drop not null
create table y partition of pt (constraint k not null a no inherit) for values in (2)
create table y partition of pt (a null) for values in (2)
create table y partition of pt (constraint k not null b no inherit) for values in (2)
create table y (a int constraint k not null no inherit constraint l primary key)
create table y (a int primary key, constraint k not null a no inherit)
alter table n add z int not null no inherit; alter table n alter constraint n_z_not_null inherit
alter table n add column z int null not null
alter table ck alter a drop not null
alter table ck alter i drop not null
alter table pk drop constraint pk_pkey; alter table ck alter a drop not null
alter table n alter a set not null, alter a drop not null
alter table pk alter i drop identity; alter table pk alter i drop not null
alter table m rename constraint mb to m2; alter table m rename constraint m2 to q
alter table m rename constraint nope to q
create domain d as int not null null
create domain d as int null not null
create domain d as int not null; create table y (a d null)
alter table p add constraint p_b_not_null check (b > 1)
alter table p add constraint z unique (b); alter table p add constraint z not null a
alter table pt add primary key (a); alter table only pt alter a drop not null
create table y (a int default 1 null default 2)
create table y (a int unique null unique)
create table y (a int generated always as (1) stored generated always as identity)
create table y (a int default 1 generated always as identity)
create table y (a int default 1 generated always as (2) stored)
create table y (a serial default 1)
create table y (a serial generated always as identity)
create table y (a int primary key primary key)
create table y (a int generated always as identity generated by default as identity)
create table y (a text collate "C" collate "C")
alter table n alter a add generated always as identity, alter a set not null
alter table n alter a set not null, alter a add generated always as identity
alter table n alter a set default 1, alter a set not null, alter a add generated always as identity
alter table pk alter i add generated always as identity
alter table pk alter i set default 3
alter table pk alter i drop default
alter table n alter a drop identity
alter table pk alter i set default 1, alter i drop identity
alter table pk alter i add generated always as identity, alter i drop identity
alter table n alter a add generated always as identity, alter a set not null
alter table n alter a drop identity if exists
alter table n alter a set generated always
alter table n alter a drop expression
alter table n alter a drop expression if exists
alter table n alter a set expression as (1)"""


@pytest.mark.parametrize("after", STATEMENTS.splitlines())
def test_refused_as_postgres_refuses(session: Session, after: str) -> None:
    replay = Replay(version=18)
    replay.run(read(Source("before.sql", BEFORE)))
    assert replay.problems == []
    session.run("begin")
    try:
        for statement in BEFORE.split(";\n"):
            session.run(statement)
        said = ""
        for statement in after.split("; "):
            try:
                session.run(statement)
            except StatementFailed as failed:
                said = failed.error.message
                break
    finally:
        session.run("rollback")
    assert bool(refused(replay, after)) == bool(said), said


def refused(replay: Replay, text: str) -> str:
    """What we say against it."""
    try:
        replay.run(read(Source("after.sql", text)))
    except SqlError as error:
        return str(error)
    return "; ".join(str(problem) for problem in replay.problems)


@pytest.mark.parametrize(
    "sql",
    [
        "create table t (); create table if not exists t (a int not null, not null a no inherit)",
        "create table if not exists t (a int not null, not null a no inherit)",
        "create table if not exists t (a int default 1 default 2)",
        "create table t (a int); create table if not exists t (constraint c not null a, constraint c check (a > 0))",
        "create table t (a int); alter table t add column if not exists a int null not null",
        "create table t (a int); alter table t add column if not exists b int null not null",
        "create table t (a int); do $$ begin if false then alter table t add b int null not null; end if; end $$",
        "do $$ begin if to_regclass('t') is not null then create table t (a int null not null); end if; end $$",
        "do $$ begin if to_regclass('t') is null then create table t (a int null not null); end if; end $$",
    ],
)
def test_what_contradicts_itself_is_refused_where_it_is_made(both: Callable[[str], Both], sql: str) -> None:
    """Of a table or column that is there already, PostgreSQL looks at the name alone."""
    result = both(sql)
    assert len(result.problems) == len(result.refused)
    assert result.difference == ""
