"""What migration tools read in a migration's text: where up and down begin, and that it runs without a transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddlproof.source import Source

_MULTI = re.IGNORECASE | re.MULTILINE


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file that is run as one migration: the file's text, with everything else made blank.

    `bare` says that it is marked to run without a transaction.
    """

    source: Source
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """The up parts of a file, its down parts, and the tool whose markers say so; empty where there are none."""

    tool: str
    parts: tuple[Part, ...]
    down: tuple[Part, ...] = ()


_SECTIONS = (
    ("goose", re.compile(r"^--[ \t]*\+goose[ \t]+(?P<way>up|down)\b(?P<options>)", _MULTI)),
    ("sql-migrate", re.compile(r"^--[ \t]*\+migrate[ \t]+(?P<way>up|down)\b(?P<options>.*)$", _MULTI)),
    ("dbmate", re.compile(r"^--[ \t]*migrate:(?P<way>up|down)\b(?P<options>.*)$", _MULTI)),
    ("node-pg-migrate", re.compile(r"^[ \t]*--[ \t-]*(?P<way>up|down)[ \t]+migration\b(?P<options>)", _MULTI)),
    ("liquibase", re.compile(r"^--[ \t]*(?P<way>changeset)[ \t]+\S+:\S+(?P<options>.*)$", _MULTI)),
)
_LIQUIBASE = re.compile(r"\s*--\s*liquibase formatted sql", re.IGNORECASE)
_NO_TRANSACTION = re.compile(r"\bnotransaction\b|\btransaction:\s*false\b|\brunInTransaction:\s*false\b", re.IGNORECASE)
_BARE_FILE = re.compile(
    r"^--[ \t]*(?:\+goose[ \t]+no[ \t]+transaction\b|atlas:txmode[ \t]+none\b|no-transaction\b"
    r"|postgres-migrations[ \t]+disable-transaction\b|flyway:executeInTransaction=false\b)",
    _MULTI,
)


def marked(source: Source) -> Marked:
    """What of a file is run when the migration is; all of it where it has no markers."""
    text = source.text
    bare = _BARE_FILE.search(text) is not None
    for tool, pattern in _SECTIONS:
        found = list(pattern.finditer(text))
        if found and (tool != "liquibase" or _LIQUIBASE.match(text)):
            parts = tuple(_parts(source, found, bare))
            up, down = (tuple(part for way, part in parts if (way == "down") is back) for back in (False, True))
            return Marked(tool, up, down)
    return Marked("", (Part(source, bare),))


def _parts(source: Source, found: list[re.Match[str]], bare: bool) -> Iterator[tuple[str, Part]]:
    ends = [mark.start() for mark in found[1:]] + [len(source.text)]
    for mark, end in zip(found, ends, strict=True):
        alone = bare or _NO_TRANSACTION.search(mark["options"]) is not None
        yield mark["way"].lower(), Part(_only(source, mark.start(), end), alone)


_INK = re.compile(r"[^\r\n]")


def _only(source: Source, start: int, end: int) -> Source:
    """The same text with everything outside of two offsets made blank, so that lines and columns stay."""
    text = source.text
    if not text[:start].strip() and not text[end:].strip():
        return source
    return Source(source.name, _INK.sub(" ", text[:start]) + text[start:end] + _INK.sub(" ", text[end:]))
