"""A changed policy is said to let more, fewer or other rows through, with one that shows it."""

from __future__ import annotations

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.policies import with_policies
from ddlproof.diff.render import render
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.replay import read_schema

TABLE = "create table t (a int, b text, tenant int not null);\ncreate policy p on t {};"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("using (a > 5)", "using (a > 3)", "weaker: now accepts a = '4'"),
        ("using (a > 5)", "using (a > 5 and b = 'x')", "stronger: no longer accepts b = 'a', a = '6'"),
        ("using (a >= 1)", "using (a > 0)", "equal in meaning: the same rows as before are accepted"),
        # NULL passes a CHECK, but no policy
        ("using (a > 5)", "using (a > 5 or a is null)", "weaker: now accepts a is null"),
        ("using (a <> 5)", "using (a < 4)", "stronger: no longer accepts a = '4'"),
        (
            "for insert with check (a = 1)",
            "for insert with check (a = 2)",
            "incomparable: now accepts a = '2', no longer a = '1'",
        ),
        ("using (tenant = f(a))", "using (tenant = f(a) and a > 1)", None),
    ],
)
def test_what_a_changed_policy_lets_through(before: str, after: str, said: str | None) -> None:
    old, new = (read_schema(Source("t.sql", TABLE.format(text))) for text in (before, after))
    found = with_policies(diff(old, new), old, new, READING.expression)
    assert [line.strip() for line in render(found).splitlines()[2:]] == ([f"# {said}"] if said else [])
