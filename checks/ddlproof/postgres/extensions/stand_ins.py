"""Which extensions of a database are stand-ins: the report must say so."""

from __future__ import annotations

from ddlproof.postgres.database import Database
from ddlproof.postgres.session import Session

MARK = "stand-in by ddlproof: "
# Not the comment on the extension itself: a dump sets that to the real one's.
_STAND_INS = """
select e.extname::text, available.comment
from pg_extension e join pg_available_extensions() available on available.name = e.extname
where starts_with(available.comment, $1)
order by e.extname"""


def notes(*databases: Database) -> tuple[str, ...]:
    """A sentence on each stand-in in these databases."""
    found: list[str] = []
    for database in databases:
        with database.connect() as session:
            found += stand_ins(session)
    return tuple(dict.fromkeys(found))


def stand_ins(session: Session) -> tuple[str, ...]:
    """The same over an open session."""
    return tuple(f"extension {name} is a {comment}" for name, comment in session.fetch(_STAND_INS, [MARK]))
