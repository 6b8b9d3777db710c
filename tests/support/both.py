"""What a script does on PostgreSQL and in the model, side by side."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Both:
    """What PostgreSQL has refused of a script, what we have, and how the schemas differ that are left."""

    refused: list[str]
    problems: list[str]
    difference: str
