"""A finding's identity for tools that follow it from run to run: it survives moved lines and changed spacing."""

from __future__ import annotations

import hashlib

from ddlproof.finding import Finding


def fingerprint(finding: Finding) -> str:
    """32 hexadecimal digits from rule, object and statement; case and white space do not count."""
    statement = " ".join(finding.span.text.lower().split()) if finding.span else ""
    identity = "\0".join((finding.rule, finding.object, statement))
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprints(findings: list[Finding]) -> list[str]:
    """One for each finding; those that are alike in all of it are told apart by their order."""
    seen: dict[str, int] = {}
    unique = []
    for finding in findings:
        print_ = fingerprint(finding)
        seen[print_] = seen.get(print_, 0) + 1
        unique.append(print_ if seen[print_] == 1 else f"{print_}-{seen[print_]}")
    return unique
