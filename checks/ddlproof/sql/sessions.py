"""What a script does to its session: the search_path that it sets, the transactions that it takes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ddlproof.model import action as a
from ddlproof.sql.cursor import fold

_ON_PATH = re.compile(r"""\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^,"'\s]+))\s*(?:,|\Z)""")


def path_of(value: str | None) -> tuple[str, ...]:
    """A search_path as SET has it: names, quoted or not. `"$user"` is no schema that files speak of."""
    found = (
        m[1] if m[1] is not None else m[2] if m[2] is not None else fold(m[3])
        for m in _ON_PATH.finditer(value or "public")
    )
    return tuple(name.replace('""', '"') for name in found if name not in ("", "$user"))


def undone(statements: Iterable[a.Statement]) -> Iterator[int]:
    """The numbers of the statements that begin a transaction which the script itself rolls back."""
    begun: int | None = None
    for number, statement in enumerate(statements):
        for action in statement.actions:
            if isinstance(action, a.Transaction):
                if action.what == "rollback" and begun is not None:
                    yield begun
                begun = number if action.what == "begin" else None
