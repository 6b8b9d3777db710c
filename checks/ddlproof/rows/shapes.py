"""Texts that a regular expression matches, made from it: distinct for different n.

PostgreSQL documentation, section 9.7.3 "POSIX Regular Expressions". Of what is read otherwise by PostgreSQL, and of
what is not read here (lookaround, back references), no text is made, or one that does not match: who uses them asks.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = string.ascii_lowercase + string.digits + string.ascii_uppercase + "_"
_PRINTABLE = string.ascii_letters + string.digits + " -_.,:;!#%&()*+/<=>?@[]^{|}~$'\"`\\"
_CLASSES = {
    "alpha": string.ascii_letters,
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "digit": string.digits,
    "alnum": string.ascii_letters + string.digits,
    "xdigit": "0123456789abcdef",
    "word": _WORD,
    "space": " ",
    "blank": " ",
    "punct": "-_.,:;!",
}
_ESCAPES = {"d": string.digits, "w": _WORD, "s": " ", "t": "\t", "D": _WORD[:26], "W": "-. ", "S": _WORD}
_NOTHING = "AZmMyYbB"
_TOKEN = re.compile(
    r"""(?P<open>\((?:\?:)?) | (?P<close>\)) | (?P<or>\|) | (?P<anchor>[\^$])
      | (?P<times>(?:[*+?]|\{\d+(?:,\d*)?\})\??)
      | (?P<set>\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]) | (?P<escape>\\.) | (?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)
_INSIDE = re.compile(r"\[:(\w+):\]|\\(.)|(.)-(?:\\(.)|([^\]\\]))|(.)", re.DOTALL)
LONGEST = 60
"""Characters of a text that is made, at most."""

Places = tuple[str, ...]
"""The characters that may stand at each place."""


class _NotRead(Exception):
    """A regular expression, or a part of one, that is not read."""


@dataclass(slots=True)
class _Reader:
    """Reads a regular expression once: quantifiers as often as `extra` says more than needed, of branches the n-th."""

    tokens: list[tuple[str, str]]
    extra: int
    branch: int
    at: int = 0

    def either(self) -> Places:
        branches = [self.sequence()]
        while self._next("or"):
            branches.append(self.sequence())
        return branches[self.branch % len(branches)]

    def sequence(self) -> Places:
        made: Places = ()
        while self.at < len(self.tokens) and self.tokens[self.at][0] not in ("or", "close"):
            one = self.part()
            made += one * self.times()
        return made

    def part(self) -> Places:
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind:
            case "open":
                inside = self.either()
                if not self._next("close"):
                    raise _NotRead
                return inside
            case "set":
                return (_set(text[1:-1]),)
            case "escape" if text[1] in _NOTHING:
                return ()
            case "escape" if text[1] in _ESCAPES or not text[1].isalnum():
                return (_ESCAPES.get(text[1], text[1]),)
            case "anchor":
                return ()
            case "plain":
                return (_WORD if text == "." else text,)
        raise _NotRead

    def times(self) -> int:
        if self.at == len(self.tokens) or self.tokens[self.at][0] != "times":
            return 1
        text = self.tokens[self.at][1]
        self.at += 1
        few, _, most = text.strip("{}?").partition(",") if text[0] == "{" else ("0" if text[0] in "*?" else "1", "", "")
        least = int(few)
        limit = 1 if text[0] == "?" else LONGEST if text[0] in "*+" else int(most or (LONGEST if "," in text else few))
        return max(least, min(least + self.extra, limit))

    def _next(self, kind: str) -> bool:
        here = self.at < len(self.tokens) and self.tokens[self.at][0] == kind
        self.at += here
        return here


def _set(inside: str) -> str:
    negated, found = inside.startswith("^"), ""
    for named, escaped, first, last_escaped, last, one in _INSIDE.findall(inside.removeprefix("^")):
        if named:
            found += _CLASSES.get(named, "")
        elif first:
            found += "".join(map(chr, range(ord(first), ord(last_escaped or last) + 1)))
        else:
            found += _ESCAPES.get(escaped, escaped) or one
    chosen = "".join(dict.fromkeys(char for char in _PRINTABLE if char not in found)) if negated else found
    if not chosen:
        raise _NotRead
    return chosen


def texts_of(pattern: str, n: int) -> list[str]:
    """Texts that the regular expression matches as far as it is understood: the n-th short one, longer ones, others."""
    body = re.sub(r"\A\(\?[a-z]+\)", "", pattern)
    tokens = [(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(body)]
    made = [text for places in _forms(tokens) if (text := _nth(places, n))]
    more = [] if body.endswith(("$", "\\Z", "\\M", "\\y")) else [f"{text}{n}" for text in made[:1]]
    return list(dict.fromkeys((*more, *made)))


def _forms(tokens: list[tuple[str, str]]) -> Iterator[Places]:
    for extra, branch in ((1, 0), (0, 0), (3, 0), (LONGEST, 0), (1, 1), (1, 2)):
        reader = _Reader(tokens, extra, branch)
        try:
            places = reader.either()
        except _NotRead:
            return
        if reader.at == len(tokens) and len(places) <= LONGEST:
            yield places


def _nth(places: Places, n: int) -> str:
    """The places filled, the last one first: another text for another n, as far as there are so many."""
    made, left = [], n
    for choices in reversed(places):
        left, here = divmod(left, len(choices))
        made.append(choices[here])
    return "".join(reversed(made))
