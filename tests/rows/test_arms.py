"""The NULL patterns that a table accepts: found, and those that it does not accept given up at once."""

from __future__ import annotations

import pytest

from ddlproof.rows import base
from ddlproof.rows.arms import arms
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

PROVIDERS = """create table providers (
    id int primary key, kind text not null check (kind in ('oauth2', 'oidc')),
    issuer text, discovery text, authorization_url text, token_url text, userinfo_url text, keys_url text,
    check (kind <> 'oidc' or issuer is not null), check (kind <> 'oidc' or issuer is null or issuer like 'https://%'),
    check (kind <> 'oidc' or discovery is null or discovery like 'https://%'),
    check (kind <> 'oauth2' or (authorization_url is not null and token_url is not null and userinfo_url is not null)),
    check (authorization_url is null or authorization_url like 'https://%'),
    check (token_url is null or token_url like 'https://%'),
    check (userinfo_url is null or userinfo_url like 'https://%'),
    check (keys_url is null or keys_url like 'https://%'),
    check (issuer is null or (char_length(issuer) >= 1 and char_length(issuer) <= 2048)))"""


def test_a_pattern_that_no_row_has_is_given_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 64 there are 32 with an issuer, 8 with all three addresses, 4 of them with both."""
    schema = read_schema(Source("x.sql", PROVIDERS))
    (table,) = schema.tables
    searches: list[base.Tries] = []

    def counted(make: type[base.Tries] = base.Tries) -> base.Tries:
        searches.append(make())
        return searches[-1]

    monkeypatch.setattr(base, "Tries", counted)
    found = arms(schema, table.name)
    assert len({frozenset(name for name, value in arm[-1].values if value is None) for arm in found}) == 36
    assert sum(base.TRIES - search.left for search in searches) < 2_000
