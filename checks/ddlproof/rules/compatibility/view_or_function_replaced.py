"""A view or function is replaced by one that is not what its callers know, or that PostgreSQL refuses."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import ChangeThing, DropThing, PutThing
from ddlproof.model.names import QName, quote
from ddlproof.model.structure import SetTable
from ddlproof.model.thing import ROUTINES, VIEWS, Thing
from ddlproof.rules.rule import About, Example
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "CREATE OR REPLACE VIEW whose columns are not those of before, in order, with new ones behind them; CREATE OR "
        "REPLACE FUNCTION with another return type or argument names, which PostgreSQL refuses, or with another "
        "volatility, SECURITY or strictness; another security_invoker of a view; and the same by ALTER, or by way of "
        "DROP and CREATE. A changed body is no finding."
    ),
    effect=(
        "PostgreSQL refuses to take away, rename or reorder a view's columns, or to change what a function returns: "
        "the deployment fails. By DROP and CREATE, queries that name a column of before fail."
    ),
    instead="A view or function of a new name beside the old one; add columns at the end.",
    needs="the schema before",
)
_BEFORE = "create table jobs (id int, kind text); create view open_jobs as select id, kind from jobs;"
BAD = Example("create or replace view open_jobs as select kind, id from jobs;", before=_BEFORE)
GOOD = Example("create or replace view open_jobs as select id, kind, id as job from jobs;", before=_BEFORE)
_CHANGES: dict[str, dict[str | None, str]] = {
    "volatility": {None: "VOLATILE", "stable": "STABLE", "immutable": "IMMUTABLE"},
    "security": {None: "SECURITY INVOKER", "definer": "SECURITY DEFINER"},
    "strict": {None: "CALLED ON NULL INPUT", "": "STRICT"},
}
"""The attributes that callers notice, and what each value is called: None is the default."""


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each way in which the new one is not the old one."""
    before = {thing.key: thing for thing in ending.before.things if thing.kind in (*VIEWS, *ROUTINES)}
    if not before:
        return
    replaced = _replaced(ending)
    for thing in ending.after.things:
        old = before.get(thing.key)
        found = replaced.get(thing.qname) if thing.qname is not None else None
        if old is None or found is None:
            continue
        at, in_place = found
        yield from _view(old, thing, at, in_place) if thing.kind in VIEWS else _routine(old, thing, at, in_place)


def _replaced(ending: Ending) -> dict[QName, tuple[Span, bool]]:
    """Where the script puts a view or routine, and whether by OR REPLACE in the place of the one before."""
    found: dict[QName, tuple[Span, bool]] = {}
    dropped: set[QName] = set()
    for _, action in ending.steps:
        if isinstance(action, SetTable):
            found[action.table] = (action.at, True)
        named = isinstance(action, PutThing | DropThing | ChangeThing) and not action.thing.about
        name = action.thing.qname if named and isinstance(action, PutThing | DropThing | ChangeThing) else None
        if name is None:
            continue
        if isinstance(action, DropThing):
            dropped.add(name)
        elif isinstance(action, PutThing):
            found[name] = (action.at, action.replace and name not in dropped)
        elif isinstance(action, ChangeThing):
            found[name] = (action.at, True)
    return found


def _view(old: Thing, new: Thing, at: Span, in_place: bool) -> Iterator[Hit]:
    was, now = (f"security_invoker={_invoker(view)}" for view in (old, new))
    if was != now:
        whose = "the caller's" if now.endswith("true") else "its owner's"
        said = f"{new.name} reads with {whose} privileges from now on: others see other rows, or fail"
        yield Hit(said, span=at, object=new.name)
    if not old.columns or not new.columns:
        return
    kept = new.columns[: len(old.columns)]
    if in_place and kept != old.columns:
        said = f"PostgreSQL refuses to replace {new.name}: its columns were {_listed(old)}, and are {_listed(new)}"
        yield Hit(said, span=at, object=new.name, severity=Severity.ERROR)
        return
    gone = [column for column in old.columns if column not in new.columns]
    if gone:
        said = f"{new.name} no longer has {', '.join(map(quote, gone))}: queries that name it fail"
        yield Hit(said, span=at, object=new.name)


def _invoker(view: Thing) -> str:
    """Whether it reads with the privileges of who asks (since PostgreSQL 15)."""
    options = (view.get("with") or "").strip("()").replace(" ", "").split(",")
    given = [option.partition("=")[2] or "true" for option in options if option.startswith("security_invoker")]
    return "true" if given and given[0].strip("'") in ("true", "on", "yes", "1") else "false"


def _listed(view: Thing) -> str:
    return f"({', '.join(map(quote, view.columns))})"


def _routine(old: Thing, new: Thing, at: Span, in_place: bool) -> Iterator[Hit]:
    for attribute, word in (("returns", "return type"), ("arguments", "argument names")):
        was, now = old.get(attribute), new.get(attribute)
        if was != now and (attribute == "returns" or _renamed(was, now)):
            were, are = ("was", "is") if word.endswith("type") else ("were", "are")
            start = f"PostgreSQL refuses to replace {new.name}: its" if in_place else f"{new.name} changes: its"
            said = f"{start} {word} {were} {was or 'none'}, and {are} {now or 'none'}"
            yield Hit(said, span=at, object=new.name, severity=Severity.ERROR if in_place else None)
            return
    for attribute, words in _CHANGES.items():
        was, now = old.get(attribute), new.get(attribute)
        if was != now:
            yield Hit(f"{new.name} is {words[now]}, and was {words[was]}", span=at, object=new.name)


def _renamed(was: str | None, now: str | None) -> bool:
    """Whether an argument that had a name has another one: defaults may be added."""
    names = [_names(text or "") for text in (was, now)]
    return any(a != b for a, b in zip(*names, strict=False))


def _names(arguments: str) -> list[str]:
    parts, depth, start = [], 0, 0
    text = arguments.strip("()") if arguments.startswith("(") else arguments
    for at, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [part.split()[0] for part in (*parts, text[start:]) if part.split()]
