"""What a platform puts into every database before the first migration of a project runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

from ddlproof.source import Source

_SECTION = re.compile(r"^-- schema (\w+)\n", re.MULTILINE)
_MADE = r'\bcreate\s+schema\s+(?:if\s+not\s+exists\s+)?"?{}\b'


def prelude(platform: str, sources: Iterable[Source]) -> tuple[Source, ...]:
    """The schemas of the platform that the files do not make themselves; none of a platform that is not known."""
    file = files(__package__).joinpath("platforms", f"{platform}.sql")
    if not platform.isidentifier() or not file.is_file():
        return ()
    head, *parts = _SECTION.split(file.read_text("utf-8"))
    texts = [source.text for source in sources]
    wanted = [head]
    for name, sql in zip(parts[::2], parts[1::2], strict=True):
        made = re.compile(_MADE.format(name), re.IGNORECASE)
        if not any(made.search(text) for text in texts):
            wanted.append(sql)
    return (Source(f"what {platform.capitalize()} has", "".join(wanted)),)
