"""Something that running code calls by its name gets another one."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model.names import QName, quote
from ddlproof.model.structure import MoveTable
from ddlproof.model.thing import VIEWS
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import first_words, fold, name_at, words

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "RENAME of a table, column, schema, view, function or enum value, or SET SCHEMA, that the migration did "
        "not make itself; unless the same transaction puts a view, table, column or function with the old name in its "
        "place. Not of a column whose table gets another name, too: that says it all. A trigger's function is called "
        "by no name."
    ),
    effect="Code that still runs fails at the old name; code that is new fails at the new name before the migration.",
    instead="Add the new one beside the old one, move the code over, then drop the old one; or leave a view behind.",
)
_BEFORE = "create table jobs (id int primary key, note text);"
BAD = Example("alter table jobs rename column note to remark;", before=_BEFORE)
GOOD = Example(
    "begin;\nalter table jobs rename to tasks;\ncreate view jobs as select * from tasks;\ncommit;", before=_BEFORE
)
_OTHERS = ("SCHEMA", "VIEW", "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE")


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a name that running code loses."""
    match moment.action:
        case a.RenameTable(table=table, to=to):
            if _old(moment, table) and not _stands_in(moment, table):
                yield _hit(moment, f"table {table}", to, str(table))
        case a.RenameColumn(table=table, column=column, to=to):
            old = _old(moment, table) or (moment.view.named(table, *VIEWS) and not _made(moment, table.name))
            if old and not _new_column(moment, table, column) and not _kept(moment, table, column):
                yield _hit(moment, f"column {table}.{quote(column)}", to, f"{table}.{column}")
        case a.RenameEnumValue(name=name, label=label, to=to):
            if not any(isinstance(one, a.CreateEnum) and one.name == name for one, _ in moment.earlier):
                yield _hit(moment, f"'{label}' of {name}", f"'{to}'", str(name), named=False)
        case a.Unread(verb="ALTER") | a.ChangeThing() | a.RenameNamespace() | MoveTable():
            yield from _of_text(moment)


def _hit(moment: Moment, what: str, to: str, name: str, *, named: bool = True) -> Hit:
    said = f"{what} becomes {quote(to) if named else to}: code that still calls it by its old name fails"
    return Hit(said, span=moment.action.at, object=name)


def _old(moment: Moment, table: QName) -> bool:
    """Whether running code may know the table: neither it nor what it was before its last rename is new."""
    return moment.existing(table) and not any(
        isinstance(one, a.RenameTable) and one.table in moment.fresh and one.table.sibling(one.to) == table
        for one, _ in moment.earlier
    )


def _new_column(moment: Moment, table: QName, column: str) -> bool:
    return any(
        isinstance(one, a.AddColumn) and (one.table, one.column.name) == (table, column) for one, _ in moment.earlier
    )


def _stands_in(moment: Moment, table: QName) -> bool:
    """Whether the same transaction goes on to make a table or view of the old name."""
    for one, transaction in moment.later:
        if transaction != moment.transaction:
            break
        made = one.table.name if isinstance(one, a.CreateTable) else None
        if isinstance(one, a.RenameTable):
            made = one.table.sibling(one.to)
        if made == table or _view(one) == table.name:
            return True
    return False


def _view(action: a.Action) -> str | None:
    """The name of the view that a statement makes."""
    if not isinstance(action, a.Unread | a.PutThing) or first_words(action.at.text, 1) != ("CREATE",):
        return None
    tokens = first_words(action.at.text, 10)
    return name_at(tokens, tokens.index("VIEW") + 1)[0][1] if "VIEW" in tokens else None


def _kept(moment: Moment, table: QName, column: str) -> bool:
    """Whether the same transaction makes another column of that name, or code fails at its table's name already."""
    again = any(
        isinstance(one, a.AddColumn) and (one.table, one.column.name) == (table, column)
        for one, transaction in moment.later
        if transaction == moment.transaction
    )
    return again or any(
        isinstance(one, a.RenameTable) and table in (one.table, one.table.sibling(one.to)) for one, _ in moment.script
    )


def _of_text(moment: Moment) -> Iterator[Hit]:
    """What the model does not hold: ALTER SCHEMA, VIEW, FUNCTION … RENAME TO, and SET SCHEMA."""
    if first_words(moment.action.at.text, 1) != ("ALTER",) and first_words(moment.statement.sql, 1) != ("ALTER",):
        return
    tokens = words(moment.statement.sql)
    kind = "VIEW" if tokens[1:2] == ("MATERIALIZED",) else tokens[1]
    start = 3 if tokens[1:2] == ("MATERIALIZED",) else 2
    start += 2 if tokens[start : start + 2] == ("IF", "EXISTS") else 0
    start += tokens[start : start + 1] == ("ONLY",)
    (schema, name), _ = name_at(tokens, start)
    tail = tokens[:-1] if tokens[-1] == ";" else tokens
    renamed = kind in _OTHERS and tail[-3:-1] == ("RENAME", "TO")
    moved = kind in (*_OTHERS, "TABLE") and tail[-3:-1] == ("SET", "SCHEMA")
    table = QName(schema or "public", name)
    new = _made(moment, name) or (kind == "TABLE" and not moment.existing(table))
    if not (renamed or moved) or new or _made_again(moment, name):
        return
    routines = moment.view.named(table, "function") if kind in ("FUNCTION", "ROUTINE") else []
    if routines and all(("returns", "trigger") in one.attributes for one in routines):
        return
    what = f"{kind.lower()} {schema + '.' if schema else ''}{quote(name)}"
    to = f"{fold(tail[-1])}.{name}" if moved else fold(tail[-1])
    yield _hit(moment, what, to, name, named=not moved)


def _made_again(moment: Moment, name: str) -> bool:
    """Whether the same transaction goes on to make a view or routine of that name."""
    return any(
        isinstance(one, a.PutThing) and one.thing.qname is not None and one.thing.qname.name == name
        for one, transaction in moment.later
        if transaction == moment.transaction and isinstance(one, a.PutThing) and not one.thing.about
    )


def _made(moment: Moment, name: str) -> bool:
    """Whether an earlier statement makes something of that name."""
    return any(
        first_words(one.at.text, 1) == ("CREATE",) and name in map(fold, first_words(one.at.text, 10))
        for one, _ in moment.earlier
    )
