"""What has another name after a change than before."""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.names import QName


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing is found: its kind as the printed diff has it, its name, and which part of that it is, if any."""

    kind: str
    whole: QName
    part: str = ""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A thing of the schema before, and where it is after."""

    was: Place
    now: Place
