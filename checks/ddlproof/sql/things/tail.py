"""Which words lead to which reader, for what is said of other objects and for the kinds that few schemas have."""

from __future__ import annotations

from collections.abc import Callable

from ddlproof.model.action import Action
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things import comment, grant

Readers = dict[tuple[str, ...], Callable[[Cursor, int], tuple[Action, ...]]]

CREATE: Readers = {}
ALTER: Readers = {
    ("DEFAULT", "PRIVILEGES"): grant.alter_default,
}
DROP: Readers = {}
OTHER: Readers = {
    ("COMMENT", "ON"): comment.read_comment,
    ("SECURITY", "LABEL"): comment.read_label,
    ("GRANT",): grant.read_grant,
    ("REVOKE",): grant.read_revoke,
}
