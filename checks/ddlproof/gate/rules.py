"""Rules by name: their texts, which of them run, which of their findings are accepted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatch

from ddlproof.change.config import Config
from ddlproof.change.contract import Accept
from ddlproof.errors import ContractError, InputError
from ddlproof.finding import Finding
from ddlproof.options import Options, RuleText
from ddlproof.rules.registry import every_rule, family_of, name_of, selected
from ddlproof.rules.rule import Example, Rule
from ddlproof.rules.squawk import ALIASES, expand
from ddlproof.source import Span

ALL = "all"
"""Stands for every rule, in comments and for paths."""

Seen = tuple[tuple[str, str], ...]
"""Statements, each with what it did, in words."""
Observed = Mapping[str, Mapping[str, Seen]]
"""What was seen when the examples ran, by rule and then `bad` and `good`."""


def rule_texts(observed: Observed | None = None) -> tuple[RuleText, ...]:
    """All rules as documentation shows them, with what was `observed` of their examples: by default what is stored."""
    if observed is None:
        from ddlproof.gate.observed import stored

        observed = stored()
    texts = (_text(rule, observed.get(name_of(rule), {})) for rule in every_rule())
    return tuple(sorted(texts, key=lambda text: (text.family, text.name)))


def rule_text(name: str) -> RuleText:
    """One rule.

    Raises:
        InputError: there is none of that name.
    """
    found = {text.name: text for text in rule_texts()}
    if name not in found:
        raise InputError(f"there is no rule called {name}", hint=_nearest(name, found))
    return found[name]


def _nearest(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, list(names), 1)
    return f"Did you mean {near[0]}?" if near else "`ddlproof rules` lists them."


def _text(rule: Rule, seen: Mapping[str, Seen]) -> RuleText:
    about = rule.ABOUT
    return RuleText(
        name_of(rule), family_of(rule), about.severity, about.trigger, about.effect, about.instead,
        bad=_shown(rule.BAD), good=_shown(rule.GOOD), needs=about.needs, default=about.default,
        observed_bad=seen.get("bad", ()), observed_good=seen.get("good", ()),
    )  # fmt: skip


def _shown(example: Example) -> str:
    parts = [
        ("before", example.before),
        ("migration", example.migration),
        ("rollback", example.rollback),
        ("change.toml", example.contract),
        ("ddlproof.toml", example.house.toml),
        *example.files,
    ]
    only = sum(1 for _, text in parts if text) == 1
    return "\n".join(text if only else f"-- {name}\n{text}" for name, text in parts if text)


def known(names: Sequence[str], what: str) -> None:
    """Every name is that of a rule or a family, or of a rule of squawk.

    Raises:
        InputError: one is not; the hint names the nearest.
    """
    every = {name_of(rule) for rule in every_rule()} | {family_of(rule) for rule in every_rule()}
    for name in names:
        if name not in every and name not in ALIASES:
            raise InputError(f"{what}: there is no rule or family called {name}", hint=_nearest(name, every))


def runs(options: Options, config: Config) -> Callable[[Rule], bool]:
    """Which rules run at all; paths may leave out more."""
    strict = config.profile == "strict"
    select, ignore = tuple(expand(options.select)), tuple(expand(options.ignore))
    return lambda rule: selected(rule, select, ignore, strict)


def wanted(findings: Iterable[Finding], options: Options, config: Config) -> tuple[Finding, ...]:
    """The findings of the rules that are selected and not ignored, for their file."""
    known(options.select, "--select")
    known(options.ignore, "--ignore")
    for pattern, names in config.per_path:
        known([name for name in names if name != ALL], f"per-path {pattern}")
    rules = {name_of(rule): rule for rule in every_rule()}
    select = tuple(expand(options.select))

    def runs(finding: Finding) -> bool:
        ignored = set(expand(options.ignore))
        if finding.span is not None:
            for pattern, names in config.per_path:
                ignored |= set(expand(names)) if _matches(finding.span.source.name, pattern, config) else set()
        return ALL not in ignored and selected(rules[finding.rule], select, ignored, config.profile == "strict")

    return tuple(finding for finding in findings if runs(finding))


def _matches(name: str, pattern: str, config: Config) -> bool:
    """Whether a path matches, as it is written or as the configuration's folder sees it."""
    beside = os.path.relpath(name, config.folder) if config.folder is not None else name
    return fnmatch(name, pattern) or fnmatch(beside, pattern)


def accepted(
    findings: Iterable[Finding], accepts: Sequence[Accept]
) -> tuple[tuple[Finding, ...], tuple[tuple[str, Span], ...]]:
    """The findings with the contract's reasons on those it accepts, and the accepts that accept nothing.

    Raises:
        ContractError: an accept names no rule.
    """
    names = {name_of(rule) for rule in every_rule()}
    for accept in accepts:
        if accept.rule not in names:
            hint = _nearest(accept.rule, names)
            raise ContractError(f"there is no rule called {accept.rule}", span=accept.span, hint=hint)
    reasons = {accept.rule: accept.reason for accept in accepts}
    listed = tuple(findings)
    marked = tuple(replace(f, accepted=reasons.get(f.rule, f.accepted)) for f in listed)
    found = {finding.rule for finding in listed}
    return marked, tuple((accept.rule, accept.span) for accept in accepts if accept.rule not in found)
