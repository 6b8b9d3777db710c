"""Whatever the diff prints, a contract that says it reads back: nothing is missing, nothing is unexpected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.intended import compare, read_intended
from ddlproof.diff.render import render
from ddlproof.errors import ContractError
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay


def test_the_printed_diff_reads_back(probe: Any, look: Callable[[str], Any]) -> None:
    before, after = (look(side).model for side in probe.sides)
    assert not isinstance(before, str), before
    assert not isinstance(after, str), after
    changes = diff(before, after)

    assert compare(changes, read_intended(render(changes), READING)) == compare((), ())


def changes_of(before: str, after: str) -> Any:
    def model(sql: str) -> Any:
        replay = Replay(version=18)
        replay.run(read(Source("x.sql", sql)))
        return replay.result

    return diff(model(before), model(after))


def test_public_need_not_be_written() -> None:
    changes = changes_of("", "create function f(a int) returns int language sql as $$ select 1 $$;")
    line = render(changes).replace("public.", "")

    assert "function f(integer)" in line
    assert compare(changes, read_intended(line, READING)) == compare((), ())


def test_another_attribute_is_another_line() -> None:
    changes = changes_of("", "create function f(a int) returns int language sql strict as $$ select 1 $$;")
    intended = compare(changes, read_intended(render(changes).replace(" strict", ""), READING))

    assert len(intended.missing) == len(intended.unexpected) == 1


def test_what_is_no_kind_is_refused() -> None:
    with pytest.raises(ContractError, match="no change"):
        read_intended("+ functoin f()", READING)
