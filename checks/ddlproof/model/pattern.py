"""LIKE and regular expressions, where Python's answer is certain to be PostgreSQL's.

PostgreSQL documentation, section 9.7 "Pattern Matching". Only ASCII text without control characters, and of regular
expressions only the part in which POSIX and Python agree on whether there is a match.
"""

from __future__ import annotations

import re

from ddlproof.model.scalar import UNDECIDED, Undecided

_SAFE = re.compile(
    r"""(?: [A-Za-z0-9 _@:;,!"'%&/=<>~#`-]           # literals
          | \\[dws.+*?()|^$/@{}\[\]\\-]               # escapes with the same meaning
          | \[\^?(?:[A-Za-z0-9 _@:;,!.+*?%&/=<>~#()|$-]|\\[dws.\\/+*?-])+\]
          | [.^$|()]
          | (?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})(?![*+?{])   # no lazy or possessive quantifiers
        )+\Z""",
    re.VERBOSE | re.ASCII,
)


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def like(text: str, pattern: str) -> bool | Undecided:
    """`text LIKE pattern`, with the backslash as escape."""
    if not (_plain(text) and _plain(pattern)) or re.search(r"\\\Z", pattern.replace("\\\\", "")):
        return UNDECIDED
    parts = re.findall(r"\\.|[%_]|[^%_\\]", pattern)
    wild = {"%": ".*", "_": "."}
    return re.fullmatch("".join(wild.get(part) or re.escape(part[-1]) for part in parts), text) is not None


def matches(text: str, pattern: str) -> bool | Undecided:
    """`text ~ pattern`."""
    if not _plain(text) or "(?" in pattern or "[:" in pattern or "[." in pattern or "[=" in pattern:
        return UNDECIDED
    if len(pattern) > 200 or not _SAFE.match(pattern):
        return UNDECIDED
    try:
        return re.search(pattern, text, re.ASCII) is not None
    except re.error:
        return UNDECIDED
