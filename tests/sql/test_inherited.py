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

LISTED = "create table p (a int, b int) partition by list (a); alter table p add check (b > 0)"
ATTACH = "alter table p attach partition c for values in (1)"

REFUSED = [
    "create table p (a int); alter table p inherit p",
    "create table p (a int); create table c () inherits (p); create table d () inherits (c); alter table p inherit d",
    f"{LISTED}; alter table p attach partition p for values in (1)",
    f"{LISTED}; create table c (like p including all) partition by list (a); {ATTACH}; "
    "alter table c attach partition p default",
    f"create table p (a int); create table c (a int); {ATTACH}",
    f"{LISTED}; create table q (a int); create table c () inherits (q); {ATTACH}",
    f"{LISTED}; create table c (a int); create table d () inherits (c); {ATTACH}",
    f"{LISTED}; create type ct as (a int); create table c of ct; {ATTACH}",
    f"{LISTED}; create table c (a int, b int, x int); {ATTACH}",
    f"{LISTED}; create table c (a int); {ATTACH}",
    f"{LISTED}; create table c (a int, b bigint); {ATTACH}",
    f"{LISTED}; create table c (a int, b int); {ATTACH}",
    f"{LISTED}; create table c (a int, b int, constraint p_b_check check (b > 0) no inherit); {ATTACH}",
    f"{LISTED}; create table q (a int); alter table p inherit q",
    f"{PART}; create table q (a int); alter table c inherit q",
    "create type ct as (a int); create table p (a int); create table c of ct; alter table c inherit p",
    'create table p (a text); create table c (a text collate "C"); alter table c inherit p',
    "create table p (g int generated always as (1) stored); create table c (g int); alter table c inherit p",
    "create table p (a int check (a > 0)); create table c (a int); alter table c add constraint p_a_check "
    "check (a > 0) not valid; alter table c inherit p",
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
    f"{LISTED}; create table c (b int, a int, constraint p_b_check check (b > 0)); {ATTACH}",
    f"{LISTED}; create table c (like p including constraints); {ATTACH}",
    "create table p (a varchar(3) check (a <> '')); create table c (x int, like p including constraints); "
    "alter table c inherit p",
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
