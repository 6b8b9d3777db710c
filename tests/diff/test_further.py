"""Single changes of the rarer kinds: reported as they are said here, from SQL and from the catalog alike.

`further.sql` has a block for each: the changes as they are told, what stands before both sides, and the two sides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ddlproof.diff.compare import diff
from ddlproof.model.schema import Schema
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

_BLOCK = re.compile(
    r"(?P<told>(?:-- .*\n)+)(?P<common>(?:(?!-- ).*\n)*)"
    r"-- before\n(?P<before>(?:(?!-- ).*\n)*)-- after\n(?P<after>(?s:.*))"
)


@dataclass(frozen=True)
class Change:
    """`told` are lines as `~ public.t.a: column a: set not null`."""

    told: tuple[str, ...]
    before: str
    after: str


def _changes() -> list[Change]:
    text = Path(__file__).with_name("further.sql").read_text("utf-8")
    found = [match for block in text.split("\n\n") if (match := _BLOCK.match(f"{block}\n")) is not None]
    assert len(found) == text.count("-- after\n")
    return [
        Change(
            tuple(line.removeprefix("-- ") for line in one["told"].splitlines()),
            one["common"] + one["before"],
            one["common"] + one["after"].rstrip("\n") + "\n",
        )
        for one in found
    ]


def _told(before: Schema, after: Schema) -> tuple[str, ...]:
    return tuple(f"{change.sign} {change.object}: {change.text}" for change in diff(before, after))


def _model(sql: str) -> Schema:
    replay = Replay(version=18)
    replay.run(read(Source("x.sql", sql)))
    assert (replay.problems, replay.opaque) == ([], [])
    return replay.result


@pytest.mark.parametrize("change", _changes(), ids=lambda change: change.told[0][:60])
def test_it_is_told_alike_from_sql_and_from_the_catalog(change: Change, look: Callable[[str], Any]) -> None:
    before, after = look(change.before).model, look(change.after).model

    assert _told(_model(change.before), _model(change.after)) == change.told
    assert _told(before, after) == change.told
    assert _told(_model(change.before), before) == _told(_model(change.after), after) == ()
