"""A script walked through on a schema, without a server: what each action finds, and the schema that it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.house import NOTHING_SAID, House
from ddlproof.model.names import QName
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.source import Source
from ddlproof.sql.apply import apply
from ddlproof.sql.called import Bodies, Call, Callers, calls, in_call, stands_for_calls
from ddlproof.sql.current import with_current
from ddlproof.sql.draft import Draft
from ddlproof.sql.fresh import renew
from ddlproof.sql.history import History
from ddlproof.sql.read import read
from ddlproof.sql.session import Session
from ddlproof.sql.sessions import Part as Part
from ddlproof.sql.sessions import undone
from ddlproof.sql.together import Together
from ddlproof.sql.versions import NONE_SAID, OLDEST

if TYPE_CHECKING:
    from ddlproof.evidence import Moment, Sent
    from ddlproof.sql.branch import Branches


@dataclass(slots=True)
class Replay:
    """A walk through statements. `problems` are the errors that PostgreSQL would raise, `opaque` what was not read.

    `sent` says how the runner sends statements that come in no `Part`. `doubts` says that the schema is taken for
    `known` because all that came before was read: one statement that fails is enough to see that it is not.
    """

    schema: Schema = EMPTY
    known: bool = True
    doubts: bool = False
    sent: Sent = "unknown"
    version: int = OLDEST
    problems: list[SqlError] = field(default_factory=list)
    opaque: list[a.Unread] = field(default_factory=list)
    house: House = NOTHING_SAID
    _draft: Draft = field(init=False)
    _fresh: set[QName] = field(init=False, default_factory=set)
    _transaction: int = field(init=False, default=0)
    _block: bool = field(init=False, default=False)
    session: Session = field(init=False, default_factory=Session)
    _saved: Draft | None = field(init=False, default=None)
    _wrapped: bool = field(init=False, default=False)
    _acted: bool = field(init=False, default=False)
    _changes: int = field(init=False, default=0)
    _tried: Callable[[], None] | None = field(init=False, default=None)  # goes back to before a block with handlers
    _history: History = field(init=False, default_factory=History)
    _failed: bool = field(init=False, default=False)  # by a walk that this one goes on from
    _unread: bool = field(init=False, default=False)
    _in_code: bool = field(init=False, default=False)
    _bodies: Bodies = field(init=False, default_factory=Bodies)

    def __post_init__(self) -> None:
        self._draft = Draft(self.schema, version=self.version)

    @property
    def result(self) -> Schema:
        """The schema as it is after the statements walked so far."""
        return self._draft.freeze()

    def run(self, statements: Iterable[a.Statement]) -> Schema:
        """Walk to the end; the schema that is left."""
        # Where nobody says otherwise, a schema's script is run by psql.
        sent: Sent = "autocommit" if self.sent == "unknown" else self.sent
        self.pass_over([Part(tuple(statements), sent, joined=True)])
        return self.result

    def pass_over(self, parts: Iterable[Part]) -> tuple[tuple[a.Statement, a.Action], ...]:
        """Walk to the end of all parts and judge nothing; what they did, names resolved."""
        done = []
        for statement, action in self._actions(parts):
            done.append((statement, action))
            self._apply(action)
        return tuple(done)

    def walk(self, statements: Iterable[a.Statement]) -> Iterator[Moment]:
        """Each action just before it is applied. An action that fails is in `problems`, and skipped."""
        return self.walk_parts([Part(tuple(statements), self.sent)])

    def walk_parts(self, parts: Iterable[Part]) -> Iterator[Moment]:
        """As `walk`, through parts that are sent one after the other."""
        listed = tuple(parts)
        self.schema = self.result
        ahead = self._fork()
        script = tuple(ahead._script(listed))
        if self.doubts and ahead.problems:
            self.known = False
        for position, (statement, action) in enumerate(self._actions(listed)):
            yield self._moment(statement, action, script, position)
            self._apply(action)

    def begin_change(self) -> None:
        """What was made so far is there, and in use, when the next part begins."""
        self._fresh.clear()
        self._changes += self._acted
        self._acted = False

    @property
    def certain(self) -> bool:
        """Whether everything so far was read, and nothing failed."""
        return not (self.problems or self._failed or self.unread)

    @property
    def unread(self) -> bool:
        """Whether something so far could not be read."""
        return bool(self.opaque) or self._unread

    def _fork(self) -> Replay:
        """A walk from here that leaves this one alone."""
        other = copy(self)
        other.problems, other.opaque, other._draft = [], [], self._draft.copy()
        other._fresh, other.session, other._bodies = (
            set(self._fresh),
            self.session.copy(),
            Bodies(dict(self._bodies.places)),
        )
        return other

    def _script(self, parts: Iterable[Part]) -> Iterator[tuple[a.Action, int]]:
        for _, action in self._actions(parts):
            yield action, self._transaction
            self._apply(action)

    def _actions(self, parts: Iterable[Part]) -> Iterator[tuple[a.Statement, a.Action]]:
        for part in parts:
            self._begin(part)
            vain = set(undone(part.statements))
            for number, statement in enumerate(part.statements):
                if not self._block:
                    self._transaction += 1
                    if self.sent not in ("unknown", "pipeline"):  # else there may be a transaction around it
                        self.session.end_local()
                if number in vain:
                    self._saved = self._draft.copy()
                self._history.begin_statement()
                yield from ((statement, one) for one in self._done(statement, statement.actions))
                # Only what comes behind the first message of a pipeline is in a transaction block with it.
                self._block |= self._wrapped

    def _done(self, statement: a.Statement, actions: tuple[a.Action, ...], callers: Callers = ()) -> Iterator[a.Action]:
        """What a statement does, names resolved, with what the functions do that it calls; `callers` are those."""
        together = Together(actions)
        for position, action in self._running(actions):
            self._draft.role = self.session.role
            self._in_code = bool(callers) or action.at != statement.span
            if not stands_for_calls(action, callers):
                resolved = together.resolved(self._draft, self.session.path, position, action)
                yield from with_current(resolved, self.session.all)
            for one in calls(self._draft, self.session.path, action, callers):
                yield from (one,) if isinstance(one, a.Unread) else self._called(statement, action, one, callers)

    def _called(self, statement: a.Statement, action: a.Action, call: Call, callers: Callers) -> Iterator[a.Action]:
        """What a function does that an action calls, in the session that this has while it runs."""
        from ddlproof.sql.routine import read_call

        self._history = self._history.based(self._draft)
        actions = read_call(call, self._bodies.place(call.thing, statement.span.source), action.at)
        leave = self.session.enter(call.settings)
        for one in self._done(statement, actions, (*callers, call.thing.key)):
            yield in_call(one, action, statement.span)
        leave()

    def _running(self, actions: tuple[a.Action, ...]) -> Iterator[tuple[int, a.Action]]:
        """The actions without those in branches that do not run, each with its position."""
        branches: Branches | None = None
        around = self._tried
        for position, action in enumerate(actions):
            if not action.guards:
                yield position, action
                continue
            from ddlproof.sql.answer import Catalog
            from ddlproof.sql.branch import Branches

            branches = branches or Branches(self._keep)
            found = branches.settled(action, Catalog(self._draft, self.session.path, self.known and not self.unread))
            if found is not None:
                self._tried = branches.protected(action) or around
                yield position, found
                self._tried = around

    def _begin(self, part: Part) -> None:
        self.sent, self._wrapped = part.sent, part.wrapped
        self._history = History.ahead_of(self._draft, part.statements)
        if not part.joined:
            self._transaction += 1
            self.session.start()
            self._block = part.wrapped and part.sent != "pipeline"

    def _moment(
        self, statement: a.Statement, action: a.Action, script: tuple[tuple[a.Action, int], ...], position: int
    ) -> Moment:
        from ddlproof.evidence import Moment

        settings = self.session.all
        return Moment(
            statement,
            action,
            view=self._draft,
            before=self.schema,
            known=self.known,
            fresh=self._fresh,
            transaction=self._transaction,
            block=self._block,
            # RESET and DEFAULT lead back to what the role or the runner has set.
            lock_timeout=settings.get("lock_timeout") or self.house.lock_timeout,
            statement_timeout=settings.get("statement_timeout") or self.house.statement_timeout,
            version=self.version,
            script=script,
            position=position,
            sent=self.sent,
            house=self.house,
            untimed=0 if self.session.timed else self._changes,
        )

    def _apply(self, action: a.Action) -> None:
        match action:
            case a.Unread():
                self.opaque.extend([] if action.rows else [action])
            case a.Setting(conditional=True, name="lock_timeout" | "statement_timeout"):
                pass  # nobody can rely on it
            case a.Setting(name=name, value=value, local=local):
                # SET LOCAL outside a transaction has no effect (documentation, SET); code runs in one.
                if not local or self._block or self._in_code or self.sent in ("unknown", "pipeline"):
                    self.session.set(name, value, local)
            case a.Transaction(what=what):
                self._block = what == "begin" or self._wrapped
                self._transaction += what != "begin"
                self.session.transaction(what)
                if what == "rollback" and self._saved is not None:
                    self._draft, self._saved = self._saved, None
                    self._history = History(self._draft.copy())
            case _:
                self._change(action)

    def _change(self, action: a.Action) -> None:
        if self._history.broken:
            return
        self._acted = True
        self._draft.whole = self.known
        try:
            changed = apply(self._draft, action)
        except SqlError as problem:
            if self._tried is not None:
                self._tried()
                return
            self.problems.append(problem)
            if self.known:  # else the failure may be our own, and what else the statement does is looked at
                self._draft = self._history.taken_back(self._draft)
            return
        self._history.done.append(action)
        self._bodies.note(action)
        if changed:
            renew(self._fresh, action, known=self.known)

    def _keep(self) -> Callable[[], None]:
        """The way back to here."""
        draft, done = self._draft.copy(), len(self._history.done)

        def back() -> None:
            self._draft = draft.copy()
            del self._history.done[done:]

        return back


def build(sources: Iterable[Source]) -> Replay:
    """The schema that these scripts make from nothing.

    Raises:
        SqlError: a statement cannot be valid, or PostgreSQL would refuse it.
    """
    replay = Replay(version=NONE_SAID)
    for source in sources:
        replay.run(read(source))
    return replay


def read_schema(source: Source) -> Schema:
    """The schema that one script makes from nothing.

    Raises:
        SqlError: a statement cannot be valid, or PostgreSQL would refuse it.
    """
    replay = build([source])
    if replay.problems:
        raise replay.problems[0]
    return replay.result
