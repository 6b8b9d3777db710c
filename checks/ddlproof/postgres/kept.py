"""Settings that outlive a script: what its session has changed, and what every new session of a role begins with.

PostgreSQL documentation, section 19.1.3 "Parameter Interaction via SQL"; `pg_settings`, `pg_db_role_setting`.
"""

from __future__ import annotations

from ddlproof.evidence import Kept
from ddlproof.postgres.session import Session

# The program's own queries run with a search_path of their own, which is not what is asked for here.
_SESSION = """
select name, pg_catalog.current_setting(name) from pg_catalog.pg_settings
where source operator(pg_catalog.=) 'session' and setting operator(pg_catalog.<>) reset_val
union all
select 'role', current_user::pg_catalog.text where current_user operator(pg_catalog.<>) session_user
order by 1
"""
_LASTING = """
select case when setdatabase <> 0 then 'the database'
            when rolname = session_user then 'the role' else 'role ' || quote_ident(rolname) end,
       split_part(one, '=', 1), substr(one, strpos(one, '=') + 1)
from pg_db_role_setting
cross join unnest(setconfig) one
left join pg_roles on pg_roles.oid = setrole
where setdatabase in (0, (select oid from pg_database where datname = current_database()))
order by 1, 2
"""


def of_session(session: Session) -> tuple[Kept, ...]:
    """What was set in the session since it began, outside of any transaction that is open."""
    found = session.run(_SESSION).rows
    return tuple(Kept("session", name or "", value or "") for name, value in found)


def lasting(session: Session) -> tuple[Kept, ...]:
    """What ALTER ROLE and ALTER DATABASE have set, for this database or for all."""
    return tuple(Kept(of, name, value) for of, name, value in session.fetch(_LASTING))
