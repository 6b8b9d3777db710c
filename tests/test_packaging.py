"""The wheel: the package under its own name, and nothing beside it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from this tree with the backend at hand."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_top_level_is_the_package_and_its_metadata(wheel: zipfile.ZipFile) -> None:
    top = {name.split("/")[0] for name in wheel.namelist()}
    assert {name.partition("-")[0] for name in top} == {"ddlproof"}
    assert sorted(name.rpartition(".")[2] for name in top) == ["ddlproof", "dist-info"]


def test_every_file_of_the_package_is_in_it_and_it_says_that_it_is_typed(wheel: zipfile.ZipFile) -> None:
    source = ROOT / "checks"
    kinds = ("*.py", "*.sql", "*.control", "*.json", "py.typed")
    ours = {str(path.relative_to(source)) for kind in kinds for path in source.rglob(kind)}
    packed = {name for name in wheel.namelist() if name.startswith("ddlproof/")}
    assert "ddlproof/py.typed" in packed
    assert packed == ours


def test_the_core_needs_sqlglot_only(wheel: zipfile.ZipFile) -> None:
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    needs = [line for line in wheel.read(metadata).decode().splitlines() if line.startswith("Requires-Dist:")]
    assert [line for line in needs if "extra ==" not in line] == ["Requires-Dist: sqlglot<32,>=30.30"]
