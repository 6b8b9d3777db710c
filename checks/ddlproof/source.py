"""Text with positions: where a statement, a finding or an error stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Source:
    """One text and the name under which people know it: a path, or `git:REF:PATH`."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        starts.extend(i + 1 for i, character in enumerate(self.text) if character == "\n")
        return starts

    def line_of(self, offset: int) -> int:
        """The 1-based line of a 0-based character offset."""
        return bisect_right(self._starts, offset)

    def column_of(self, offset: int) -> int:
        """The 1-based column, in characters, of a 0-based character offset."""
        return offset - self._starts[self.line_of(offset) - 1] + 1

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    def span(self, start: int, end: int) -> Span:
        """The characters from offset `start` up to, not including, offset `end`."""
        return Span(self, start, end)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source, by character offsets, `end` not included."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        return self.source.line_of(self.start)

    @property
    def column(self) -> int:
        return self.source.column_of(self.start)

    @property
    def place(self) -> str:
        """`file:line:column`, as editors and terminals make it a link."""
        return f"{self.source.name}:{self.line}:{self.column}"
