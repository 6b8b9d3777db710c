"""What a foreign key rests on, beside PostgreSQL: the oldest key or index of its columns, or the primary key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from both import Both

_OLDER_INDEX = "create table p (a int); create unique index i on p (a); alter table p add constraint k primary key (a);"


@pytest.mark.parametrize(
    "script",
    [
        f"{_OLDER_INDEX} create table c (a int references p (a)); alter table p drop constraint k",
        f"{_OLDER_INDEX} create table c (a int references p (a)); drop index i",
        f"{_OLDER_INDEX} create table c (a int references p (a)); drop index i cascade",
        f"{_OLDER_INDEX} create table c (a int references p); drop index i; alter table p drop constraint k",
        f"{_OLDER_INDEX} alter table p rename a to z; alter index i rename to j; alter table p rename to q; "
        "create table c (a int references q (z)); alter table q drop constraint k; drop index j",
        "create table p (a int not null); create unique index i on p (a); alter table p add constraint k unique (a);"
        "create table c (a int references p (a)); alter table p add constraint j primary key using index i;"
        "alter table p drop constraint k; alter table p drop constraint j",
        "create table p (a int unique deferrable); create unique index i on p (a);"
        "create table c (a int references p (a)); drop index i; drop index i cascade",
        "create table p (a int, b int, unique (a, b)); create unique index i on p (b, a);"
        "create table c (a int, b int, foreign key (a, b) references p (b, a)); drop index i",
        "create table p (a int, b int) partition by range (a); create unique index i on p (a, b);"
        "create table q partition of p for values from (1) to (2);"
        "create table c (a int, b int, foreign key (a, b) references q (b, a)); drop index i",
    ],
)
def test_what_a_foreign_key_rests_on_goes_with_it_only(both: Callable[[str], Both], script: str) -> None:
    result = both(script)
    assert result.difference == ""
    assert len(result.problems) == len(result.refused)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ("(a int)", "no unique constraint and no unique index of table public.p has exactly the columns a"),
        ("(a int, b int, unique (a, b))", "has exactly the columns a"),
        ("(a int); create unique index on p (a) where a > 0", "has exactly the columns a"),
        ("(a int) partition by range (a); create table q partition of p default; create unique index on only p (a)",
         "has exactly the columns a"),
        ("(a int unique deferrable)", "a of table public.p is kept unique by a deferrable constraint only"),
        ("(a int primary key deferrable)", "is kept unique by a deferrable constraint only"),
    ],
)  # fmt: skip
def test_what_none_can_refer_to(both: Callable[[str], Both], made: str, why: str) -> None:
    result = both(f"create table p {made}; create table c (a int references p (a))")
    assert result.difference == ""
    assert len(result.refused) == 1
    assert [why in problem for problem in result.problems] == [True]


def test_a_key_made_in_the_same_statement_is_there_in_time(both: Callable[[str], Both]) -> None:
    result = both(
        "create table t (a int, b int); alter table t add foreign key (a) references t (b), add unique (b);"
        "alter table t add column c int unique references t (c)"
    )
    assert (result.refused, result.problems, result.difference) == ([], [], "")
