"""What a server was seen to do when a migration or a rollback ran on it: statements, runs, the whole rehearsal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as OneOf

from ddlproof.finding import Witness
from ddlproof.model.action import Statement
from ddlproof.model.schema import Schema

Direction = OneOf["up", "down"]
Mode = OneOf["statements", "transaction"]


@dataclass(frozen=True, slots=True)
class ServerError:
    """What PostgreSQL said when it refused.

    Documentation: appendix A "Error Codes", and "Error and Notice Message Fields" in the chapter on the protocol.

    `condition` is the SQLSTATE's name in words (`undefined column`); `position` the 0-based character offset into the
    statement, if the server gave one.
    """

    sqlstate: str
    message: str
    detail: str = ""
    hint: str = ""
    constraint: str = ""
    table: str = ""
    column: str = ""
    position: int | None = None
    condition: str = ""

    @property
    def brief(self) -> str:
        """`23503 jobs_row_id_fkey`, or the message where no constraint is named."""
        what = self.constraint or self.column or self.message
        return f"{self.sqlstate} {what}"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock on an object that existed before. `blocks`: what waits, `writes`, `reads and writes`, `schema changes`."""

    object: str
    mode: str
    blocks: str


@dataclass(frozen=True, slots=True)
class Timeouts:
    """The timeouts in force at a statement, as PostgreSQL prints them: `2s`. `0` is none; empty: they were not seen."""

    lock: str = ""
    statement: str = ""


NOT_SEEN = Timeouts()


@dataclass(frozen=True, slots=True)
class Step:
    """One statement, as it ran. `changed` is False when the catalog was the same afterwards as before.

    `observed` is False where a statement cannot run inside a transaction, so that its locks went unseen. `touched` is
    how many rows an INSERT, UPDATE, DELETE or MERGE says that it wrote, `wal` how many bytes the server's write-ahead
    log grew by meanwhile. `timeouts` are those in force. `waited` are tables into which an INSERT from another session
    had to wait, as far as that was tried.
    """

    direction: Direction
    statement: Statement
    seconds: float
    locks: tuple[Lock, ...] = ()
    rewrites: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    error: ServerError | None = None
    changed: bool = True
    observed: bool = True
    notices: tuple[str, ...] = ()
    touched: int = 0
    wal: int = 0
    timeouts: Timeouts = NOT_SEEN
    waited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A setting that outlives the script: in its session, or in every new one of a role or of the database.

    `of` is `session`, `the database`, or `role NAME`; `the role` is the one that ran the script.
    """

    of: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows, or keys that several rows share, `query` found before the migration ran, of how many rows."""

    query: str
    found: int
    rows: int


@dataclass(frozen=True, slots=True)
class Run:
    """A migration or a rollback, run once with rows in the tables.

    `population` says which rows were there: `old` rows that both schemas allow, or `new` ones besides; or besides the
    old ones a `stray` row, shown in `stray`, that the schema before allows and a constraint of the one after does not;
    `counted` are all like it. `converted` are values that read otherwise now that their column has another type.
    `began` is the schema that it met, `left` the one that it left behind, `lost` the rows and values that are no longer
    there, and cannot be had again by going on or back; `added`, of a rollback, names the tables and columns that the
    migration had added. `drift` are the differences, as printed, between what it left and what it should have.
    `impossible` says why the run could not be made in that mode. `kept` are the settings that it changed and left so.
    `in_parts` says that there are several files, each in a transaction of its own, or in none if it is marked so.
    """

    direction: Direction
    mode: Mode
    population: OneOf["none", "old", "new", "stray"]
    steps: tuple[Step, ...]
    began: Schema
    left: Schema
    lost: tuple[Witness, ...] = ()
    added: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()
    impossible: str = ""
    stray: Witness | None = None
    counted: Counted | None = None
    converted: tuple[Witness, ...] = ()
    kept: tuple[Kept, ...] = ()
    in_parts: bool = False

    @property
    def failed(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.error is not None)

    @property
    def leaves(self) -> OneOf["before", "after", "neither"]:
        """Which schema it left behind: the one before the change, the one after it, or neither."""
        up = self.direction == "up"
        if not self.drift:
            return "after" if up else "before"
        if self.left == self.began:
            return "before" if up else "after"
        return "neither"


@dataclass(frozen=True, slots=True)
class Build:
    """The concurrent build of an index while a snapshot was open in another session, under a timeout.

    `setting` is the timeout's name, `value` what the migration had set it to, `tried` what it was set to in its place,
    so as not to wait so long; `seconds` how long it took until `error`, if it came; `left` the invalid indexes.
    """

    statement: Statement
    setting: str
    value: str
    tried: str
    seconds: float
    error: ServerError | None
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A migration that was broken off after a statement, and its file run again from the start.

    `failed` are the statements that failed then, with what the server said; `otherwise` is what it left that one run
    does not, where none failed; `same` says that it left what one run leaves, to the last value.
    """

    after: Statement
    failed: tuple[tuple[Statement, ServerError], ...]
    otherwise: tuple[str, ...] = ()
    same: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """What a role that owns nothing sees of a table or view once it is given SELECT on that and nothing else.

    `rows` of `of`, which is what the owner sees; or the error. `below` are the protected tables that a view reads.
    """

    relation: str
    rows: int | None = None
    of: int | None = None
    error: ServerError | None = None
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Every run of migration and rollback, and the rows counted per table: before, after up, after down.

    `builds` are the concurrent builds that ran under a timeout, tried once more with a snapshot open beside them;
    `breaks` the places at which a migration that runs in no transaction was broken off.
    After the migration: `sights` is who sees what, `definers` the functions that run as their owner, and whether PUBLIC
    may execute them; `searches`, of each new foreign key, how the rows that refer are found when one goes.
    """

    runs: tuple[Run, ...]
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    newcomers: tuple[Witness, ...] = ()
    builds: tuple[Build, ...] = ()
    breaks: tuple[Break, ...] = ()
    sights: tuple[Sight, ...] = ()
    definers: dict[str, bool] = field(default_factory=dict)
    searches: dict[str, tuple[str, ...]] = field(default_factory=dict)
