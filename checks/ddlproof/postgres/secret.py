"""Passwords of one run."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64encode

# Stretching protects guessable passwords; these have 192 random bits, and each login would pay for it.
ITERATIONS = 1


def password() -> str:
    """A new random password."""
    return secrets.token_urlsafe(24)


def token() -> str:
    """A new random name part: eight hexadecimal digits."""
    return secrets.token_hex(4)


def verifier(secret: str) -> str:
    """What PostgreSQL stores of a password, so that the password itself is never in a statement or a log.

    Documentation: section "Password Authentication"; the format is that of `pg_authid.rolpassword`.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", secret.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    keys = [b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${ITERATIONS}:{keys[0]}${keys[1]}:{keys[2]}"
