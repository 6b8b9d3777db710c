"""What children have of their parents: refused and left as PostgreSQL does it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from both import Both

HEIR = "create table p (a int not null, b int); create table c (x int) inherits (p)"
TWO = "create table p (a int, b int); create table p2 (a int not null); create table c () inherits (p, p2)"
THREE = "create table g (a int not null, b int); create table p () inherits (g); create table c () inherits (p)"
PART = """create table p (a int not null, b int) partition by list (b); create table c (a int not null, b int);
alter table p attach partition c for values in (1)"""
SAID = "create table p (a int not null, b int); comment on constraint p_a_not_null on p is 'why'"

REFUSED = [
    f"{HEIR}; alter table c rename a to z",
    f"{HEIR}; alter table c alter a type bigint",
    f"{HEIR}; alter table c drop column a",
    f"{THREE}; alter table p rename a to z",
    f"{THREE}; alter table p drop a",
    f"{TWO}; alter table p rename a to z",
    f"{TWO}; alter table p alter a type bigint",
    f"{THREE}; comment on constraint p_a_not_null on p is 'why'",
    f"{PART}; create table n () inherits (p)",
    f"{PART}; create table n () inherits (c)",
    f"{PART}; create table n (a int not null, b int); alter table n inherit p",
    f"{PART}; alter table p rename constraint p_a_not_null to mine",
    f"{PART}; alter table only p alter b set not null",
    "create table p (a int); alter table p add constraint n not null a not valid; "
    "alter table p alter a add generated always as identity",
    "create table p (a int not null); comment on constraint missing on p is 'why'",
]
TAKEN = [
    f"{TWO}; alter table p drop column a",
    f"{TWO}; alter table p drop column a; alter table p2 drop column a",
    f"{THREE}; alter table g rename a to z; alter table g alter b type text; alter table g drop z",
    f"{PART}; alter table p alter a drop not null",
    f"{PART}; alter table p drop constraint p_a_not_null",
    f"{HEIR}; alter table p add constraint k not null b not valid; alter table p alter b set not null",
    f"{HEIR}; alter table p rename constraint p_a_not_null to mine",
    "create table p (a int generated always as identity); alter table p alter constraint p_a_not_null no inherit",
    f"{SAID}; alter table p rename constraint p_a_not_null to mine",
    f"{SAID}; alter table p alter a drop not null; alter table p alter a set not null",
    f"{SAID}; alter table p drop a; alter table p add a int not null",
    f"{SAID}; alter table p rename a to z; alter table p rename to q",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_what_postgres_refuses(both: Callable[[str], Both], sql: str) -> None:
    found = both(sql)

    assert (len(found.refused), len(found.problems), found.difference) == (1, 1, "")


@pytest.mark.parametrize("sql", TAKEN)
def test_what_postgres_leaves(both: Callable[[str], Both], sql: str) -> None:
    assert both(sql) == Both([], [], "")
