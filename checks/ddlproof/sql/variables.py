"""The variables of a PL/pgSQL body, as far as the text tells what they are.

PostgreSQL documentation, sections 43.3 "Declarations", 43.5.1 "Assignment", 43.5.3 "Executing a Command with a
Single-Row Result".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot.errors import TokenError
from sqlglot.tokens import Token

from ddlproof.sql.constant import Known, evaluate
from ddlproof.sql.cursor import Cursor, fold
from ddlproof.sql.tokens import tokens_of

TEXTS = frozenset("text varchar name text[] varchar[] name[] int integer bigint smallint".split())
"""Types whose values are the texts that they are given. Numbers are as they are written here."""
_INTO = re.compile(r"(?<!insert)(?<!merge)\s+into\s+(.*)", re.IGNORECASE | re.DOTALL)
_ASSIGNING = re.compile(r"\b(\w+)(?:\.\w+)?\s*(?::=|=)|\bfor(?:each)?\s+(\w+)", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Scope:
    """`known` are the variables, `texts` those that hold what they are given, `records` those that have fields,
    `names` all that were declared so far."""

    known: dict[str, Known] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def declare(self, at: Cursor, end: int) -> tuple[str, ...]:
        """Take in the declarations from a DECLARE to token number `end`; the names."""
        span = at.source.span(at.tokens[at.index].end + 1, at.tokens[end].start)
        try:
            listed = Cursor(at.source, tuple(tokens_of(span)))  # sqlglot takes some for one text
        except TokenError:
            return ()
        names = []
        while not listed.done:
            start = listed.index
            listed.skip_until(";")
            names.append(self._declaration(Cursor(listed.source, listed.tokens[start : listed.index])))
            listed.index += 1
        self.names.update(names)
        return tuple(names)

    def _declaration(self, one: Cursor) -> str:
        if one.done:
            return ""
        name = fold(one.advance())
        one.take("CONSTANT")
        start = one.index
        one.skip_until("DEFAULT", ":=", "=", ":")
        type_ = "".join(token.text.lower() for token in one.tokens[start : one.index])
        self.forget(name)
        if type_ == "record" or "%" in type_:
            self.records.add(name)
        elif type_ in TEXTS:
            self.texts.add(name)
        one.index += 2 if one.at(":") else 1
        if not one.done:
            self.assign(name, evaluate(Cursor(one.source, one.tokens[one.index :]), self.known))
        return name

    def assign(self, name: str, value: Known | None) -> None:
        """A variable has a value from here on, which is not known if it is None."""
        self.known.pop(name, None)
        if value is not None and name in self.texts:
            self.known[name] = value

    def forget(self, *names: str) -> None:
        """Nothing more is known of these."""
        for name in names:
            self.texts.discard(name)
            self.records.discard(name)
            self._unknown(name)

    def _unknown(self, name: str) -> None:
        for one in [one for one in self.known if one.split(".")[0] == name]:
            del self.known[one]

    def fill(self, text: str) -> None:
        """What stands behind INTO has a new value."""
        for match in _INTO.finditer(text):
            for word in _WORD.findall(match[1]):
                self._unknown(fold(word))

    def change(self, text: str) -> None:
        """Whatever may be assigned in a stretch of code has a new value."""
        self.fill(text)
        for match in _ASSIGNING.finditer(text):
            self._unknown(fold(match[1] or match[2]))

    def written(self, cursor: Cursor, first: int, end: int) -> str:
        """Tokens as they are written, and constants in the place of variables."""
        parts, last = [], cursor.tokens[first].start if first < end else 0
        for number in range(first, end):
            value = self._value(cursor.tokens[first:end], number - first)
            if value is not None:
                token, behind = cursor.tokens[number], value[1]
                parts += [cursor.source.text[last : token.start], value[0]]
                last = cursor.tokens[number + behind - 1].end + 1
        return "".join(parts) + (cursor.source.text[last : cursor.tokens[end - 1].end + 1] if first < end else "")

    def _value(self, tokens: Sequence[Token], number: int) -> tuple[str, int] | None:
        """The constant that a name stands for, and of how many tokens the name is."""
        if number and tokens[number - 1].text == ".":
            return None
        field_of = tokens[number + 1 : number + 2] and tokens[number + 1].text == "."
        size = 3 if field_of else 1
        known = self.known.get("".join(fold(token.text) for token in tokens[number : number + size]))
        if known is None or not isinstance(known.value, str) or known.unset:
            return None
        return "'" + known.value.replace("'", "''") + "'", size


def assigned(cursor: Cursor) -> int:
    """Of how many tokens `variable :=` or `record.field :=` is; none where something else comes next."""
    for ahead in (1, 3) if cursor.word(1) == "." else (1,):
        if cursor.word(ahead) in (":=", "="):
            return ahead + 1
        if cursor.word(ahead) == ":" and cursor.word(ahead + 1) == "=":
            return ahead + 2
    return 0
