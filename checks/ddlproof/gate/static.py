"""What can be known without a server: schemas from files, and their diff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ddlproof.change.applied import schema_files
from ddlproof.diff.compare import diff
from ddlproof.diff.policies import with_policies
from ddlproof.diff.renames import renames
from ddlproof.diff.render import render
from ddlproof.model.action import Statement, Unread
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.outcome import Outcome
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay
from ddlproof.sql.versions import NONE_SAID


@dataclass(frozen=True, slots=True)
class Script:
    """Files that are run one after the other, as statements."""

    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]

    @property
    def opaque(self) -> int:
        """How many statements were not analysed, or not wholly."""
        return sum(any(isinstance(action, Unread) for action in s.actions) for s in self.statements)


def script(sources: Sequence[Source], *, lenient: bool = False) -> Script:
    """The statements of the files; `lenient` as in `read`.

    Raises:
        SqlError: a statement cannot be valid.
    """
    return Script(tuple(sources), tuple(one for source in sources for one in read(source, lenient=lenient)))


def build(made: Script, start: Schema = EMPTY, *, strict: bool = True) -> Schema:
    """The schema that a script makes of another, on the model.

    Raises:
        SqlError: PostgreSQL would refuse a statement. Not where `strict` is off, nor where something could not be read:
            what is missing may be there.
    """
    return _replayed(made, start, strict=strict).result


def _replayed(made: Script, start: Schema = EMPTY, *, strict: bool = True) -> Replay:
    replay = Replay(start, version=NONE_SAID)
    replay.run(made.statements)
    if strict and replay.problems and not replay.opaque:
        raise replay.problems[0]
    return replay


def diff_schemas(before: str, after: str) -> Outcome:
    """The diff of two schemas, and what of them could not be read."""
    scripts = [script(schema_files(side)) for side in (before, after)]
    old, new = (_replayed(made) for made in scripts)
    changes = with_policies(diff(old.result, new.result), old.result, new.result, READING.expression)
    count = sum(len(s.statements) for s in scripts)
    opaque = sum(len({(one.at.source.name, one.at.start) for one in replay.opaque}) for replay in (old, new))
    notes = [f"{opaque} of {count} statements were not read: a difference in them is not shown"] if opaque else []
    notes += [rename.question for rename in renames(old.result, new.result)] if changes else []
    return Outcome(
        name=f"{before} -> {after}", findings=(), changes=changes, printed_diff=render(changes),
        statements=count, analysed=count - opaque, notes=tuple(notes),
    )  # fmt: skip


def nearest(name: str, names: Sequence[str]) -> str:
    """A hint for a name that is not there."""
    near = get_close_matches(name, names, 1)
    return f"Did you mean {near[0]}?" if near else f"There are {', '.join(names)}." if names else "There are none."
