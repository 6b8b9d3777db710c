"""Attributes of an object that the diff compares as text, each by its name; one that has its default is left out."""

from __future__ import annotations

from collections.abc import Mapping

Attributes = tuple[tuple[str, str], ...]
Changes = tuple[tuple[str, str | None], ...]
"""Attributes to set; None takes one back to its default."""


def changed(attributes: Attributes, changes: Changes | Mapping[str, str | None]) -> Attributes:
    """The attributes after some of them were set, sorted by name."""
    merged: dict[str, str | None] = {**dict(attributes), **dict(changes)}
    return tuple(sorted((name, value) for name, value in merged.items() if value is not None))
