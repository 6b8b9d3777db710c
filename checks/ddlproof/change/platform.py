"""What a platform puts into every database before the first migration of a project runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files

from ddlproof.source import Source

SEARCH_PATHS = {"supabase": '"$user", public, extensions'}
"""The search_path of every database, where it is not PostgreSQL's own."""

_FUNCTIONS = {
    "supabase": {
        "uuid-ossp": r"\buuid_generate_v\d",
        "pgcrypto": r"\b(?:gen_random_bytes|gen_salt|crypt|digest|hmac|armor|dearmor|pgp_\w+)\s*\(",
    }
}
"""The extensions that are there in schema extensions, and how one sees that SQL needs them."""
_SECTION = re.compile(r"^-- schema (\w+)\n", re.MULTILINE)
_MADE = r'\bcreate\s+schema\s+(?:if\s+not\s+exists\s+)?"?{}\b'


def prelude(platform: str, sources: Iterable[Source]) -> tuple[Source, ...]:
    """The schemas of the platform that the files do not make themselves, and the extensions that they need and do not.

    Nothing of a platform that is not known.
    """
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
    wanted += _extensions(platform, texts)
    return (Source(f"what {platform.capitalize()} has", "".join(wanted)),)


def _extensions(platform: str, texts: list[str]) -> Iterator[str]:
    for name, functions in _FUNCTIONS.get(platform, {}).items():
        made = re.compile(rf'\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?"?{re.escape(name)}\b', re.IGNORECASE)
        needed = re.compile(functions, re.IGNORECASE)
        if any(needed.search(text) for text in texts) and not any(made.search(text) for text in texts):
            yield f'create extension "{name}" with schema extensions;\n'
