"""Who may see or change what is no longer the same: somebody should look at it."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment, Run, Step
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Action, Beside, ChangeThing, CreateTable, DropThing, Grant, PutThing, Unread
from ddlproof.model.names import QName
from ddlproof.model.structure import SetTable
from ddlproof.model.thing import Thing
from ddlproof.rules.acl import NOTHING, differences
from ddlproof.rules.listed import listed
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.ran import one_by_one
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.rules.security.access import EVERYBODY, grantee, named_roles, place, subject
from ddlproof.rules.words import words

ABOUT = About(
    severity=Severity.NOTE,
    trigger=(
        "DISABLE or NO FORCE ROW LEVEL SECURITY, DROP and ALTER POLICY, REVOKE, also of a role, OWNER TO, on what the "
        "migration did not make itself, unless it makes a policy of that name again; CREATE EXTENSION of one that the "
        "configuration's `extensions` does not list. A rehearsal compares the grants before and after, which shows "
        "what DO blocks and functions do."
    ),
    effect="Access is wider or narrower than before, which no test of the application shows.",
    instead="Have it reviewed by whoever answers for access, and accept or ignore it with the reason.",
)
_BEFORE = (
    "create table notes (id bigint primary key, owner uuid not null);\n"
    "alter table notes enable row level security;\n"
    "create policy own on notes using (owner = (select current_setting('app.user')::uuid));"
)
BAD = Example("drop policy own on notes;", before=_BEFORE)
GOOD = Example("drop policy own on notes;\ncreate policy own on notes for select using (true);", before=_BEFORE)
_NOWHERE = QName("", "")
_OFF = {
    ("row level security", None): "no longer has row level security: all its rows are there for whoever may read it",
    ("force row level security", None): "no longer binds its owner by its policies",
}


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each change of who may do what."""
    action = moment.action
    match action:
        case SetTable(table=table, changes=changes) if moment.existing(table):
            for change in changes:
                if change in _OFF:
                    yield Hit(f"{table} {_OFF[change]}", span=action.at, object=str(table))
        case DropThing(thing=Thing(kind="policy") as policy):
            if moment.existing(policy.table or _NOWHERE) and not _again(moment, policy):
                yield _hit(action, f"policy {policy.name} of {policy.table} goes", policy)
        case ChangeThing(thing=Thing(kind="policy") as policy):
            if moment.existing(policy.table or _NOWHERE):
                yield _hit(action, f"policy {policy.name} of {policy.table} is another one", policy)
        case Grant(thing=thing, revoke=True, privileges=rights):
            if not _made(moment, thing):
                what = ", ".join(rights).upper() or "ALL"
                yield _hit(action, f"{grantee(thing)} loses {what} on {subject(thing, action.every)}", thing)
        case Beside(verb="REVOKE role"):
            yield from _members(action)
        case PutThing(thing=Thing(kind="owner") as owner):
            if not _made(moment, owner):
                yield _hit(action, f"{subject(owner)} belongs to {owner.get('is')} now", owner)
        case PutThing(thing=Thing(kind="extension") as extension):
            listed = moment.house.extensions
            if listed is not None and extension.name.strip('"') not in listed:
                yield _hit(action, f"extension {extension.name} is none of those that may be installed", extension)


def _members(action: Action) -> Iterator[Hit]:
    """REVOKE role FROM role, or an option of that membership."""
    said = words(action.at.text)
    option, start = (f"the {said[1]} option of ", 4) if said[2:4] == ("OPTION", "FOR") else ("", 1)
    end = said.index("FROM")
    stop = next((at for at, word in enumerate(said) if word in ("GRANTED", "CASCADE", "RESTRICT", ";")), len(said))
    roles, members = named_roles(said[start:end]), named_roles(said[end + 1 : stop])
    verb = "lose" if len(members) > 1 else "loses"
    yield Hit(f"{listed(members)} {verb} {option}membership in {listed(roles)}", span=action.at, object=roles[0])


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each grant that code, which cannot be read, has changed on what was there before."""
    run = one_by_one(trial.rehearsal)
    code = next((step for step in run.steps if _opaque(step)), None) if run is not None else None
    if run is None or code is None:
        return
    for (role, on), (before, after) in differences(run.began, run.left).items():
        if not _written(run.steps, role, on) and _was_there(run, on):
            severity = Severity.WARNING if role in EVERYBODY and after != NOTHING else None
            said = f"{role} had {before} on {on} and has {after} now, as no GRANT or REVOKE that can be read says"
            yield Hit(said, code.statement.span, on, severity=severity)


def _opaque(step: Step) -> bool:
    return any(isinstance(action, Unread) for action in step.statement.actions)


def _written(ran: tuple[Step, ...], role: str, on: str) -> bool:
    """Whether a statement that can be read speaks of the role and of something of that name."""
    return any(
        isinstance(action, Grant)
        and grantee(action.thing) == role
        and (bool(action.every) or subject(action.thing).rpartition(".")[2].split()[-1:] == [on.rpartition(".")[2]])
        for step in ran
        for action in step.statement.actions
    )


def _was_there(run: Run, on: str) -> bool:
    kind, _, name = on.partition(" ")
    if kind == "schema":
        return name in run.began.namespaces
    if kind in ("table", "column"):  # a view is a table as well, for GRANT
        there = {str(table.name) for table in run.began.tables} | {str(one.qname) for one in run.began.things}
        return name.partition(" ")[0] in there
    return on in {f"{thing.kind} {thing.name}" for thing in run.began.things}


def _hit(action: Action, said: str, thing: Thing) -> Hit:
    return Hit(said, span=action.at, object=subject(thing) if thing.about else f"{thing.table or ''}.{thing.name}")


def _again(moment: Moment, policy: Thing) -> bool:
    return any(
        isinstance(later, PutThing) and later.thing.kind == "policy" and place(later.thing) == place(policy)
        for later, _ in moment.later
    )


def _made(moment: Moment, remark: Thing) -> bool:
    """Whether the script itself made what the remark is about."""
    if remark.table is not None and not moment.existing(remark.table):
        return True
    names = (name for name in (remark.qname, remark.table) if name is not None)
    return any(_makes(moment.script).get(name, moment.position) < moment.position for name in names)


@OncePerScript
def _makes(script: Script) -> dict[QName, int]:
    """Where in the script something of each name is first made."""
    found: dict[QName, int] = {}
    for position, (action, _) in enumerate(script):
        match action:
            case PutThing(thing=Thing(qname=QName() as name, about="")):
                found.setdefault(name, position)
            case CreateTable(table=table):
                found.setdefault(table.name, position)
    return found
