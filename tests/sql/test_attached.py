"""Indexes and keys that a partition has because its parent has one, beside PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from both import Both

_PARTITION = (
    "create table t (a int primary key) partition by range (a); create index i on t (a);"
    "create table u partition of t default; "
)


@pytest.mark.parametrize(
    "script",
    [
        "drop index u_a_idx; drop index if exists u_a_idx; drop index u_pkey; alter table u drop constraint u_pkey",
        "alter index u_a_idx rename to k; alter table u rename constraint u_pkey to x;alter table t detach partition u",
        "alter table u_a_idx rename to k; create index k on t (a); alter table t detach partition u; drop index k",
        "alter table u cluster on u_a_idx; alter index u_a_idx set (fillfactor = 50); alter table t detach partition u",
        "alter table u cluster on u_a_idx; alter table u cluster on u_pkey; alter table t detach partition u",
        "create schema app; alter table u set schema app; drop index app.u_a_idx; alter table t detach partition app.u;"
        "drop index app.u_a_idx",
        "alter table u cluster on nothing; alter table u replica identity using index u_pkey;"
        "alter index u_pkey rename to z",
        "create index u_a_idx1 on u (a); create index on t (a); alter table t detach partition u",
    ],
)
def test_an_index_of_a_partition_is_there_by_its_own_name(both: Callable[[str], Both], script: str) -> None:
    result = both(_PARTITION + script)
    assert result.difference == ""
    assert len(result.problems) == len(result.refused)


def test_why_it_cannot_be_dropped_is_said(both: Callable[[str], Both]) -> None:
    result = both(f"{_PARTITION} drop index u_a_idx")
    assert result.problems == ["index public.u_a_idx cannot be dropped: public.u has it because its parent has one"]
