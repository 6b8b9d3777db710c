"""What an embedded server offers besides its installation: stand-ins, and extensions that its owner may create.

PostgreSQL documentation: "Extension Files", and the setting `extension_control_path`, new in 18.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ddlproof.postgres.binaries import Installation

PATH_SINCE = 18
# Not marked as trusted by their authors, but by what they are for they open no files, no connections and no inside of
# the server. Their scripts, which PostgreSQL runs as its superuser in a schema that the SQL under test may have filled,
# only create objects: nothing that lies in wait there is called. Nobody vouches for their C code; behind it is the
# sandbox (Linux only).
HARMLESS = (
    "autoinc",
    "bloom",
    "earthdistance",
    "insert_username",
    "moddatetime",
    "pg_stat_statements",
    "vector",
)
EMPTY = (
    *("hypopg", "index_advisor", "pg_graphql", "pg_hashids", "pg_jsonschema", "pg_net", "pg_partman", "pg_repack"),
    *("pg_stat_monitor", "pg_tle", "pg_wait_sampling", "pgaudit", "pgjwt", "pgmq", "pgsodium", "supabase_vault"),
    *("wrappers", "pg_cron", "http"),
)
"""What migrations create and seldom speak of again: nothing of it is there, so that whatever does is refused."""
_EMPTY_CONTROL = """comment = 'stand-in by ddlproof: empty, nothing of the real one is there'
default_version = '1.0'
relocatable = true
trusted = true
"""


def offer(installation: Installation, folder: Path) -> dict[str, str]:
    """Write the control files into `folder`, return the settings with which the server finds them.

    The installation stays as it is. Where it has the real extension, that one is taken.
    """
    if installation.major < PATH_SINCE:
        return {}
    _write_stand_ins(_made(folder / "stand-ins"))
    _write_trusted(installation.extensions, _made(folder / "trusted"))
    return {"extension_control_path": f"{folder / 'trusted'}:$system:{folder / 'stand-ins'}"}


def _made(base: Path) -> Path:
    """PostgreSQL looks into `extension` of each folder on its path."""
    folder = base / "extension"
    folder.mkdir(parents=True)
    return folder


def _write_stand_ins(target: Path) -> None:
    for file in files(__package__).joinpath("extension").iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    for name in EMPTY:
        (target / f"{name}.control").write_text(_EMPTY_CONTROL, "utf-8")
        (target / f"{name}--1.0.sql").write_text("-- nothing\n", "utf-8")


def _write_trusted(installed: Path | None, target: Path) -> None:
    """The last word on a parameter counts. Scripts stay where they are."""
    if installed is None:
        return
    scripts = str(installed).replace("'", "''")
    for control in (installed / f"{name}.control" for name in HARMLESS):
        if control.is_file():
            text = control.read_text("utf-8")
            (target / control.name).write_text(f"{text}\ntrusted = true\ndirectory = '{scripts}'\n", "utf-8")
