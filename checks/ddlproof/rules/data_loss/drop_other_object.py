"""Something besides a table or column is dropped that others may call or read."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.action import Action
from ddlproof.model.names import QName, quote
from ddlproof.model.thing import ROUTINES, VIEWS, Thing
from ddlproof.model.types import user_type
from ddlproof.rules.remade import makes
from ddlproof.rules.rule import About, Example
from ddlproof.rules.things import absent

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "DROP of a schema, view, function, procedure, aggregate, type, domain, sequence, extension, policy, trigger or "
        "rule that the migration did not make itself, unless it makes one of that name again. Not of a function that "
        "only triggers can call, without CASCADE: PostgreSQL refuses while one does; nor of a type that goes with all "
        "columns of it. An error for a schema that holds tables."
    ),
    effect="Queries and code that name it fail from then on; a sequence forgets where it was, a trigger runs no more.",
    instead="Look for who still uses it, move them over, and drop it in a later change.",
)
_BEFORE = "create table jobs (id int); create view open_jobs as select id from jobs;"
BAD = Example("drop view open_jobs;", before=_BEFORE)
GOOD = Example("drop view open_jobs;\ncreate view open_jobs as select id, 1 as rank from jobs;", before=_BEFORE)
_KINDS = (
    *(*VIEWS, *ROUTINES, "routine", "trigger", "policy", "rule", "extension", "event trigger", "foreign table", "type"),
)
_FAILS = {
    "trigger": "what it does on writes no longer happens",
    "policy": "the rows that it let through are gone for those who saw them",
    "rule": "what it does on writes no longer happens",
    "event trigger": "what it does on DDL no longer happens",
    "extension": "its types and functions are gone, and with CASCADE the columns and indexes that use them",
    "sequence": "where it stood is forgotten",
}


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each such object."""
    action = moment.action
    match action:
        case a.DropNamespace(name=name):
            yield from _namespace(moment, name)
        case a.DropThing(thing=thing) if thing.kind in _KINDS and not absent(moment, thing):
            spared = (
                makes(moment.script, thing) or _dropped_with_table(moment, thing) or _called_by_nobody(moment, action)
            )
            if not spared:
                yield _hit(action, thing.kind, _name(thing))
        case s.DropSequence(sequence=sequence):
            if not _sequences(moment, sequence) and not _no_sequence(moment, sequence):
                yield _hit(action, "sequence", str(sequence))
        case a.DropType(name=name):
            if not (_types(moment, name) or _no_type(moment, name) or _of_dropped(moment, name)):
                yield _hit(action, "type", str(name))


def _hit(action: Action, kind: str, name: str) -> Hit:
    fails = _FAILS.get(kind, "what still names it fails")
    return Hit(f"{kind} {name} is dropped: {fails}", span=action.at, object=name)


def _name(thing: Thing) -> str:
    return f"{thing.name} of {thing.table}" if thing.table is not None else thing.name


def _namespace(moment: Moment, name: str) -> Iterator[Hit]:
    made = any(isinstance(one, a.CreateNamespace) and one.name == name for one, _ in moment.script)
    if made:
        return
    tables = [table for table in moment.view.freeze().tables if table.name.schema == name]
    lost = f" with {len(tables)} table{'s' * (len(tables) > 1)} and their rows" if tables else ""
    severity = Severity.ERROR if tables else None
    said = f"schema {quote(name)} is dropped{lost}: what still names it fails"
    yield Hit(said, span=moment.action.at, object=name, severity=severity)


def _dropped_with_table(moment: Moment, thing: Thing) -> bool:
    """Whether its table goes, too, or is new: that says it all."""
    if thing.table is None:
        return False
    gone = any(isinstance(one, a.DropTable) and one.table == thing.table for one, _ in moment.later)
    return gone or not moment.existing(thing.table)


def _called_by_nobody(moment: Moment, action: a.DropThing) -> bool:
    """Whether it is a function that only triggers call, of which there can be none when it goes."""
    name = action.thing.qname
    if name is None or action.cascade or action.thing.kind not in ("function", "routine"):
        return False
    found = moment.view.named(name, "function")
    return bool(found) and all(one.get("returns") in ("trigger", "event_trigger") for one in found)


def _of_dropped(moment: Moment, type_: QName) -> bool:
    """Whether the script has dropped all columns of the type, of which there were some: other rules speak of them."""
    name = user_type(type_.schema, type_.name)
    users = [(table.name, c.name) for table in moment.before.tables for c in table.columns if c.type.name == name]
    if not users:
        return False
    tables = {one.table for one, _ in moment.earlier if isinstance(one, a.DropTable)}
    columns = {(one.table, one.column) for one, _ in moment.earlier if isinstance(one, a.DropColumn)}
    return all(table in tables or (table, column) in columns for table, column in users)


def _sequences(moment: Moment, name: QName) -> bool:
    return any(isinstance(one, s.CreateSequence) and one.sequence.name == name for one, _ in moment.script)


def _no_sequence(moment: Moment, name: QName) -> bool:
    """Whether it is known that there is none: IF EXISTS."""
    return moment.known and not any(one.name == name for one in moment.view.freeze().sequences)


def _no_type(moment: Moment, name: QName) -> bool:
    return moment.known and moment.view.enum(name) is None and moment.view.type(name) is None


def _types(moment: Moment, name: QName) -> bool:
    return any(
        (isinstance(one, a.CreateEnum) and one.name == name)
        or (isinstance(one, s.CreateType) and one.type.name == name)
        or (isinstance(one, s.RenameType) and one.to == name)
        for one, _ in moment.script
    )
