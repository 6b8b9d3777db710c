"""Migrations beside those in SQL that are written in another language: what they do is not read."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ddlproof import seen

_CODE = re.compile(
    r"v?\d+[-_.].*\.(?:go|py|rb|js|mjs|cjs|ts|mts|cts|java|kt|kts|groovy|php|cs|ex|exs|rs|lua)\Z", re.IGNORECASE
)
_NO_MIGRATION = re.compile(r"(?:^|[._-])(?:down|rollback|test|spec|d)\.\w+\Z", re.IGNORECASE)


def in_code(folder: Path) -> tuple[str, ...]:
    """The names of the migrations of a folder that are code, by the numbers that they begin with; what undoes left out.

    Two files of a number and a name, as `1_name.sql` and `1_name.go`, are one migration in two languages.
    """
    seen.note("folder", folder)
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    in_sql = {name.partition(".")[0] for name in names if name.endswith(".sql")}
    found = (name for name in names if _CODE.match(name) and not _NO_MIGRATION.search(name))
    return tuple(name for name in found if name.partition(".")[0] not in in_sql)
