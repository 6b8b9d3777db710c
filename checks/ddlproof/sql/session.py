"""The settings of the session in which a script is walked through: SET, SET LOCAL, and those of a function that runs.

PostgreSQL documentation, SET; CREATE FUNCTION, "SET configuration_parameter".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field

from ddlproof.sql.sessions import after_reset, path_of, role_of

Settings = dict[str, str | None]
_FIRST = ("public",)


@dataclass(slots=True)
class Session:
    """What is set, as it was written: `local` until the transaction ends. `path` is the search path.

    `outside` is the path without what is local, `begun` what was set when the transaction block began, if one did.
    `timed` says that lock_timeout was set at some time.
    """

    path: tuple[str, ...] = _FIRST
    settings: Settings = field(default_factory=dict)
    local: Settings = field(default_factory=dict)
    outside: tuple[str, ...] = _FIRST
    begun: Settings | None = None
    timed: bool = False

    @property
    def all(self) -> Settings:
        """What is in force."""
        return self.settings | self.local

    @property
    def role(self) -> str | None:
        """The role that was set."""
        return role_of(self.settings, self.local)

    def copy(self) -> Session:
        """Another session that is like this one so far."""
        other = copy(self)
        other.settings, other.local = dict(self.settings), dict(self.local)
        return other

    def start(self) -> None:
        """Another connection."""
        self.settings.clear()
        self.local.clear()
        self.path = self.outside = _FIRST

    def set(self, name: str, value: str | None, local: bool = False) -> None:
        """SET, SET LOCAL; RESET where the value is None."""
        self.timed |= name == "lock_timeout" and value not in (None, "0")
        if name == "all":
            self.settings, self.local = (after_reset(held, value) for held in (self.settings, self.local))
        if name == "session_authorization":
            for held in (self.settings, self.local):
                held.pop("role", None)
        if name in ("search_path", "all"):
            self.path = path_of(value if name != "all" else None)
            self.outside = self.outside if local else self.path
        (self.local if local else self.settings)[name] = value

    def end_local(self) -> None:
        """What is set for a transaction is over with it."""
        if self.local:
            self.local.clear()
            self.path = self.outside

    def transaction(self, what: str) -> None:
        """BEGIN, COMMIT or ROLLBACK, which takes back what was set since."""
        self.end_local()
        if what == "rollback" and self.begun is not None:
            self.settings, self.path = self.begun, path_of(self.begun.get("search_path"))
            self.outside = self.path
        self.begun = dict(self.settings) if what == "begin" else None

    def enter(self, own: Mapping[str, str]) -> Callable[[], None]:
        """A function begins that has settings of its own; the way back, when it ends."""
        before, path, outside = dict(self.local), self.path, self.outside
        for name, value in own.items():
            self.set(name, value, local=True)

        def leave() -> None:
            kept = {name: value for name, value in self.local.items() if name not in own}
            self.local = kept | {name: before[name] for name in own if name in before}
            if "search_path" in own:
                self.path, self.outside = path, outside

        return leave
