"""The rules of squawk 2.70 and what here stands for them: aliases, and what a team that moves over must know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alias:
    """`rules` are the names here; none where nothing corresponds. `differs` says what differs, and why."""

    rules: tuple[str, ...]
    differs: str = ""
    opt_in: bool = False


_NEW = "Silent for a table that the same transaction, file or change makes, however its name is spelled."
_NOT_CHECKED = "Not checked."
_STYLE = 'Off by default; `profile = "strict"` turns it on.'
ALIASES: Mapping[str, Alias] = {
    "adding-field-with-default": Alias(
        ("volatile-default", "auto-increment-column", "stored-generated-column"),
        "Only what PostgreSQL rewrites the table for: constants, now() and other stable functions pass, "
        "ARRAY[random()] does not.",
    ),
    "adding-foreign-key-constraint": Alias(("constraint-validates-immediately", "fk-locks-parent"), _NEW),
    "adding-not-nullable-field": Alias(
        ("set-not-null-scan", "not-null-may-fail"),
        "Silent where a validated CHECK on that column implies it, a plain or combined one included; a VALIDATE of "
        "another constraint does not count.",
    ),
    "adding-required-field": Alias(("required-column-no-default",), _NEW),
    "adding-serial-primary-key-field": Alias(("unique-or-pk-builds-index", "auto-increment-column"), _NEW),
    "ban-add-column": Alias((), "Adding a column breaks nobody who names columns. Not checked.", opt_in=True),
    "ban-add-enum-value": Alias(("enum-changed",), "A note.", opt_in=True),
    "ban-alter-database-options": Alias((), _NOT_CHECKED, opt_in=True),
    "ban-alter-domain-with-add-constraint": Alias((), _NOT_CHECKED),
    "ban-alter-extension": Alias((), _NOT_CHECKED, opt_in=True),
    "ban-alter-function-options": Alias((), _NOT_CHECKED, opt_in=True),
    "ban-alter-generated-expression": Alias((), _NOT_CHECKED, opt_in=True),
    "ban-alter-identity": Alias((), _NOT_CHECKED),
    "ban-alter-role-options": Alias((), _NOT_CHECKED, opt_in=True),
    "ban-alter-row-level-security": Alias(("access-control-changed",), "A note.", opt_in=True),
    "ban-alter-sequence-values": Alias((), _NOT_CHECKED, opt_in=True),
    "ban-alter-system-options": Alias(("not-allowed-in-transaction",), "Only in a transaction.", opt_in=True),
    "ban-alter-view-options": Alias((), _NOT_CHECKED, opt_in=True),
    "ban-char-field": Alias(("discouraged-type",), _STYLE),
    "ban-concurrent-index-creation-in-transaction": Alias(
        ("not-allowed-in-transaction",),
        "All that PostgreSQL refuses in a transaction, DROP INDEX, REINDEX, DETACH CONCURRENTLY and VACUUM included; "
        "the runner's transaction is known by its layout and markers, or by `runner`.",
    ),
    "ban-create-domain-with-constraint": Alias((), _NOT_CHECKED),
    "ban-create-policy": Alias((), _NOT_CHECKED, opt_in=True),
    "ban-disable-trigger": Alias((), _NOT_CHECKED, opt_in=True),
    "ban-drop-column": Alias(("drop-column", "drop-takes-dependents"), "Names what goes with the column unasked."),
    "ban-drop-constraint": Alias(("constraint-or-not-null-dropped",), "Silent where it comes back in the change."),
    "ban-drop-database": Alias(("not-allowed-in-transaction",), "Only in a transaction."),
    "ban-drop-default": Alias(("default-changed",)),
    "ban-drop-domain": Alias(("drop-other-object",), "Silent where the change makes it again."),
    "ban-drop-extension": Alias(("drop-other-object",), "Silent where the change makes it again."),
    "ban-drop-function": Alias(("drop-other-object",), "Silent where the change makes it again."),
    "ban-drop-generated-expression": Alias((), _NOT_CHECKED),
    "ban-drop-index": Alias(("drop-index-not-concurrent",), "Only without CONCURRENTLY.", opt_in=True),
    "ban-drop-not-null": Alias(("constraint-or-not-null-dropped",), "Silent where it comes back in the change."),
    "ban-drop-policy": Alias(("access-control-changed", "drop-other-object"), "A note.", opt_in=True),
    "ban-drop-schema": Alias(("drop-other-object",), "Silent where the change makes it again."),
    "ban-drop-sequence": Alias(("drop-other-object",), "Silent where the change makes it again."),
    "ban-drop-table": Alias(("drop-table",), "Silent for a table that the change itself makes."),
    "ban-drop-trigger": Alias(("drop-other-object",), "Silent where the change makes it again.", opt_in=True),
    "ban-drop-type": Alias(("drop-other-object",), "Silent where the change makes it again."),
    "ban-drop-view": Alias(("drop-other-object",), "Silent where the change makes it again."),
    "ban-duplicate-column-assignments": Alias((), "PostgreSQL refuses it. Not checked."),
    "ban-new-write-restriction": Alias(("new-write-restriction",), "On by default.", opt_in=True),
    "ban-replace-view-function": Alias(("view-or-function-replaced",), "Only what changes for callers.", opt_in=True),
    "ban-replica-identity": Alias(("replication-contract-changed",), "On by default.", opt_in=True),
    "ban-set-default": Alias(("default-changed",), opt_in=True),
    "ban-set-schema": Alias(("rename",)),
    "ban-truncate-cascade": Alias(
        ("truncate-or-unbounded-dml",), "TRUNCATE without CASCADE, and DELETE or UPDATE without WHERE, as well."
    ),
    "ban-uncommitted-transaction": Alias(("transaction-control",)),
    "changing-column-type": Alias(
        ("column-type-rewrite", "lossy-type-change", "type-change-rescans-checks"),
        "By the old and the new type: varchar(10) to varchar(20) or text, a wider numeric and the like are free, and "
        "pass.",
    ),
    "constraint-missing-not-valid": Alias(
        ("constraint-validates-immediately", "validate-in-same-transaction"),
        "CHECK and FOREIGN KEY, ADD COLUMN … CHECK included; never UNIQUE or EXCLUDE, which cannot be NOT VALID.",
    ),
    "disallowed-unique-constraint": Alias(("unique-or-pk-builds-index",), _NEW),
    "identifier-too-long": Alias(
        ("identifier-problem",), f"Also names that PostgreSQL makes up, and the collisions of cut ones. {_STYLE}"
    ),
    "prefer-bigint-over-int": Alias(("key-missing-or-narrow",), "Keys only: other columns may well be small."),
    "prefer-bigint-over-smallint": Alias(("key-missing-or-narrow",), "Keys only: other columns may well be small."),
    "prefer-identity": Alias(("discouraged-type",), _STYLE),
    "prefer-repack": Alias(("blocking-maintenance",)),
    "prefer-robust-stmts": Alias(
        ("half-applied-on-failure",),
        "Only where a failure leaves the file half applied. Inside of a transaction IF NOT EXISTS hides mistakes: "
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS takes an INVALID index for done.",
    ),
    "prefer-text-field": Alias(("discouraged-type",), _STYLE),
    "prefer-timestamp-tz": Alias(("discouraged-type",), _STYLE),
    "renaming-column": Alias(("rename",)),
    "renaming-object": Alias(("rename",)),
    "renaming-table": Alias(("rename",), "Silent where a view with the old name takes its place in the transaction."),
    "require-concurrent-index-creation": Alias(("index-not-concurrent",), _NEW),
    "require-concurrent-index-deletion": Alias(("drop-index-not-concurrent",), _NEW),
    "require-concurrent-partition-detach": Alias(("partition-locks-parent",), "ATTACH and PARTITION OF as well."),
    "require-concurrent-reindex": Alias(("reindex-not-concurrent",)),
    "require-enum-value-ordering": Alias((), _NOT_CHECKED),
    "require-lock-timeout": Alias(
        ("lock-timeout-missing", "timeout-kills-concurrent-build"),
        "Once a file; 0, DEFAULT, RESET and ten hours do not count, `set_config` does. Before CREATE INDEX "
        "CONCURRENTLY a timeout does harm: it waits for old snapshots, and is left INVALID.",
    ),
    "require-statement-timeout": Alias((), _NOT_CHECKED),
    "require-table-schema": Alias(("unqualified-name",), _STYLE, opt_in=True),
    "syntax-error": Alias(("opaque-or-unparsed",), "With one file, exit status 2."),
    "transaction-nesting": Alias(("transaction-control",)),
    "unused-ignore": Alias(("suppression-unused", "suppression-of-no-rule")),
}
"""By squawk's names. Every rule that `squawk --exclude` takes is here: a test asks it."""


def expand(names: Iterable[str]) -> Iterator[str]:
    """The names, with those of squawk replaced by what stands for them here, if anything does."""
    for name in names:
        alias = ALIASES.get(name)
        if alias is None:
            yield name
        else:
            yield from alias.rules or (name,)
