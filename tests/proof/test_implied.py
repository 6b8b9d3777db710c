"""What a changed CHECK comes to where Python does not know: PostgreSQL proves it, and finds the row that shows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.model.schema import Schema
from ddlproof.postgres.session import Session
from ddlproof.proof.implied import decide
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

Load = Callable[[str], Schema]
TABLE = """create function price(n int) returns int immutable language sql return n * 3;
create table t (a text, i interval, n int, m int not null, e inet, constraint c check ({}));"""
SAYS = "(PostgreSQL says so)"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("a > 'b'", "a > 'a'", "weaker: now accepts a = 'a-1'"),  # the order of texts is the server's
        ("i > '1 hour'", "i > '1 day'", "stronger: no longer accepts i = '1 day'"),
        ("n * 2 > 10", "n * 2 > 12", "stronger: no longer accepts n = '6'"),
        ("price(n) > 10", "price(n) > 12", "stronger: no longer accepts n = '4'"),
        ("i > '1 day'", "i > '24 hours'", "equal in meaning: the same rows as before are accepted"),
        ("abs(n) < 5", "abs(n) < 5 or abs(n) = 5", "weaker: now accepts n = '5'"),
        (
            "e is null or e << '10.0.0.0/8'",
            "(e is null or e << '10.0.0.0/8') and (e is null or m > 0)",
            "stronger: no longer accepts e = '10.0.0.1', m = '0'",
        ),
        (
            "price(n) > 10 and abs(m) < 5",
            "price(n) > 12 or abs(m) < 3",
            "incomparable: now accepts n = '1', m = '1', no longer n = '4', m = '3'",
        ),
        ("n > 5", "price(n) = 6 or n > 5", None),  # on some of the rows accepted before the function may fail
        ("n * n > 10", "n * n > 10 or n * n * n > 2000", None),  # the other way round is neither proved nor shown
    ],
)
def test_postgres_decides(session: Session, load: Load, before: str, after: str, said: str | None) -> None:
    old, new = read_schema(Source("t.sql", TABLE.format(before))), load(TABLE.format(after))
    (change,) = decide(session, old, new, diff(old, new))
    assert render([change]).splitlines()[2:] == ([f"        # {said} {SAYS}"] if said else [])
    assert session.status == "idle"
