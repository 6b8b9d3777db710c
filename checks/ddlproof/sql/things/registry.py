"""Which words after CREATE, ALTER, DROP, COMMENT ON … lead to which reader."""

from __future__ import annotations

from collections.abc import Callable

from ddlproof.model.action import Action
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things import comment, extension

Reader = Callable[[Cursor, int], tuple[Action, ...]]
"""Takes the cursor behind the words, and the number of the statement's first token, for places."""

CREATE: dict[tuple[str, ...], Reader] = {
    ("EXTENSION",): extension.create,
}
ALTER: dict[tuple[str, ...], Reader] = {
    ("EXTENSION",): extension.alter,
}
DROP: dict[tuple[str, ...], Reader] = {
    ("EXTENSION",): extension.drop,
}
OTHER: dict[tuple[str, ...], Reader] = {
    ("COMMENT", "ON"): comment.read_comment,
    ("SECURITY", "LABEL"): comment.read_label,
}
"""Statements that begin otherwise."""


def read_thing(cursor: Cursor, readers: dict[tuple[str, ...], Reader], start: int) -> tuple[Action, ...] | None:
    """What a statement does to a thing; None if its words lead to no reader.

    Raises:
        NotModelled: its reader passes.
        SqlError: it cannot be valid.
    """
    for words, reader in readers.items():
        if cursor.take(*words):
            return reader(cursor, start)
    return None
