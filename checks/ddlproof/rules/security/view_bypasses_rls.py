"""A view shows the rows that row level security hides."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import ChangeThing, PutThing
from ddlproof.model.names import QName
from ddlproof.model.structure import SetTable
from ddlproof.model.thing import VIEWS, Thing
from ddlproof.rules.rule import About, Example
from ddlproof.source import Span

INVOKER_SINCE = 15
"""The first version with `security_invoker`."""

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A view over a table with row level security, itself or through other views, without security_invoker, or a "
        "materialized view, that the migration makes or changes; or ENABLE ROW LEVEL SECURITY below one."
    ),
    effect="The view reads the table as its owner, whom policies do not bind: whoever may read it sees all rows.",
    instead="CREATE VIEW … WITH (security_invoker = true).",
    needs="the migration, and the tables",
)
_BEFORE = (
    "create table notes (id bigint primary key, owner uuid not null);\n"
    "alter table notes enable row level security;\n"
    "create policy own on notes using (owner = (select current_setting('app.user')::uuid));"
)
BAD = Example("create view all_notes as select id, owner from notes;", before=_BEFORE)
GOOD = Example("create view all_notes with (security_invoker = true) as select id, owner from notes;", before=_BEFORE)
_OLD = (
    "Revoke SELECT on the view from everybody whom the policies bind: before PostgreSQL 15 no view asks as its reader."
)
_COPY = "Keep it in a schema that is not exposed, and revoke SELECT: a copy of rows knows no policies."


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each such view."""
    protected = {table.name for table in ending.tables.values() if table.row_level_security}
    if not protected:
        return
    views = {thing.qname: thing for thing in ending.after.things if thing.kind in VIEWS}
    touched = _touched(ending, set(views))
    for name, view in views.items():
        below = _below(view, views) & protected if name is not None and not _asks_as_reader(view) else set()
        place = touched.get(name) or next((touched[table] for table in sorted(below) if table in touched), None)
        if below and place is not None:
            instead = _COPY if view.kind == "materialized view" else _OLD if ending.version < INVOKER_SINCE else ""
            said = f"{view.kind} {name} shows rows of {min(below)} past its row level security"
            yield Hit(said, span=place, object=str(name), instead=instead)


def _touched(ending: Ending, views: Set[QName | None]) -> dict[QName | None, Span]:
    """The views that the script makes or changes, and the tables whose row level security it enables."""
    found: dict[QName | None, Span] = {}
    for _, action in ending.steps:
        if isinstance(action, PutThing | ChangeThing) and action.thing.kind in VIEWS:
            found[action.thing.qname] = action.at
        elif isinstance(action, SetTable) and (
            action.table in views or ("row level security", "enabled") in action.changes
        ):
            found[action.table] = action.at
    return found


def _asks_as_reader(view: Thing) -> bool:
    return view.kind == "view" and "security_invoker=true" in (view.get("with") or "")


def _below(view: Thing, views: dict[QName | None, Thing], seen: frozenset[QName] = frozenset()) -> set[QName]:
    """The relations that a view reads as its owner: through a view that asks as its reader it reads nothing more."""
    found: set[QName] = set()
    for used in view.uses:
        found.add(used)
        below = views.get(used)
        if below is not None and used not in seen and below.kind == "view":
            found |= _below(below, views, seen | {used})
    return found
