"""What tables hold beside what they were expected to hold."""

from __future__ import annotations

import pytest

from ddlproof.model.names import QName
from ddlproof.rows.seen import unlike
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

SCHEMA = read_schema(Source("before.sql", "create table t (id bigserial not null, a int);"))
T = QName("public", "t")


@pytest.mark.parametrize(
    ("expected", "seen", "said"),
    [
        # A row of which nothing is known is not taken for the one that another must be.
        ([{}, {"id": "1"}], [{"id": "1", "a": None}, {"id": "2", "a": None}], ""),
        ([{"a": "5"}, {"id": "1"}, {}], [{"id": "1", "a": "5"}, {"id": "2", "a": "5"}, {"id": "3", "a": "5"}], ""),
        ([{"a": "5"}, {"id": "1"}], [{"id": "1", "a": "5"}, {"id": "2", "a": "6"}],
         "public.t does not hold the row (id) = ('1')"),
        ([{}, {"id": "1"}], [{"id": "3", "a": None}, {"id": "2", "a": None}],
         "public.t does not hold the row (id) = ('1')"),
        ([{"id": "1"}], [{"id": "1", "a": None}, {"id": "2", "a": "7"}],
         "public.t holds the row (id, a) = ('2', '7')"),
    ],
)  # fmt: skip
def test_each_row_finds_its_own(expected: list, seen: list, said: str) -> None:
    assert unlike(SCHEMA, {T: expected}, {T: seen}) == said
