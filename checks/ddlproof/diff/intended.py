"""A contract's `intended` diff: read line by line, compared with the real diff as a set.

The printed diff reads back to itself. Order and spacing do not matter, nor does the spelling of a type or expression,
nor whether `public.` is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import dedent

from ddlproof.changed import Change, Intended
from ddlproof.diff import describe
from ddlproof.diff.normal import normal_column, normal_constraint, normal_index
from ddlproof.errors import ContractError, DdlproofError
from ddlproof.model.canonical import canonical
from ddlproof.model.claim import read_claim
from ddlproof.model.constraint import Check, kind_of
from ddlproof.model.expression import render
from ddlproof.model.names import quote
from ddlproof.model.reading import Reading
from ddlproof.model.thing import ELSEWHERE, IN_SCHEMAS

_FLAGS = re.IGNORECASE | re.DOTALL
_LINE = re.compile(r"(?P<indent>\s*)(?P<sign>[+~=-])\s+(?P<text>\S.*?)\s*\Z")
_IDENTIFIER = r'(?:"(?:[^"]|"")+"|[^\s":.(]+)'
_LABEL = r"'(?:[^']|'')*'"
_NAME = rf"(?P<name>{_IDENTIFIER}(?:\.{_IDENTIFIER})?)"
_TABLE = re.compile(rf"table\s+{_NAME}\Z", _FLAGS)
_CONSTRAINTS = "primary key|unique|foreign key|check|exclude"
_IN_SCHEMA = "index|enum|sequence|domain|composite type|range type"
_OLD = _NAME.replace("name", "old")
_RENAMED = re.compile(rf"(?P<kind>table|schema|column|{_IN_SCHEMA}|{_CONSTRAINTS})\s+{_OLD}\s+->\s+{_NAME}\Z", _FLAGS)
_PARTS = rf"(?P<was>{_IDENTIFIER})\s+->\s+(?P<now>{_IDENTIFIER})"
_PART_RENAMED = re.compile(rf"(?P<kind>view\s+column|attribute|domain\s+constraint)\s+{_NAME}\s+{_PARTS}\Z", _FLAGS)
_CONSTRAINT = re.compile(rf"(?P<kind>{_CONSTRAINTS})\s+{_NAME}(?P<rest>.*)\Z", _FLAGS)
_CHANGED = re.compile(rf"(?P<kind>{_CONSTRAINTS})\s+{_NAME}\s*:\s*(?P<how>.*)\Z", _FLAGS)
_INDEX = re.compile(rf"(?P<unique>unique\s+)?index\s+{_NAME}\s+on\s+(?P<rest>.*)\Z", _FLAGS)
_ATTRIBUTE = re.compile(r"(?P<name>[a-z][\w .]*?)\s*:\s+(?P<how>\S.*)\Z", _FLAGS)
_OTHER = re.compile(rf"(?P<kind>table|schema|column|{_IN_SCHEMA}|{_CONSTRAINTS})\s+{_NAME}(?P<rest>.*)\Z", _FLAGS)
_KINDS = "|".join(kind.replace(" ", r"\s+") for kind in sorted((*IN_SCHEMAS, *ELSEWHERE), key=len, reverse=True))
_THING = re.compile(rf"(?P<kind>{_KINDS})\s+(?P<rest>\S.*)\Z", _FLAGS)


@dataclass(frozen=True, slots=True)
class Line:
    """One change that a contract intends: the table it belongs to, as it is written and as it is compared."""

    number: int
    owner: str
    written: str
    compared: str


def compare(changes: Iterable[Change], lines: Iterable[Line], written: Iterable[Change] = ()) -> Intended:
    """The intended lines that did not happen, and the changes that no line intends.

    `written` are the changes as the files tell them, where `changes` are the catalog's: a line may speak as either.
    """
    real = {_key(change): change for change in changes}
    wanted = {f"{line.owner}|{line.compared}": line for line in lines}
    happened = {_spelt(change): key for key, change in real.items() if change.spelt}
    for change in written:
        if change.spelt and (line := wanted.get(_key(change))) is not None and _key(change) not in real:
            key = happened.get(_spelt(change))
            if key is not None or change.action == "alter":  # else only the files spell it otherwise
                del wanted[_key(change)]
            if key is not None:
                wanted[key] = line
    return Intended(
        missing=tuple(_shown(line.owner, line.written) for key, line in wanted.items() if key not in real),
        unexpected=tuple(
            _shown(str(change.owner or ""), change.line) for key, change in real.items() if key not in wanted
        ),
    )


def _spelt(change: Change) -> str:
    return f"{change.owner or ''}|{change.sign} {change.spelt}"


def _key(change: Change) -> str:
    return f"{change.owner or ''}|{change.sign} {_folded(change.text)}"


def _shown(owner: str, line: str) -> str:
    return f"{line}  (table {owner})" if owner else line


def _folded(text: str) -> str:
    return " ".join(text.split())


def read_intended(text: str, read: Reading) -> tuple[Line, ...]:
    """The lines of an intended diff. Empty lines and lines that begin with `#` are comments.

    Raises:
        ContractError: a line that is none; the message quotes it.
    """
    lines: list[Line] = []
    owner = ""
    for number, written in enumerate(dedent(text).splitlines(), 1):
        if not written.strip() or written.strip().startswith("#"):
            continue
        match = _LINE.match(written)
        if match is None:
            raise _unreadable(written, "it does not begin with +, -, ~ or =")
        table = _TABLE.match(match["text"])
        if match["sign"] == "=" and (renamed := _RENAMED.match(match["text"])) and (renamed["kind"].lower() == "table"):
            owner = _qualified(renamed["name"])
            lines.append(Line(number, "", written.strip(), f"= {_compared('=', match['text'], written, read)}"))
            continue
        if table:
            name = _qualified(table["name"])
            owner = name if match["sign"] in "+~" else ""
            if match["sign"] != "~":
                lines.append(Line(number, "", written.strip(), f"{match['sign']} table {name}"))
            continue
        owner = owner if match["indent"] else ""
        compared = f"{match['sign']} {_compared(match['sign'], match['text'], written, read)}"
        lines.append(Line(number, owner, written.strip(), compared))
    return tuple(lines)


def _unreadable(line: str, why: str) -> ContractError:
    return ContractError(
        f"`intended` has a line that is no change: `{line.strip()}`: {why}",
        hint="`ddlproof accept` writes the present diff; `ddlproof diff BEFORE AFTER` prints it.",
    )


def _compared(sign: str, text: str, line: str, read: Reading) -> str:
    reader = _READERS[sign]
    try:
        return _folded(reader(text, read))
    except DdlproofError as error:
        raise _unreadable(line, error.message) from error


def _added(text: str, read: Reading) -> str:
    if match := re.match(r"column\s+(.*)\Z", text, _FLAGS):
        return f"column {describe.column(normal_column(read.column(match[1])))}"
    if match := _INDEX.match(text):
        return _index(match, read)
    if match := _CONSTRAINT.match(text):
        return _constraint(match["kind"].lower(), match["name"], match["rest"].strip(), read)
    match = _ATTRIBUTE.match(text)
    known = _OTHER.match(text) or _THING.match(text)
    return _named(text, read) if match is None or known else _attribute(match)


def _attribute(match: re.Match[str]) -> str:
    """An attribute of the table in whose block the line stands: `row level security: enabled`."""
    return f"{match['name']}: {_folded(match['how'])}"


def _index(match: re.Match[str], read: Reading) -> str:
    index = read.index(f"create {match['unique'] or ''}index {_parts(match['name'])[-1]} on {match['rest']}")
    return describe.index(normal_index(index, {}))


def _constraint(kind: str, name: str, rest: str, read: Reading) -> str:
    if kind == "check":
        return f"check {_own(name)} {_check(rest, read)}"
    made = read.constraint(_bare(_own(name)), f"{kind} {rest}")
    if made is None or kind_of(made) != kind:
        raise ContractError(f"expected a {kind}")
    return describe.constraint(normal_constraint(made, {}))


def _check(text: str, read: Reading) -> str:
    trailing = ""
    while match := re.search(r"\s+(not valid|no inherit|not enforced)\Z", text, re.IGNORECASE):
        trailing = f" {match[1].lower()}{trailing}"
        text = text[: match.start()]
    expression = canonical(read_claim(text, read.expression))
    return describe.body(Check("", expression)) + trailing


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _named(text: str, read: Reading) -> str:
    """A line that names an object and says no more about it than its kind; or one that says all of a thing."""
    match = _OTHER.match(text)
    if match is None:
        if (thing := _THING.match(text)) is not None:
            return _thing(thing)
        raise ContractError("expected a table, column, constraint, index, sequence, type or schema")
    kind = match["kind"].lower()
    qualified = kind == "table" or kind in _IN_SCHEMA.split("|")
    return f"{kind} {_qualified(match['name']) if qualified else _own(match['name'])}{_folded_rest(match['rest'])}"


def _thing(match: re.Match[str]) -> str:
    """What is compared attribute by attribute is text already, as it is printed."""
    kind = " ".join(match["kind"].lower().split())
    return f"{kind} {_identity(kind, match['rest'])}"


def _identity(kind: str, text: str) -> str:
    rest = _folded(text)
    name = re.match(rf"{_IDENTIFIER}(?P<dot>\.)?", rest) if kind in IN_SCHEMAS else None
    return f"{'public.' if name is not None and name['dot'] is None else ''}{rest}"


def _folded_rest(rest: str) -> str:
    return f" {_folded(rest)}" if rest.strip() else ""


def _qualified(name: str) -> str:
    parts = _parts(name)
    return ".".join(parts if len(parts) > 1 else ["public", *parts])


def _own(name: str) -> str:
    """A name that takes no schema."""
    return ".".join(_parts(name))


def _parts(name: str) -> list[str]:
    """The parts of a name, folded and quoted as the diff prints them."""
    found = re.findall(_IDENTIFIER, name)
    return [quote(_bare(part) if part.startswith('"') else part.lower()) for part in found]


def _altered(text: str, read: Reading) -> str:
    if match := re.match(rf"column\s+(?P<column>{_IDENTIFIER})\s*:\s*(?P<how>.*)\Z", text, _FLAGS):
        return f"column {_own(match['column'])}: {_alteration(match['how'], read)}"
    if match := _CHANGED.match(text):
        kind, name = match["kind"].lower(), _own(match["name"])
        sides = _sides(match["how"], lambda side: _constraint(kind, name, side, read).removeprefix(f"{kind} {name} "))
        return f"{kind} {name}: {sides}"
    if match := re.match(rf"(?P<kind>{_IN_SCHEMA})\s+{_NAME}\s*:\s*(?P<how>.*)\Z", text, _FLAGS):
        return f"{match['kind'].lower()} {_qualified(match['name'])}: {_folded(match['how'])}"
    if (thing := _THING.match(text)) is not None:
        return _thing(thing)
    if (match := _ATTRIBUTE.match(text)) and " -> " in match["how"]:
        return _attribute(match)
    raise ContractError("expected `column NAME: …`, `check NAME: … -> …` or the like")


def _renamed(text: str, _: Reading) -> str:
    """`KIND NAME -> NAME`, of an enum's value `enum value TYPE 'LABEL' -> 'LABEL'`."""
    if match := re.match(rf"enum\s+value\s+{_NAME}\s+({_LABEL})\s+->\s+({_LABEL})\Z", text, _FLAGS):
        return f"enum value {_qualified(match['name'])} {match[2]} -> {match[3]}"
    if match := _PART_RENAMED.match(text):
        kind = " ".join(match["kind"].lower().split())
        return f"{kind} {_qualified(match['name'])} {_own(match['was'])} -> {_own(match['now'])}"
    match = _RENAMED.match(text)
    if match is None and (thing := _THING.match(text)) is not None and len(sides := thing["rest"].split(" -> ")) == 2:
        kind = " ".join(thing["kind"].lower().split())
        return f"{kind} {_identity(kind, sides[0])} -> {_identity(kind, sides[1])}"
    if match is None:
        raise ContractError("expected `column OLD -> NEW`, `table OLD -> NEW` or the like")
    kind = " ".join(match["kind"].lower().split())
    name = _qualified if kind == "table" or kind in _IN_SCHEMA.split("|") else _own
    return f"{kind} {name(match['old'])} -> {name(match['name'])}"


def _alteration(how: str, read: Reading) -> str:
    if match := re.match(r"type\s+(.*)\Z", how, _FLAGS):
        return f"type {_sides(match[1], lambda side: read.type(side).text)}"
    if match := re.match(r"set default\s+(.*)\Z", how, _FLAGS):
        return f"set default {render(canonical(read.expression(match[1])))}"
    return how


def _sides(text: str, form: Callable[[str], str]) -> str:
    """`A -> B`, both sides in canonical form. An arrow may be an operator too: cuts near the middle go first."""
    parts = re.split(r"\s+->\s+", text)
    failure: DdlproofError = ContractError("expected `BEFORE -> AFTER`")
    for cut in sorted(range(1, len(parts)), key=lambda cut: abs(2 * cut - len(parts))):
        try:
            return f"{form(' -> '.join(parts[:cut]))} -> {form(' -> '.join(parts[cut:]))}"
        except DdlproofError as error:
            failure = error
    raise failure


_READERS: dict[str, Callable[[str, Reading], str]] = {"+": _added, "-": _named, "~": _altered, "=": _renamed}
