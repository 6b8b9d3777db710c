"""One table of a TOML document, read key by key; what does not fit is an error with its place."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any, NoReturn

from ddlproof.change.toml import Document, Path
from ddlproof.errors import ContractError
from ddlproof.source import Span

_TYPES = {
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A table and its path in the document. `name` is what messages call it: `[[claim]]`, `change.toml`."""

    document: Document
    path: Path
    name: str

    @property
    def data(self) -> dict[str, Any]:
        """The values of the table."""
        found: Any = self.document.data
        for part in self.path:
            found = found[part]
        return found if isinstance(found, dict) else self.fail(f"{self.name} must be a table.")

    @property
    def span(self) -> Span:
        """Where the table stands."""
        return self.document.span(self.path)

    def where(self, key: str) -> Span:
        """Where a key of the table stands."""
        return self.document.span((*self.path, key))

    def fail(self, message: str, key: str | None = None, hint: str = "") -> NoReturn:
        """Refuse the table, or one of its keys."""
        raise ContractError(message, span=self.span if key is None else self.where(key), hint=hint)

    def only(self, *known: str) -> None:
        """Refuse any key but these, and name the nearest of them."""
        for key in self.data:
            if key not in known:
                close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
                hint = f"Did you mean `{close[0]}`?" if close else f"Known keys: {', '.join(known)}."
                self.fail(f"{self.name} has no key `{key}`.", key, hint)

    def text(self, key: str, default: str = "") -> str:
        """A string, or the default where the key is absent."""
        value = self.data.get(key, default)
        return value if isinstance(value, str) else self._mistyped(key, "a string")

    def required(self, key: str, hint: str) -> str:
        """A string that must be there and not be blank."""
        if key not in self.data:
            self.fail(f"{self.name} needs `{key}`.", hint=hint)
        value = self.text(key)
        return value if value.strip() else self.fail(f"`{key}` of {self.name} is empty.", key, hint)

    def one_of(self, key: str, *choices: str) -> str | None:
        """One of some strings, or None where the key is absent."""
        if key not in self.data:
            return None
        value = self.text(key)
        if value not in choices:
            spelled = ", ".join(f'"{choice}"' for choice in choices)
            self.fail(f'`{key}` of {self.name} cannot be "{value}".', key, f"It is one of {spelled}.")
        return value

    def texts(self, key: str, *, or_one: bool = False) -> tuple[str, ...]:
        """A list of strings; with `or_one` a single string stands for a list of it. Empty where the key is absent."""
        value = self.data.get(key, [])
        if or_one and isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._mistyped(key, "a string or a list of strings" if or_one else "a list of strings")
        return tuple(value)

    def number(self, key: str, least: int) -> int | None:
        """A whole number of at least `least`, or None where the key is absent."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._mistyped(key, "a whole number")
        return value if value >= least else self.fail(f"`{key}` of {self.name} must be at least {least}.", key)

    def table(self, key: str) -> Entry | None:
        """A table within this one, or None where the key is absent."""
        if key not in self.data:
            return None
        return self._below(key) if isinstance(self.data[key], dict) else self._mistyped(key, "a table")

    def tables(self, key: str) -> tuple[Entry, ...]:
        """The entries of an array of tables, in order."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._mistyped(key, f"an array of tables, [[{key}]]")
        return tuple(Entry(self.document, (*self.path, key, number), f"[[{key}]]") for number in range(len(value)))

    def _below(self, key: str) -> Entry:
        return Entry(self.document, (*self.path, key), f"[{key}]")

    def _mistyped(self, key: str, wanted: str) -> NoReturn:
        value = self.data[key]
        got = next((name for kind, name in _TYPES.items() if isinstance(value, kind)), "a date or time")
        self.fail(f"`{key}` of {self.name} must be {wanted}, not {got}.", key)
