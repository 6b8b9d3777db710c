"""What to do when a server does not create an extension."""

from __future__ import annotations

import re

from ddlproof.evidence import Postgres, ServerError
from ddlproof.postgres.extensions.offer import HARMLESS

NOT_AVAILABLE = ("0A000", "58P01")  # the second before PostgreSQL 16
NOT_ALLOWED = "42501"
_CREATED = re.compile(
    r'\s*create\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"((?:[^"]|"")+)"|([^\W\d][\w$]*))', re.IGNORECASE
)
STAND_INS = ("pgcrypto", "uuid-ossp")
# Every image of PostgreSQL itself has these: PostgreSQL documentation, appendix F.
CONTRIB = frozenset(
    "amcheck autoinc bloom btree_gin btree_gist citext cube dblink dict_int dict_xsyn earthdistance file_fdw "
    "fuzzystrmatch hstore insert_username intagg intarray isn lo ltree moddatetime pageinspect pg_buffercache "
    "pg_freespacemap pg_prewarm pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto "
    "pgrowlocks pgstattuple postgres_fdw refint seg sslinfo tablefunc tcn tsm_system_rows tsm_system_time "
    "unaccent uuid-ossp xml2".split()
)
# Published by the authors of the extension. The tag is the user's choice.
IMAGES = {
    "postgis": "postgis/postgis",
    "postgis_raster": "postgis/postgis",
    "postgis_topology": "postgis/postgis",
    "postgis_tiger_geocoder": "postgis/postgis",
    "timescaledb": "timescale/timescaledb",
}
TRUSTED = frozenset({"timescaledb"})  # of those with an image


def created(sql: str) -> str | None:
    """The name of the extension that a CREATE EXTENSION creates; None for any other statement."""
    match = _CREATED.match(sql)
    if match is None:
        return None
    return match[1].replace('""', '"') if match[1] else match[2].lower()


def remedy(sql: str, error: ServerError, server: Postgres) -> str | None:
    """What to do when that server refused to create an extension; None if the failure is another one."""
    name = created(sql)
    if name is None:
        return None
    if error.sqlstate in NOT_AVAILABLE:
        return f"The server, {_described(server)}, does not have {name}. {_elsewhere(name, server)}"
    if error.sqlstate == NOT_ALLOWED:
        return (
            f"On the server, {_described(server)}, {name} needs a superuser, which SQL under test never is. "
            f"Leave the statement out if nothing depends on it, or {_allowed(name)}."
        )
    return None


def _described(server: Postgres) -> str:
    kind, _, image = server.backend.partition(" ")
    if kind == "container":
        return f"PostgreSQL {server.version} in a container of {image}"
    if "://" in kind:
        return f"PostgreSQL {server.version} at {server.backend}"
    return f"PostgreSQL {server.version} ({server.backend})"


def _elsewhere(name: str, server: Postgres) -> str:
    """Which server has it."""
    if name in HARMLESS:
        return "`--postgres embedded:18` does, and lets SQL under test create it."
    if name in CONTRIB:
        official = f"`--postgres container:postgres:{server.version.partition('.')[0]}` does"
        return f"{official}; `--postgres embedded:18` has a stand-in." if name in STAND_INS else f"{official}."
    image = f"{IMAGES[name]}:TAG`" if name in IMAGES else "IMAGE` with an image that has it"
    use = f"Use `--postgres container:{image}, or the URL of a server that has it."
    return use if name in TRUSTED else f"{use} SQL under test is no superuser, so {_condition(name)}."


def _allowed(name: str) -> str:
    """Which server lets its owner create it."""
    if name in HARMLESS:
        return "use `--postgres embedded:18`, which allows it"
    return f"use a server (`--postgres container:IMAGE` or a URL): {_condition(name)}"


def _condition(name: str) -> str:
    return f"{name}.control must say `trusted = true`; an image of your own can append that line"
