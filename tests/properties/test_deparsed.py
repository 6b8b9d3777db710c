"""What PostgreSQL prints of an expression is, in canonical form, what was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

COLUMNS = """
    i int, j int, si smallint, bi bigint, n numeric, re real, dp float8, t text, u text, v varchar(10), c char(3),
    na name, ch "char", f boolean, d date, ts timestamp, tz timestamptz, tm time, iv interval, id uuid, jb jsonb,
    ar int[], ta text[], m mood, r tstzrange, ip inet, ci "Weird Col"
"""
BEFORE = f"""
    create type mood as enum ('sad', 'ok'); create type "Weird Col" as enum ('a');
    create sequence s; create table t ({COLUMNS});
"""

DEFAULTS = {
    "i": "5 | '5' | -1 | (5) | 5::bigint | 1 + 2 | '-7'::int | nextval('s') | nextval('public.s'::regclass) | null",
    "bi": "5 | '5' | 5::int | 10000000000",
    "n": "0 | 0.50 | '0.50' | 1e3 | -1.5 | 5::numeric",
    "dp": "0 | 1.5 | 'infinity'",
    "t": "'x' | 'x'::text | 'x'::varchar | 5 | 'it''s' | E'a\\\\b' | '' | lower('X') | current_user | 'a' || 'b'",
    "v": "'x' | 'x'::text | 'x'::varchar(10) | 'x'::character varying",
    "c": "'x' | 'x'::char(3)",
    "f": "true | 't' | 'yes' | '1' | false | not true",
    "d": "current_date | '2024-01-01' | now() | now()::date",
    "ts": "now() | localtimestamp | '2024-01-01' | current_timestamp | '2024-01-01T10:00:00'",
    "tz": "now() | CURRENT_TIMESTAMP | current_timestamp(3) | transaction_timestamp() | now() + '1 day'::interval",
    "tm": "'10:00' | localtime",
    "iv": "'1 day' | interval '3' day | '2 mons'",
    "id": "gen_random_uuid() | '00000000-0000-0000-0000-00000000000A'",
    "jb": "'{}' | '{\"b\":1,\"a\":[1.50]}' | '{}'::jsonb | jsonb_build_object('a', 1)",
    "ar": "'{}' | array[1, 2] | array[]::int[] | '{1,2}'::int[]",
    "ta": "'{}' | array['a'] | array['a']::text[]",
    "m": "'ok' | 'ok'::mood | 'ok'::public.mood",
}


@pytest.fixture(scope="module")
def session(embedded: Server) -> Iterator[Session]:
    database = embedded.create("deparsed")
    with database.connect() as opened:
        for statement in read(Source("before.sql", BEFORE)):
            opened.run(statement.sql)
        yield opened
    embedded.drop(database)


def written(name: str) -> list[str]:
    """The lines of a file beside this one."""
    return (Path(__file__).parent / "written" / f"{name}.txt").read_text("utf-8").splitlines()


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(" | ") if part.strip()]


def drift(session: Session, sql: str) -> str:
    """What the catalog shows differently after a statement."""
    replay = Replay()
    model = replay.run(read(Source("x.sql", f"{BEFORE}; {sql}")))
    assert not replay.problems, str(replay.problems[0])
    session.run("begin")
    try:
        session.run(sql)
        catalog = read_schema(session, READING)
    finally:
        session.run("rollback")
    return render(diff(model, catalog))


@pytest.mark.parametrize("condition", written("conditions"))
def test_conditions(session: Session, condition: str) -> None:
    assert drift(session, f"alter table t add constraint x check ({condition})") == ""
    immutable = "current_" not in condition.lower() and "now()" not in condition and "overlaps" not in condition
    if immutable and "date_trunc('day', ts)" not in condition:
        assert drift(session, f"create index x on t (i) where {condition}") == ""


@pytest.mark.parametrize(("column", "default"), [(c, d) for c, all_ in DEFAULTS.items() for d in listed(all_)])
def test_defaults(session: Session, column: str, default: str) -> None:
    assert drift(session, f"alter table t alter {column} set default {default}") == ""


@pytest.mark.parametrize(
    "type_",
    """int4 | integer | int8 | int2 | float4 | float8 | float | float(20) | float(30) | decimal | decimal(5) | dec(5, 2)
    | numeric(7,3) | varchar | varchar(7) | character varying(7) | char | char(3) | character(3) | bpchar | nchar(2)
    | national character varying(3) | name | "char" | text | bool | bytea | date | time | time(2) | timetz
    | time (2) with time zone | timestamp | timestamptz(3) | timestamp(3) without time zone | interval | interval(3)
    | interval year | interval day to second(2) | bit | bit(3) | bit varying | varbit(3) | uuid | json | jsonb | xml
    | int[] | int array | int[3][4] | varchar(3)[] | timestamptz(2)[] | int4range | tstzmultirange | inet | cidr
    | macaddr8 | money | point | tsvector | oid | regclass | pg_lsn | pg_catalog.int4 | pg_catalog."char" | mood
    | public.mood | mood[] | "Weird Col" | public."Weird Col"[]""".replace("\n", " ").split(" | "),
)
def test_types(session: Session, type_: str) -> None:
    assert drift(session, f"alter table t add x {type_.strip()}") == ""


@pytest.mark.parametrize("keys", written("keys"))
def test_indexes(session: Session, keys: str) -> None:
    assert drift(session, f"create index x on t {keys}") == ""
    assert drift(session, f"create index on t {keys}") == ""
