"""Reading, replaying and comparing take time in proportion to the input, whatever it holds."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from ddlproof.diff.compare import diff
from ddlproof.errors import SqlError
from ddlproof.model.schema import Schema
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

TABLE = """
create table t{n} (id serial primary key, a int unique check (a > 0), p int references t{half} (id));
create index on t{n} (a, p);
alter table t{n} rename column a to b;
"""


def script(count: int) -> Source:
    return Source("x.sql", "".join(TABLE.format(n=n, half=n // 2) for n in range(count)))


def seconds(work: Callable[[], object]) -> float:
    """Of the processor, the better of two: others run on the same machine."""

    def once() -> float:
        gc.collect()
        started = time.process_time()
        work()
        return time.process_time() - started

    return min(once(), once())


def replayed(count: int) -> Schema:
    return Replay().run(read(script(count)))


def walked(count: int) -> None:
    assert sum(1 for _ in Replay().walk(read(script(count)))) == 3 * count


def dropped(count: int) -> None:
    drops = "".join(f"alter table t{n} drop p;\n" for n in range(count))
    drops += "".join(f"drop table t{n} cascade;\n" for n in range(count))
    replay = Replay(replayed(count))
    assert replay.run(read(Source("y.sql", drops))).tables == ()
    assert not replay.problems


def compared(count: int) -> None:
    assert len(diff(replayed(count), Schema())) == count
    assert len(diff(Schema(), replayed(count))) > count


@pytest.mark.parametrize("work", [replayed, walked, dropped, compared])
def test_four_times_the_statements_take_about_four_times_as_long(work: Callable[[int], object]) -> None:
    work(10)
    small, large = seconds(lambda: work(150)), seconds(lambda: work(600))

    assert large < 8 * small, f"{small:.3f} s, then {large:.3f} s"


@pytest.mark.parametrize(
    "text",
    [
        "insert into t values (1, 'x; y');\n" * 100_000,
        "insert into t values ('" + "x" * 4_000_000 + "');",
        "copy t from stdin;\n" + "1\t2\t3\n" * 500_000 + "\\.\n",
        "-- a comment; with more\n" * 150_000,
        "/* " * 100_000 + " */" * 100_000,
        "select " + "''" * 1_000_000,
        "do $a$ " + "$b$ ; " * 200_000 + "$a$;",
        "create function f() returns int begin atomic " + "select 1; " * 50_000 + "end;",
    ],
    ids=["rows", "a long string", "data", "comments", "nested comments", "quotes", "dollar quotes", "a long body"],
)
def test_millions_of_characters_are_read_in_seconds(text: str) -> None:
    started = time.process_time()
    read(Source("x.sql", text))

    assert time.process_time() - started < 10


def test_a_quote_that_is_not_closed_in_a_large_file_is_found_at_once() -> None:
    text = "insert into t values (1, 'x');\n" * 100_000
    started = time.process_time()
    with pytest.raises(SqlError, match=r"x\.sql:100001:8: the string that begins here"):
        read(Source("x.sql", text + "select 'x"))

    assert time.process_time() - started < 10
