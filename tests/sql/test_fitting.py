"""Mistakes that people make: PostgreSQL refuses them, and so does the replay; what is near to them is no mistake."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from both import Both

REFUSED = """
create table t (a int collate "C")
create table t (a int); alter table t alter a type bigint collate "C"
create table t (a integer(11))
create table t (a text(10))
create table t (a boolean default 0)
create table t (a boolean default 'maybe')
create table t (a int default 'x')
create table t (a int default '')
create table t (a int default true)
create table t (a uuid default 'x')
create table t (a int default now())
create table t (a timestamptz default 0)
create table t (a uuid default now())
create table t (a text generated always as identity)
create type e as enum ('a'); create table t (x e default 'b')
create type e as enum ('a'); create table t (x e); alter table t alter x set default 'b'
create table t (a text); alter table t alter a type int
create table t (a int); alter table t alter a type boolean
create table t (a varchar); alter table t alter a type uuid
create table t (a text); create type e as enum ('x'); alter table t alter a type e
create table t (a text default 'x'); create type e as enum ('x'); alter table t alter a type e using a::e
create table t (a int default 1); alter table t alter a type boolean using a > 0
create table t (a int, unique (a, a))
create table t (a json unique)
create table t (a point); create index on t (a)
create table t (a json); create index on t using gin (a)
create table t (a text); create index on t using gin (a)
create table t (a int); create unique index on t using hash (a)
create table t (a timestamptz); create index on t (a) where a > now()
create table t (a int); create index on t ((a + random()))
create table t (a int, id int primary key) partition by range (a)
create table t (a int) partition by range (a); create unique index on t ((a + 1))
create table t (a int primary key); create table u (a text references t)
create table t (a int primary key); create table u (a uuid references t (a))
create unlogged table t (a int primary key); create table u (a int references t)
create table t (a int primary key); create temp table u (a int references t)
create table t (a int); create policy p on t for insert using (true)
create table t (a int); create policy p on t for delete with check (a > 0)
"""

ACCEPTED = """
create table t (a text collate "C", b varchar(3)[] collate "C", c numeric(3), d char(2))
create table t (a int default '7', b bigint default ' -1', c numeric default 1, \
d real default 1.5, e smallint default 2.5)
create table t (a boolean default 't', b boolean default 'off', c boolean default null, \
d text default 1, e text default true)
create table t (a date default now(), b timestamp default current_timestamp, c text default gen_random_uuid())
create table t (a uuid default '{A0EEBC99-9C0B4EF8-BB6D6BB9-BD380A11}', \
b uuid default 'a0eebc999c0b4ef8bb6d6bb9bd380a11')
create type e as enum ('a'); create table t (x e default 'a', y e[] default '{a}'); alter type e add value 'b'
create table t (a int, b text, c json, d date, e varchar(9) default 'x'); alter table t alter a type text, \
alter b type varchar(3), alter c type jsonb, alter d type timestamptz, alter e type text
create table t (a text); alter table t alter a type int using a::int
create table t (a text default 'x'); create type e as enum ('x'); alter table t alter a drop default, \
alter a type e using a::e, alter a set default 'x'
create table t (a jsonb, b text, c int[], d tsvector); create index on t using gin (a); \
create index on t using gin (c, d)
create extension btree_gin; create table t (a text, b int); create index on t using gin (a, b)
create extension pg_trgm; create table t (a text); create index on t using gin (a gin_trgm_ops)
create table t (a point, b json); create index on t using gist (a); create index on t ((b ->> 'x'))
create table t (a int, id int, primary key (id, a), unique (a)) partition by range (a)
create table t (a bigint primary key, b varchar unique); create table u (a int references t, b text references t (b))
create table t (a int primary key); create unlogged table u (a int references t)
create table t (a int); create policy p on t for insert with check (true); create policy q on t for update using (true)
"""


def _scripts(text: str) -> list[str]:
    return text.replace("\\\n", "").strip().splitlines()


@pytest.mark.parametrize("script", _scripts(REFUSED))
def test_a_mistake_is_refused(both: Callable[[str], Both], script: str) -> None:
    result = both(script)
    assert len(result.refused) == len(result.problems) == 1
    assert result.difference == ""


@pytest.mark.parametrize("script", _scripts(ACCEPTED))
def test_what_is_near_to_one_is_not(both: Callable[[str], Both], script: str) -> None:
    result = both(script)
    assert (result.refused, result.problems, result.difference) == ([], [], "")
