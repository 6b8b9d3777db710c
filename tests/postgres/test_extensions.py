"""Extensions on an embedded server: stand-ins for those that no wheel brings, and leave for the harmless ones."""

from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.api import check
from ddlproof.evidence import ServerError
from ddlproof.options import Options
from ddlproof.postgres.address import Address
from ddlproof.postgres.binaries import find
from ddlproof.postgres.embedded import start
from ddlproof.postgres.extensions.offer import HARMLESS
from ddlproof.postgres.extensions.stand_ins import stand_ins
from ddlproof.postgres.landlock import version
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.progress import silent

STAND_INS = ("pgcrypto", "uuid-ossp")
DENIED, NOT_AVAILABLE = "42501", "0A000"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200)
HASHES = st.sampled_from(["md5", "sha1", "SHA224", "sha256", "sha384", "sha512"])


def with_stand_ins(server: Server) -> Iterator[Session]:
    """Both extensions in a schema that is not on the search_path: as application code often has them."""
    database = server.create("stand_ins")
    with database.connect() as session:
        session.run("create schema x")
        for name in STAND_INS:
            session.run(f'create extension "{name}" schema x')
        yield session
    server.drop(database)


@pytest.fixture(scope="module")
def session(embedded: Server) -> Iterator[Session]:
    yield from with_stand_ins(embedded)


@pytest.fixture(scope="module")
def real(container: Server) -> Iterator[Session]:
    """The same with the real extensions, of PostgreSQL 15."""
    yield from with_stand_ins(container)


def value(session: Session, sql: str, *values: str) -> str | None:
    return session.run_with(f"select {sql}", values).rows[0][0]


def failure(session: Session, sql: str) -> ServerError:
    with pytest.raises(StatementFailed) as caught:
        session.run(sql)
    return caught.value.error


class TestStandIns:
    @given(TEXT, HASHES)
    def test_a_digest_is_exact(self, session: Session, text: str, name: str) -> None:
        assert value(session, "encode(x.digest($1::text, $2), 'hex')", text, name) == (
            hashlib.new(name.lower(), text.encode()).hexdigest()
        )

    @given(TEXT, TEXT, HASHES)
    def test_an_hmac_is_exact(self, session: Session, text: str, key: str, name: str) -> None:
        assert value(session, "encode(x.hmac($1::text, $2, $3), 'hex')", text, key, name) == (
            hmac.digest(key.encode(), text.encode(), name.lower()).hex()
        )

    @given(st.uuids(), TEXT)
    def test_uuids_of_a_name_are_exact(self, session: Session, namespace: uuid.UUID, name: str) -> None:
        made = session.run_with("select x.uuid_generate_v3($1, $2), x.uuid_generate_v5($1, $2)", (str(namespace), name))

        assert made.rows == ((str(uuid.uuid3(namespace, name)), str(uuid.uuid5(namespace, name))),)

    def test_namespaces_are_those_of_the_rfc(self, session: Session) -> None:
        made = session.run("select x.uuid_ns_dns(), x.uuid_ns_url(), x.uuid_ns_oid(), x.uuid_ns_x500(), x.uuid_nil()")

        spaces = (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID, uuid.NAMESPACE_X500, uuid.UUID(int=0))
        assert made.rows == (tuple(map(str, spaces)),)

    @pytest.mark.parametrize(("function", "kind"), [("v1", 1), ("v1mc", 1), ("v4", 4)])
    def test_uuids_do_not_repeat_and_tell_their_version(self, session: Session, function: str, kind: int) -> None:
        rows = session.run(f"select x.uuid_generate_{function}() from generate_series(1, 2000)").rows

        made = [uuid.UUID(text or "") for (text,) in rows]
        assert len(set(made)) == 2000
        assert {(one.version, one.variant) for one in made} == {(kind, uuid.RFC_4122)}

    def test_version_1_tells_the_time_and_no_address(self, session: Session) -> None:
        (made, early) = session.run("select u, uuid_extract_timestamp(u) < now() from x.uuid_generate_v1() as u").rows[
            0
        ]

        assert uuid.UUID(made or "").node >> 40 & 1 == 1
        assert early == "f" or value(session, f"now() - uuid_extract_timestamp('{made}') < '1 min'") == "t"

    @given(TEXT, TEXT, st.sampled_from(["bf", "md5", "xdes", "des", "sha256crypt", "sha512crypt"]))
    def test_a_password_fits_its_own_hash_only(self, session: Session, one: str, other: str, algorithm: str) -> None:
        stored = value(session, "x.crypt($1, x.gen_salt($2))", one, algorithm) or ""

        assert value(session, "x.crypt($1, $2) = $2", one, stored) == "t"
        assert (value(session, "x.crypt($1, $2) = $2", other, stored) == "t") == (one == other)

    @pytest.mark.parametrize("salt", ["gen_salt('bf')", "gen_salt('bf', 4)", "gen_salt('md5')", "gen_salt('des')"])
    def test_what_crypt_makes_has_the_form_of_the_real_one(self, session: Session, real: Session, salt: str) -> None:
        forms = [re.sub(r"[./0-9A-Za-z]", "x", value(one, f"x.crypt('p', x.{salt})") or "") for one in (session, real)]

        assert forms[0] == forms[1]

    @given(TEXT, TEXT)
    def test_what_was_encrypted_can_be_decrypted(self, session: Session, text: str, key: str) -> None:
        assert value(session, "x.pgp_sym_decrypt(x.pgp_sym_encrypt($1, $2), $2)", text, key) == text
        assert (
            value(session, "x.pgp_sym_decrypt_bytea(x.pgp_sym_encrypt_bytea($1::bytea, $2), $2) = $1", "ab", key) == "t"
        )

    @given(st.binary(max_size=100), st.sampled_from(["aes", "aes-cbc/pad:pkcs", "bf", "3des"]))
    def test_ciphers_go_both_ways_and_fill_blocks(self, session: Session, data: bytes, cipher: str) -> None:
        sql = "x.decrypt(x.encrypt($1::bytea, 'key', $2), 'key', $2) = $1"
        block = 16 if cipher.startswith("aes") else 8

        assert value(session, sql, f"\\x{data.hex()}", cipher) == "t"
        length = value(session, "length(x.encrypt($1::bytea, 'key', $2))", f"\\x{data.hex()}", cipher)
        assert length == str((len(data) // block + 1) * block)

    @given(st.binary(max_size=300))
    def test_armor_can_be_taken_off(self, session: Session, data: bytes) -> None:
        assert value(session, "x.dearmor(x.armor($1::bytea, array['k'], array['v'])) = $1", f"\\x{data.hex()}") == "t"

    @pytest.mark.parametrize(
        "call",
        [
            "digest('a', 'no')",
            "hmac('a', 'b', 'no')",
            "gen_salt('no')",
            "gen_salt('bf', 40)",
            "gen_salt('xdes', 2)",
            "gen_random_bytes(0)",
            "gen_random_bytes(1025)",
            "encrypt('a', 'b', 'no')",
            "decrypt('abc', 'b', 'aes')",
            "pgp_sym_decrypt('abc', 'key')",
            "pgp_sym_decrypt(x.pgp_sym_encrypt('a', 'key'), 'another')",
            "pgp_sym_decrypt(x.pgp_sym_encrypt_bytea('a', 'key'), 'key')",
            "dearmor('no')",
        ],
    )
    def test_they_refuse_what_the_real_ones_refuse(self, session: Session, real: Session, call: str) -> None:
        ours, theirs = (failure(one, f"select x.{call}") for one in (session, real))

        assert (ours.sqlstate, ours.message) == (theirs.sqlstate, theirs.message)

    def test_public_keys_are_refused_in_words(self, session: Session) -> None:
        error = failure(session, "select x.pgp_pub_encrypt('text', 'key')")

        assert (error.sqlstate, error.message) == (NOT_AVAILABLE, "the stand-in for pgcrypto has no public keys")

    def test_signatures_and_promises_are_those_of_the_real_ones(self, session: Session, real: Session) -> None:
        functions = """
            select proname::text, pg_get_function_arguments(oid), pg_get_function_result(oid),
                provolatile::text, proisstrict, proparallel::text, proretset
            from pg_proc where pronamespace = 'x'::regnamespace and proname !~ '^(pgcrypto|uuid_ossp)_' order by 1, 2"""
        ours, theirs = session.fetch(functions), real.fetch(functions)

        assert [function for function in ours if function[0] != "fips_mode"] == theirs  # that one is new in 1.4

    def test_the_version_before_18_can_be_had(self, embedded: Server) -> None:
        database = embedded.create("older")
        with database.connect() as session:
            session.run("create extension pgcrypto version '1.3'")
            assert failure(session, "select fips_mode()").sqlstate == "42883"
            session.run("alter extension pgcrypto update")
            assert session.run("select fips_mode()").rows == (("f",),)
        embedded.drop(database)


class TestNotes:
    def test_a_stand_in_is_named_whatever_the_comment_says(self, embedded: Server) -> None:
        database = embedded.create("commented")
        with database.connect() as session:
            session.run("create extension pgcrypto")
            session.run("create extension citext")
            session.run("comment on extension pgcrypto is 'cryptographic functions'")
            (note,) = stand_ins(session)
        embedded.drop(database)

        assert note.startswith("extension pgcrypto is a stand-in by ddlproof: digest and hmac are exact")

    def test_the_report_says_so(self, embedded: Server, tmp_path: Path) -> None:
        before = """
            create extension if not exists "pgcrypto";
            create extension "uuid-ossp";
            create table users (id uuid primary key default uuid_generate_v4(), password text);
            """
        (tmp_path / "before.sql").write_text(before)
        (tmp_path / "migration.sql").write_text("alter table users add name text;")
        (tmp_path / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"')

        (outcome,) = check(tmp_path, options=Options(postgres=f"embedded:{embedded.major}"))

        assert [note.split(":")[0] for note in outcome.notes if "stand-in" in note] == [
            f"extension {name} is a stand-in by ddlproof" for name in STAND_INS
        ]

    def test_the_real_ones_are_not(self, real: Session) -> None:
        assert stand_ins(real) == ()


class TestLeave:
    @pytest.mark.parametrize("name", HARMLESS)
    def test_the_owner_creates_what_is_harmless(self, embedded: Server, name: str) -> None:
        database = embedded.create("harmless")
        with database.connect() as session:
            assert session.run(f"create extension {name} cascade").tag == "CREATE EXTENSION"
        embedded.drop(database)

    def test_what_is_harmless_works(self, embedded: Server) -> None:
        database = embedded.create("works")
        with database.connect() as session:
            for name in ("vector", "earthdistance", "moddatetime"):
                session.run(f"create extension {name} cascade")
            assert value(session, "'[1,2]'::vector <-> '[1,4]'::vector") == "2"
            assert value(session, "round(earth_distance(ll_to_earth(0, 0), ll_to_earth(0, 180)) / earth()) ") == "3"
            session.run("create table t (a int, at timestamp)")
            session.run("create trigger m before update on t for each row execute function moddatetime(at)")
            session.run("insert into t values (1)")
            assert session.run("update t set a = 2 returning at is not null").rows == (("t",),)
        embedded.drop(database)

    def test_nothing_else_is_trusted_that_its_authors_do_not_trust(self, embedded: Server) -> None:
        database = embedded.create("hostile")
        with database.connect() as session:
            listed = "select name::text from pg_available_extension_versions() where superuser and not trusted"
            refused = {name for (name,) in session.fetch(listed)}
            states = {name: failure(session, f'create extension "{name}" cascade').sqlstate for name in refused}
        embedded.drop(database)

        assert refused >= {"dblink", "postgres_fdw", "file_fdw", "pageinspect", "pg_surgery", "amcheck"}
        assert set(states.values()) == {DENIED}
        assert not refused & {*HARMLESS, *STAND_INS}

    def test_scripts_that_run_as_superuser_only_create(self, embedded: Server) -> None:
        installed = find(18)[0][0].extensions
        assert installed is not None
        scripts = [path for name in HARMLESS for path in installed.glob(f"{name}--*.sql")]
        found = {
            path.name: re.findall(r"(?im)^\s*(do|call|execute|insert|update|delete|merge)\b", path.read_text())
            for path in scripts
        }

        assert len(scripts) > len(HARMLESS)
        assert {name: words for name, words in found.items() if words} == {}

    def test_the_owner_cannot_point_the_server_elsewhere(self, session: Session) -> None:
        assert failure(session, "set extension_control_path = '/tmp'").sqlstate == DENIED

    @pytest.mark.skipif(version() == 0, reason="this kernel has no Landlock")
    def test_not_even_a_superuser_adds_to_them(self, superuser: Address) -> None:
        with Session(superuser) as session:
            (path,) = session.fetch("select current_setting('extension_control_path')")[0]
            for folder in path.split(":$system:"):
                file = Path(folder, "extension", "evil.control")
                assert "Permission denied" in failure(session, f"copy (select 1) to '{file}'").message


@pytest.fixture(scope="module")
def superuser() -> Iterator[Address]:
    installations, _ = find(18)
    if not installations:
        pytest.skip("no PostgreSQL 18")
    with start(installations[0], silent) as address:
        yield address
