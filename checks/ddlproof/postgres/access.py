"""Who may do what in a database: asked of PostgreSQL itself, and tried as a role that owns nothing.

PostgreSQL documentation, section 9.27 "System Information Functions", table "Access Privilege Inquiry Functions".
"""

from __future__ import annotations

from collections.abc import Iterable

from ddlproof.evidence import Sight
from ddlproof.model.names import QName, quote
from ddlproof.postgres.session import Session, StatementFailed

_DEFINERS = """
select p.oid::regprocedure::text, has_function_privilege('public'::name, p.oid, 'EXECUTE')
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where p.prosecdef and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
"""
_VIEWS = """
with recursive reads (view, relation) as (
  select r.ev_class, d.refobjid
  from pg_rewrite r
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
  union
  select above.view, d.refobjid
  from reads above
  join pg_rewrite r on r.ev_class = above.relation
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
)
select distinct vn.nspname, v.relname, tn.nspname, t.relname
from reads
join pg_class v on v.oid = view and v.relkind in ('v', 'm')
join pg_namespace vn on vn.oid = v.relnamespace
join pg_class t on t.oid = relation and t.relrowsecurity
join pg_namespace tn on tn.oid = t.relnamespace
where vn.nspname !~ '^pg_' and vn.nspname <> 'information_schema'
order by 1, 2, 3, 4
"""


def definers(session: Session) -> dict[str, bool]:
    """The functions that run as their owner and can be called, and whether PUBLIC may."""
    return dict(session.fetch(_DEFINERS))


def views_over_protected(session: Session) -> dict[QName, tuple[QName, ...]]:
    """The views that read tables with row level security, themselves or through other views, and those tables."""
    found: dict[QName, tuple[QName, ...]] = {}
    for schema, view, of, table in session.fetch(_VIEWS):
        name = QName(schema, view)
        found[name] = (*found.get(name, ()), QName(of, table))
    return found


def sight(session: Session, reader: str, relation: QName, below: Iterable[QName] = ()) -> Sight:
    """What the role `reader` sees of a relation; what it is granted for that is undone."""
    read = tuple(map(str, below))
    try:
        of = _count(session, relation)
        session.run("begin")
        try:
            session.run(f"grant usage on schema {quote(relation.schema)} to {reader}")
            session.run(f"grant select on {relation} to {reader}")
            session.run(f"set local role {reader}")
            return Sight(str(relation), _count(session, relation), of, below=read)
        finally:
            session.run("rollback")
    except StatementFailed as failed:
        return Sight(str(relation), error=failed.error, below=read)


def _count(session: Session, relation: QName) -> int:
    ((rows,),) = session.run(f"select pg_catalog.count(*) from {relation}").rows
    return int(rows or 0)
