"""Each kind of change alone: reported with the right object, from SQL and from the catalog. Other spellings are not.

`probes/pending.txt` lists what does not work yet; each line of it must still fail, so that it can only shrink. To take
out what works now: `pytest tests/diff | sed -n 's/.*works now: //p'` says which lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from ddlproof.diff.compare import diff
from ddlproof.errors import DdlproofError
from ddlproof.evidence import Change
from ddlproof.model.schema import Schema
from ddlproof.source import Source
from ddlproof.sql.carried import carry
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

SPELLINGS = {"def", "dflt", "viewdef"}  # facts that hold a text as it was written, more or less
SPLIT = "two CHECKs vs one AND"  # the one equivalent pair that has another number of objects
ORDER = "column order only"


def test_the_list_is_whole(every_probe: list[Any]) -> None:
    changes = [probe.title for probe in every_probe if not probe.equivalent]
    assert (len(changes), len(every_probe) - len(changes)) == (228, 27)
    assert len(set(changes)) == 228


def test_nothing_unknown_is_pending(every_probe: list[Any], pending: frozenset[str]) -> None:
    assert pending <= {f"{origin}: {probe.title}" for probe in every_probe for origin in ("sql", "catalog")}


def test_the_pair_differs_as_it_says(probe: Any, look: Callable[[str], Any]) -> None:
    before, after = (look(side).facts for side in probe.sides)
    objects = before.keys() ^ after.keys()
    attributes = {
        name for key in before.keys() & after.keys() for name in before[key] if before[key][name] != after[key][name]
    }
    if probe.equivalent:
        assert not objects or probe.name == SPLIT
        assert attributes <= SPELLINGS
        return
    if probe.unlike:
        assert look(probe.common + probe.unlike).facts != after
    if probe.name == ORDER:
        assert not objects
        assert attributes == {"pos"}
    else:
        assert objects or attributes - {"pos"}


def test_from_sql(probe: Any, pending: frozenset[str]) -> None:
    settle(f"sql: {probe.title}", mistakes(probe, from_sql), pending)


def test_from_the_catalog(probe: Any, look: Callable[[str], Any], pending: frozenset[str]) -> None:
    settle(f"catalog: {probe.title}", mistakes(probe, lambda sql: look(sql).model), pending)


def settle(line: str, wrong: list[str], pending: frozenset[str]) -> None:
    if line in pending:
        assert wrong, f"works now: {line}"
    elif wrong:
        pytest.fail("\n".join([line, *wrong]), pytrace=False)


def from_sql(sql: str) -> Schema | str:
    """The model of a script, or why there is none that is whole."""
    replay = Replay(version=18)
    try:
        replay.run(read(Source("probe.sql", sql)))
    except DdlproofError as error:
        return str(error)
    doubts = [str(problem) for problem in replay.problems] + [f"unread: {action.why}" for action in replay.opaque]
    return "; ".join(doubts) or replay.result


def mistakes(probe: Any, model: Callable[[str], Schema | str]) -> list[str]:
    """What is reported and should not be, what is not and should, and what is right only by blindness."""
    sides = [model(sql) for sql in (*probe.sides, probe.common, probe.common + probe.unlike)]
    unread = [side for side in sides if isinstance(side, str)]
    if unread:
        return unread
    before, after, common, unlike = sides
    if probe.unlike and not diff(unlike, after):
        return [f"not told from: {probe.unlike.strip()}"]
    if not probe.expect and not (diff(common, before) and diff(common, after)):
        return ["silent, but because it does not see the object at all"]
    return differences(probe, diff(carry(before, (), after)[0], after))


def differences(probe: Any, changes: Iterable[Change]) -> list[str]:
    """The changes against those that the probe expects."""
    spelling = {"equal"} if probe.equivalent else set()
    reported = {line(change): change for change in changes if change.relation not in spelling}
    missing = [f"missing: {text}" for text in probe.expect if text not in reported]
    surplus = [
        f"surplus: {text}"
        for text, change in reported.items()
        if text not in probe.expect | probe.may and not implied(change, probe.expect)
    ]
    return sorted(missing) + sorted(surplus)


def line(change: Change) -> str:
    return f"{change.sign} {change.kind} {change.object}"


def implied(change: Change, expected: Iterable[str]) -> bool:
    """What a new or dropped object has of its own goes without saying: columns, constraints."""
    whole = [text.split()[-1] for text in expected if text[0] == change.sign and text[0] in "+-"]
    return any(change.object.startswith(f"{name}.") for name in whole)
