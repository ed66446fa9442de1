"""Is this installation sound? Packages that are really ours, libraries, data and their licences."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.util import find_spec
from pathlib import Path

OURS = {
    "gazetteer": "errors.py",
    "geo": "columns.py",
    "maps": "page.py",
    "reports": "documents.py",
}
"""Our import packages, each with a module that no other distribution of that name has."""

OPTIONAL = {
    "documents": ("pypdf", "python-docx"),
    "statistics": ("esda", "libpysal", "mapclassify", "scipy"),
    "static": ("matplotlib",),
}
"""Extras of the distribution and the libraries they bring."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    ok: bool
    subject: str
    text: str


def examine(country: str = "PK") -> list[Finding]:
    """Look at packages, optional libraries and data; nothing is changed or fetched."""
    return [*_packages(), *_libraries(), *_data(country)]


def _packages() -> list[Finding]:
    owners = packages_distributions()
    findings = []
    for name, module in OURS.items():
        spec = find_spec(name)
        folder = Path(spec.origin).parent if spec and spec.origin else None
        others = sorted(set(owners.get(name, [])) - {"zila"})
        if folder is None or not (folder / module).is_file():
            text = (
                f"'{name}' at {folder} is not zila's. Another distribution owns the name"
                f"{' (' + ', '.join(others) + ')' if others else ''}; install zila in an "
                f"environment of its own: pipx install zila"
            )
            findings.append(Finding(False, name, text))
        elif others:
            text = (
                f"{', '.join(others)} installs a package of the same name and can overwrite it: "
                f"pip uninstall {' '.join(others)}, then reinstall zila"
            )
            findings.append(Finding(False, name, text))
        else:
            findings.append(Finding(True, name, str(folder)))
    return findings


def _libraries() -> list[Finding]:
    findings = []
    for extra, names in OPTIONAL.items():
        missing = [name for name in names if not _installed(name)]
        text = (
            f"not installed: {', '.join(missing)}; pip install 'zila[{extra}]'"
            if missing
            else ", ".join(f"{name} {version(name)}" for name in names)
        )
        findings.append(Finding(True, f"extra {extra}", text))
    return findings


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def damage() -> list[Finding]:
    """Installed gazetteers and district sets that cannot be used as they are."""
    from gazetteer.sources import verify
    from geo.district_sets import verify_districts

    return [
        Finding(False, f"installed {kind} {name}", state)
        for kind, results in (("gazetteer", verify()), ("districts", verify_districts()))
        for name, state in results
        if state != "ok"
    ]


def _data(country: str) -> list[Finding]:
    from gazetteer import Gazetteer
    from gazetteer.errors import DataError
    from geo.dissolution import districts

    broken = damage()
    try:
        gazetteer = Finding(True, "gazetteer", Gazetteer.load(country).version)
    except DataError as error:
        gazetteer = Finding(False, "gazetteer", str(error))
    return [
        gazetteer,
        Finding(True, "districts", f"{len(districts())} districts on 2022-09-09"),
        *broken,
    ]
