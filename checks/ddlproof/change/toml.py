"""TOML with positions: tomllib reads the values, a scan of the same text finds where each key stands."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from ddlproof.errors import ContractError
from ddlproof.source import Source, Span

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'(?P<string>"""(?:\\.|[^\\])*?"""+|\'\'\'.*?\'\'\'+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<blank>[ \t\r]+)|(?P<mark>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,.#\"']+)",
    re.DOTALL,
)
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file: its values, and the span of each header and of each `key = value`."""

    source: Source
    data: dict[str, Any]
    spans: dict[Path, Span]

    def span(self, path: Path) -> Span:
        """Where the path stands; where only what holds it was found, that; else the first line."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.spans:
                return self.spans[path[:length]]
        return self.source.span(0, self.source.text.find("\n") if "\n" in self.source.text else len(self.source.text))


def read_toml(source: Source) -> Document:
    """The document.

    Raises:
        ContractError: it is not TOML, with the place.
    """
    try:
        data = tomllib.loads(source.text)
    except ValueError as error:  # TOMLDecodeError, or a number that Python will not read
        raise _not_toml(source, str(error)) from None
    except RecursionError:
        raise _not_toml(source, "nested too deeply") from None
    return Document(source, data, _spans(source))


def _not_toml(source: Source, message: str) -> ContractError:
    span = source.span(max(len(source.text) - 1, 0), len(source.text))
    if (at := _AT.search(message)) and at[1]:
        lines = source.text.split("\n")
        start = sum(len(text) + 1 for text in lines[: int(at[1]) - 1]) + int(at[2]) - 1
        span = source.span(start, min(start + 1, len(source.text)))
    return ContractError(f"This is not TOML: {_AT.sub('', message)}.", span=span, hint="See https://toml.io/en/v1.0.0.")


def _spans(source: Source) -> dict[Path, Span]:
    """The text is known to be TOML, so this need only tell headers, keys and values apart."""
    spans: dict[Path, Span] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for line in _logical_lines(source.text):
        if line[0].group() == "[":
            twice = line[1].group() == "["
            names = _names(line[1 + twice :])
            table = _header(names, twice, counts)
            spans.setdefault(table, source.span(line[0].start(), line[-1].end()))
        else:
            spans[(*table, *_names(line))] = source.span(line[0].start(), line[-1].end())
    return spans


def _logical_lines(text: str) -> list[list[re.Match[str]]]:
    """The tokens of each header or `key = value`, which goes on while a bracket is open."""
    lines: list[list[re.Match[str]]] = [[]]
    depth = 0
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "newline" and depth == 0:
            lines.append([])
        elif token.lastgroup not in ("newline", "blank", "comment"):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.group(), 0)
            lines[-1].append(token)
    return [line for line in lines if line]


def _names(tokens: list[re.Match[str]]) -> Path:
    """The dotted key at the start: up to `=` or `]`. A bare `1.5` is a key of two parts as well."""
    names: list[str] = []
    for token in tokens:
        if token.group() in "=]":
            break
        if token.group() != ".":
            names.append(_unquoted(token.group()))
    return tuple(names)


def _unquoted(name: str) -> str:
    if name[0] not in "\"'":
        return name
    return next(iter(tomllib.loads(f"{name} = 0")))


def _header(names: Path, twice: bool, counts: dict[Path, int]) -> Path:
    """The header's path, with the index of the entry in each array of tables on its way."""
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if twice and position == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def written(text: str) -> str:
    """A text as a string of TOML: its escapes are those of JSON, and of DEL, which JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
