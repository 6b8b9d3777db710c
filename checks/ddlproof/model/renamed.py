"""What has another name after a change than before."""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.names import QName, quote


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing is found: its kind as the printed diff has it, its name, and which part of that it is, if any.

    `label` follows the name as it is printed, as the types of a function's arguments do. What lives in no schema has
    one without a name.
    """

    kind: str
    whole: QName
    part: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """The name of the whole, as it is printed."""
        return (str(self.whole) if self.whole.schema else quote(self.whole.name)) + self.label


@dataclass(frozen=True, slots=True)
class Renamed:
    """A thing of the schema before, and where it is after."""

    was: Place
    now: Place
