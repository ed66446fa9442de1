"""Every data file in the package has a row in DATA.md with its source, licence and checksum."""

import hashlib
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location(
    "build_checksums", ROOT / "gazetteer/data/build_checksums.py"
)
assert spec is not None
assert spec.loader is not None
checksums = importlib.util.module_from_spec(spec)
spec.loader.exec_module(checksums)
data_files = checksums.data_files

ROW = re.compile(r"^\| `(?P<path>[^`]+)` \| (?P<cells>.+) \| `(?P<sha>[0-9a-f]{64})` \|$", re.M)


def rows():
    text = (ROOT / "DATA.md").read_text(encoding="utf-8")
    return {m["path"]: (m["cells"].split(" | "), m["sha"]) for m in ROW.finditer(text)}


def test_every_data_file_has_exactly_one_row():
    text = (ROOT / "DATA.md").read_text(encoding="utf-8")
    listed = [m["path"] for m in ROW.finditer(text)]
    assert sorted(listed) == data_files()


@pytest.mark.parametrize("path", data_files())
def test_row_names_source_date_licence_and_the_right_checksum(path):
    assert path in rows(), f"{path} has no row in DATA.md"
    cells, sha = rows()[path]
    assert len(cells) == 4
    assert all(cell.strip() for cell in cells), f"{path}: an empty cell in DATA.md"
    actual = hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
    assert sha == actual, (
        f"{path} changed: review its row in DATA.md, "
        "then run python gazetteer/data/build_checksums.py"
    )


def test_licences_are_known():
    known = ("MIT", "CC BY 4.0", "CC BY 3.0 IGO", "ODbL 1.0", "facts", "public domain", "OFL 1.1")
    for path, (cells, _) in rows().items():
        assert cells[2].startswith(known), f"{path}: {cells[2]}"


def test_a_changed_file_would_be_noticed(tmp_path):
    path, (_, sha) = next(iter(rows().items()))
    changed = (ROOT / path).read_bytes() + b"\n"
    assert hashlib.sha256(changed).hexdigest() != sha
