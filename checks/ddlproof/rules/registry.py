"""The rules, in typed lists: a module that lacks what its kind needs is a type error."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import cast

from ddlproof.rules.constraint import (
    check_passes_on_null,
    exclusive_arc_missing,
    exclusive_arc_wrong,
    fk_action_collides_with_check,
    fk_type_mismatch,
    fk_without_index,
    key_missing_or_narrow,
    not_valid_never_validated,
    nullable_key_semantics,
    redundant_index,
)
from ddlproof.rules.contract import (
    accept_matches_nothing,
    claim_fails,
    diff_not_intended,
    mutant_survives,
    reader_fails,
    verification_fails,
    writer_outcome,
)
from ddlproof.rules.data_loss import constraint_or_not_null_dropped, drop_column, drop_table
from ddlproof.rules.locking import (
    constraint_validates_immediately,
    fk_locks_parent,
    index_not_concurrent,
    lock_timeout_missing,
    set_not_null_scan,
    timeout_kills_concurrent_build,
    validate_in_same_transaction,
)
from ddlproof.rules.rehearsal import (
    migration_fails_on_rows,
    migration_loses_data,
    rollback_fails,
    rollback_loses_data,
    rollback_refused,
)
from ddlproof.rules.rule import EndingRule, MomentRule, Rule, TrialRule
from ddlproof.rules.schema import migration_misses_after, model_differs_from_catalog
from ddlproof.rules.transaction import (
    down_does_not_invert,
    if_exists_hides_result,
    not_allowed_in_transaction,
    opaque_or_unparsed,
)

MOMENT_RULES: list[MomentRule] = [
    index_not_concurrent,
    constraint_validates_immediately,
    set_not_null_scan,
    validate_in_same_transaction,
    fk_locks_parent,
    lock_timeout_missing,
    timeout_kills_concurrent_build,
    drop_table,
    drop_column,
    constraint_or_not_null_dropped,
    not_allowed_in_transaction,
    opaque_or_unparsed,
]

ENDING_RULES: list[EndingRule] = [
    fk_action_collides_with_check,
    exclusive_arc_wrong,
    exclusive_arc_missing,
    check_passes_on_null,
    not_valid_never_validated,
    fk_without_index,
    fk_type_mismatch,
    nullable_key_semantics,
    redundant_index,
    key_missing_or_narrow,
]

TRIAL_RULES: list[TrialRule] = [
    diff_not_intended,
    migration_misses_after,
    model_differs_from_catalog,
    claim_fails,
    mutant_survives,
    writer_outcome,
    reader_fails,
    verification_fails,
    migration_fails_on_rows,
    migration_loses_data,
    rollback_fails,
    rollback_refused,
    rollback_loses_data,
    down_does_not_invert,
    if_exists_hides_result,
    accept_matches_nothing,
]


def name_of(rule: Rule) -> str:
    """A rule's name: its module's, with hyphens."""
    return _module(rule).rpartition(".")[2].replace("_", "-")


def family_of(rule: Rule) -> str:
    """A rule's family: its folder's name, with hyphens."""
    return _module(rule).split(".")[-2].replace("_", "-")


def summary_of(rule: Rule) -> str:
    """The first line of a rule's module: what is wrong, in a sentence."""
    return (cast(ModuleType, rule).__doc__ or "").strip().splitlines()[0]


def _module(rule: Rule) -> str:
    return cast(ModuleType, rule).__name__


def every_rule() -> tuple[Rule, ...]:
    """All rules, each once."""
    rules: dict[str, Rule] = {}
    for rule in (*MOMENT_RULES, *ENDING_RULES, *TRIAL_RULES):
        rules.setdefault(name_of(rule), rule)
    return tuple(rules.values())


def selected(rule: Rule, select: Iterable[str], ignore: Iterable[str], strict: bool = False) -> bool:
    """Whether a rule runs: named, or its family named, in `select` (if anything is), and not in `ignore`.

    Without `select`, rules that are off by default run only in the `strict` profile.
    """
    names, wanted = {name_of(rule), family_of(rule)}, set(select)
    return (bool(names & wanted) if wanted else rule.ABOUT.default or strict) and not names & set(ignore)
