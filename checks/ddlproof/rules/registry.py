"""The rules, in typed lists: a module that lacks what its kind needs is a type error."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import cast

from ddlproof.rules.compatibility import (
    app_query_breaks,
    default_changed,
    enum_changed,
    new_write_restriction,
    rename,
    replication_contract_changed,
    view_or_function_replaced,
)
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
    constraint_behaves_otherwise,
    diff_not_intended,
    mutant_survives,
    reader_fails,
    verification_fails,
    writer_outcome,
)
from ddlproof.rules.data import (
    cast_may_fail,
    constraint_may_fail,
    not_null_may_fail,
    required_column_no_default,
    unbatched_backfill,
    unique_may_fail,
)
from ddlproof.rules.data_loss import (
    constraint_or_not_null_dropped,
    drop_column,
    drop_other_object,
    drop_table,
    drop_takes_dependents,
    lossy_type_change,
    truncate_or_unbounded_dml,
)
from ddlproof.rules.locking import (
    alters_can_be_merged,
    blocking_maintenance,
    constraint_validates_immediately,
    drop_index_not_concurrent,
    exclusion_constraint_on_existing,
    fk_locks_parent,
    index_not_concurrent,
    index_on_partitioned_parent,
    lock_timeout_missing,
    partition_locks_parent,
    reindex_not_concurrent,
    set_not_null_scan,
    strong_lock_held_across_work,
    timeout_kills_concurrent_build,
    unique_or_pk_builds_index,
    validate_in_same_transaction,
)
from ddlproof.rules.rehearsal import (
    migration_fails_on_rows,
    migration_loses_data,
    needs_superuser,
    rollback_fails,
    rollback_loses_data,
    rollback_refused,
)
from ddlproof.rules.rewrite import (
    auto_increment_column,
    column_type_rewrite,
    constrained_domain_column,
    storage_rewrite,
    stored_generated_column,
    type_change_rescans_checks,
    volatile_default,
)
from ddlproof.rules.rule import EndingRule, MomentRule, Rule, SuppressionRule, TrialRule
from ddlproof.rules.schema import migration_misses_after, model_differs_from_catalog
from ddlproof.rules.security import (
    access_control_changed,
    grant_too_wide,
    rls_incomplete,
    security_definer_unsafe,
    table_without_rls,
    view_bypasses_rls,
)
from ddlproof.rules.style import discouraged_type, identifier_problem, name_pattern, unqualified_name
from ddlproof.rules.suppression import (
    suppression_expired,
    suppression_of_no_rule,
    suppression_unused,
    suppression_without_reason,
)
from ddlproof.rules.transaction import (
    down_does_not_invert,
    enum_value_used_in_same_transaction,
    half_applied_on_failure,
    if_exists_hides_result,
    leftovers,
    not_allowed_in_transaction,
    opaque_or_unparsed,
    transaction_control,
)

MOMENT_RULES: list[MomentRule] = [
    index_not_concurrent,
    drop_index_not_concurrent,
    reindex_not_concurrent,
    unique_or_pk_builds_index,
    exclusion_constraint_on_existing,
    constraint_validates_immediately,
    set_not_null_scan,
    validate_in_same_transaction,
    fk_locks_parent,
    partition_locks_parent,
    index_on_partitioned_parent,
    blocking_maintenance,
    lock_timeout_missing,
    timeout_kills_concurrent_build,
    strong_lock_held_across_work,
    alters_can_be_merged,
    column_type_rewrite,
    type_change_rescans_checks,
    volatile_default,
    auto_increment_column,
    stored_generated_column,
    constrained_domain_column,
    storage_rewrite,
    drop_table,
    drop_column,
    drop_takes_dependents,
    drop_other_object,
    truncate_or_unbounded_dml,
    lossy_type_change,
    constraint_or_not_null_dropped,
    required_column_no_default,
    unbatched_backfill,
    unique_may_fail,
    not_null_may_fail,
    not_allowed_in_transaction,
    transaction_control,
    enum_value_used_in_same_transaction,
    half_applied_on_failure,
    if_exists_hides_result,
    opaque_or_unparsed,
    rename,
    enum_changed,
    grant_too_wide,
    access_control_changed,
    discouraged_type,
    name_pattern,
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
    new_write_restriction,
    default_changed,
    view_or_function_replaced,
    replication_contract_changed,
    table_without_rls,
    rls_incomplete,
    security_definer_unsafe,
    view_bypasses_rls,
    identifier_problem,
    unqualified_name,
]

SUPPRESSION_RULES: list[SuppressionRule] = [
    suppression_of_no_rule,
    suppression_without_reason,
    suppression_expired,
    suppression_unused,
]

TRIAL_RULES: list[TrialRule] = [
    diff_not_intended,
    migration_misses_after,
    model_differs_from_catalog,
    claim_fails,
    constraint_behaves_otherwise,
    mutant_survives,
    writer_outcome,
    reader_fails,
    verification_fails,
    app_query_breaks,
    needs_superuser,
    migration_fails_on_rows,
    migration_loses_data,
    constraint_may_fail,
    unique_may_fail,
    not_null_may_fail,
    cast_may_fail,
    rollback_fails,
    rollback_refused,
    rollback_loses_data,
    down_does_not_invert,
    leftovers,
    half_applied_on_failure,
    if_exists_hides_result,
    lock_timeout_missing,
    timeout_kills_concurrent_build,
    security_definer_unsafe,
    access_control_changed,
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
    for rule in (*MOMENT_RULES, *ENDING_RULES, *SUPPRESSION_RULES, *TRIAL_RULES):
        rules.setdefault(name_of(rule), rule)
    return tuple(rules.values())


def selected(rule: Rule, select: Iterable[str], ignore: Iterable[str], strict: bool = False) -> bool:
    """Whether a rule runs: named, or its family named, in `select` (if anything is), and not in `ignore`.

    Without `select`, rules that are off by default run only in the `strict` profile.
    """
    names, wanted = {name_of(rule), family_of(rule)}, set(select)
    return (bool(names & wanted) if wanted else rule.ABOUT.default or strict) and not names & set(ignore)
