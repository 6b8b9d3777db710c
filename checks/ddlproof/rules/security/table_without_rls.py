"""A new table lies open to whoever comes from the network: its schema is exposed, and it has no row level security."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.house import House
from ddlproof.model.names import QName
from ddlproof.model.table import Table
from ddlproof.rules.added import added
from ddlproof.rules.rule import About, Example
from ddlproof.rules.security.access import EVERYBODY, grantee

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "CREATE TABLE without ENABLE ROW LEVEL SECURITY in the same migration, in a schema that `exposed-schemas` "
        'names (platform = "supabase": public); or of a table on which anon, authenticated or PUBLIC is granted '
        "something. A warning where other tables of the schema have it. Not of a partition whose parent has it."
    ),
    effect="Every row is there for everybody whom the grants let in: row level security is what tells users apart.",
    instead="ALTER TABLE … ENABLE ROW LEVEL SECURITY, with policies for those who may see its rows, in this migration.",
    needs="the migration, and which schemas are exposed",
)
_HOUSE = House(exposed=("public",))
_TABLE = "create table notes (id bigint primary key, owner uuid not null);"
BAD = Example(_TABLE, house=_HOUSE)
GOOD = Example(
    f"{_TABLE}\nalter table notes enable row level security;\n"
    "create policy own on notes using (owner = (select current_setting('app.user')::uuid));",
    house=_HOUSE,
)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each such table."""
    made = added(ending).tables
    granted = _granted(ending) if made else {}
    beside = {t.name.schema: t.name for t in reversed(ending.tables.values()) if t.row_level_security} if made else {}
    for name, (_, at) in made.items():
        table = ending.tables[name]
        open_ = not (table.row_level_security or _covered(ending, table, granted))
        why = _why(ending, table, granted.get(name), beside.get(name.schema)) if open_ else None
        if why is not None:
            reason, severity = why
            said = f"{name} has no row level security, and {reason}"
            yield Hit(said, span=at, object=str(name), severity=severity)


def _covered(ending: Ending, table: Table, granted: dict[QName, str]) -> bool:
    """Whether it is a partition that is reached by way of its parent alone."""
    parent = ending.tables.get(table.partition.parent) if table.partition is not None else None
    return parent is not None and parent.row_level_security and table.name not in granted


def _why(ending: Ending, table: Table, role: str | None, beside: QName | None) -> tuple[str, Severity | None] | None:
    """Why a table lies open; None where nothing says so."""
    schema = table.name.schema
    if schema in ending.house.exposed:
        return f"schema {schema} is exposed", None
    if role is not None:
        return f"{role} may reach it", None
    return (f"{beside} beside it has", Severity.WARNING) if beside is not None else None


def _granted(ending: Ending) -> dict[QName, str]:
    """The tables on which everybody is granted something, with the role."""
    found: dict[QName, str] = {}
    for thing in ending.after.things:
        if thing.kind == "grant" and thing.about == "table" and thing.table is not None:
            role = grantee(thing)
            if role in EVERYBODY:
                found.setdefault(thing.table, "PUBLIC" if role == "public" else role)
    return found
