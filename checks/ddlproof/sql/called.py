"""Functions that a query of a script calls and that change the schema or rows, as many a migration has them to help.

Where there is one function that it can mean, called once, what its body does is done in its place (`sql/routine.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ddlproof.model import action as a
from ddlproof.model.names import QName, unquoted
from ddlproof.model.thing import DEFINITION, UNKNOWN, Key, Thing
from ddlproof.source import Source, Span
from ddlproof.sql.cursor import fold
from ddlproof.sql.draft import Draft
from ddlproof.sql.letters import IN_WORD, LETTER

if TYPE_CHECKING:
    from ddlproof.sql.constant import Known

_NAME = rf'(?:"(?:[^"]|"")+"|{LETTER}{IN_WORD}*)'
_CALL = re.compile(rf"(?:({_NAME})\s*\.\s*)?({_NAME})\s*\(")
_STRING = re.compile(r"'(?:[^']|'')*'")
_BEGINS = r"(?:\A|;|\bbegin(?: atomic)?|\bthen|\belse|\bloop)\s*"
_DDL = re.compile(rf"{_BEGINS}(?:execute|create|alter|drop|comment on|grant|revoke)\b")
"""Where a statement of a body begins that changes the schema, or may, in the form that `things/body.py` gives it."""
_DML = re.compile(rf"{_BEGINS}(?:insert|update|delete|truncate|merge|with|lock)\b")
_KINDS = ("function", "procedure")
Callers = tuple[Key, ...]
"""The functions that are running, one called by the other."""
DEEPEST = 8
"""How many calls within each other are followed, at most."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function whose body is known, with its arguments that have names, as far as the text tells them.

    `types` are those of the arguments.
    """

    thing: Thing
    arguments: dict[str, Known | None]
    types: dict[str, str]

    @property
    def settings(self) -> dict[str, str]:
        """What is set while the function runs, by itself."""
        said = ((name.removeprefix("set "), value) for name, value in self.thing.attributes if name.startswith("set "))
        return {name: value for name, value in said if value != UNKNOWN}


def calls(draft: Draft, path: tuple[str, ...], action: a.Action, callers: Callers = ()) -> Iterator[Call | a.Unread]:
    """What a query or a procedure's call does by functions: each call, or what nobody can tell of it."""
    text = _text(action, callers)
    if text is None or not isinstance(action, a.Rows | a.Unread):
        return
    found = dict(_changing(draft, path, text))
    if not found:
        yield from _unfound(draft, path, action, text)
        return
    from ddlproof.sql.invoked import invocations

    told: list[Thing] = []
    for call in invocations(draft, path, text):
        if call.thing in found and call.thing.key not in callers and len(callers) < DEEPEST:
            told.append(call.thing)
            yield call
    for thing, rows in found.items():
        if thing not in told:
            what = "changes of rows" if rows else "does to the schema"
            why = f"what {thing.kind} {thing.qname} {what} is known only when it runs"
            yield a.Unread(at=action.at, verb=action.verb, why=why, rows=rows, conditional=action.conditional)


def in_call(action: a.Action, call: a.Action, at: Span) -> a.Action:
    """An action of a body whose call stands behind conditions; `at` is the statement that calls."""
    guards, conditional = action.guards or call.guards, action.conditional or call.conditional
    return replace(action, guards=guards, conditional=conditional, called=at)


def stands_for_calls(action: a.Action, callers: Callers = ()) -> bool:
    """Whether all that is said of an action is what it calls: a body says itself what of it is not known."""
    return isinstance(action, a.Called) or (isinstance(action, a.Unread) and action.verb == "CALL" and not callers)


def _text(action: a.Action, callers: Callers) -> str | None:
    """The text of what may call a function that changes something; None of all else."""
    match action:
        case a.Called(text=text):
            return text
        case a.Rows(verb="SELECT" | "WITH"):
            return action.at.text
    return action.at.text if stands_for_calls(action, callers) else None


def _unfound(draft: Draft, path: tuple[str, ...], action: a.Action, text: str) -> Iterator[a.Unread]:
    """Of a call in code of a function that is not known, and of a procedure's, that nobody can tell what it does."""
    known = any(True for _ in _called(draft, path, text))
    if isinstance(action, a.Called) and action.why and not known:
        yield a.Unread(at=action.at, verb=action.verb, why=action.why, rows=action.rows, conditional=action.conditional)
    elif isinstance(action, a.Unread) and not isinstance(action, a.Called) and not known:
        yield action


def _changing(draft: Draft, path: tuple[str, ...], text: str) -> Iterator[tuple[Thing, bool]]:
    """The functions called that change something, and whether that is nothing but rows."""
    for thing in _called(draft, path, text):
        deeds = _deeds(draft, path, thing, set())
        if deeds:
            yield thing, deeds == {"rows"}


def _deeds(draft: Draft, path: tuple[str, ...], thing: Thing, seen: set[Key]) -> set[str]:
    """What a function changes, with those that it calls: `schema`, `rows`."""
    if thing.key in seen:
        return set()
    seen.add(thing.key)
    body = body_of(thing)
    found = {"schema"} if _DDL.search(body) else set()
    found |= {"rows"} if _DML.search(body) else set()
    for other in _called(draft, path, body):
        found |= _deeds(draft, path, other, seen)
    return found


def body_of(thing: Thing) -> str:
    """The body of a function in SQL or PL/pgSQL; empty of another, and of one that only triggers call."""
    if thing.get("language") not in ("sql", "plpgsql") or thing.get("returns") in ("trigger", "event_trigger"):
        return ""
    return thing.get("body") or thing.get(DEFINITION) or ""


def changes_rows(body: str) -> bool:
    """Whether a body has a statement that changes rows."""
    return _DML.search(body) is not None


@dataclass(frozen=True, slots=True)
class Bodies:
    """Where the bodies of functions stand that the walk has come by."""

    places: dict[Key, Span] = field(default_factory=dict)

    def copy(self) -> Bodies:
        """The same, for another walk."""
        return Bodies(dict(self.places))

    def note(self, action: a.Action) -> None:
        """A function is made."""
        if isinstance(action, a.PutThing) and action.body is not None:
            self.places[action.thing.key] = action.body

    def place(self, thing: Thing, source: Source) -> Span | None:
        """Where in a file the body of a function stands as it is now."""
        found = self.places.get(thing.key)
        if found is None or found.source != source:
            return None
        from ddlproof.sql.things.body import normal_body

        return found if normal_body(found.text, thing.get("language") or "") == thing.get("body") else None


def _called(draft: Draft, path: tuple[str, ...], text: str) -> Iterator[Thing]:
    if not any(map(draft.has_kind, _KINDS)):
        return
    for match in _CALL.finditer(_STRING.sub("''", text)):
        yield from named(draft, path, *(part and plain_name(part) for part in match.groups()))


def plain_name(written: str) -> str:
    """A name without its quotes, or folded."""
    return unquoted(written) if written.startswith('"') else fold(written)


def named(draft: Draft, path: tuple[str, ...], schema: str | None, name: str) -> Iterator[Thing]:
    """The functions that a name may mean."""
    for home in (schema,) if schema else path:
        yield from draft.named(QName(home, name), *_KINDS)
