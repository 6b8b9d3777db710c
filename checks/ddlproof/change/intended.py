"""Writing the present diff into a contract's `intended`."""

from __future__ import annotations

import re

from ddlproof.change.contract import Contract

_FIRST_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)


def with_intended(contract: Contract, printed_diff: str) -> str:
    """The contract's text with `intended` set to the printed diff; everything else stays as it is."""
    text = contract.source.text
    entry = f"intended = {_string(printed_diff)}"
    if (span := contract.intended_span) is not None:
        return text[: span.start] + entry + text[span.end :]
    header = _FIRST_HEADER.search(text)
    at = header.start() if header else len(text)
    lead = "" if not text[:at] or text[:at].endswith("\n") else "\n"
    return f"{text[:at]}{lead}{entry}\n{chr(10) if header else ''}{text[at:]}"


def _string(value: str) -> str:
    """A multi-line string of TOML; literal where backslashes would otherwise have to be doubled."""
    body = value.strip("\n")
    body = f"\n{body}\n" if body else ""
    if "\\" in body and "'''" not in body and not _controls(body):
        return f"'''{body}'''"
    escaped = body.replace("\\", "\\\\").replace('"""', '""\\"')
    return '"""' + "".join(f"\\u{ord(c):04x}" if _controls(c) else c for c in escaped) + '"""'


def _controls(text: str) -> bool:
    return any((ord(character) < 0x20 and character not in "\n\t") or ord(character) == 0x7F for character in text)
