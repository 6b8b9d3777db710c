"""Which extensions of a database are stand-ins: the report must say so."""

from __future__ import annotations

from ddlproof.postgres.session import Session

MARK = "stand-in by ddlproof: "
# Not the comment on the extension itself: a dump sets that to the real one's.
_STAND_INS = """
select e.extname::text, available.comment
from pg_extension e join pg_available_extensions() available on available.name = e.extname
where starts_with(available.comment, $1)
order by e.extname"""


def stand_ins(session: Session) -> tuple[str, ...]:
    """A sentence on each stand-in in the database of a session."""
    return tuple(f"extension {name} is a {comment}" for name, comment in session.fetch(_STAND_INS, [MARK]))
