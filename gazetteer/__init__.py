"""Places and their names: resolving them in context, with a radius, a confidence and a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gazetteer.errors import DataError, InputError, MissingInputError, ZilaError
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.places import Place
    from gazetteer.results import Candidate, Mention, Resolution

__all__ = [
    "Candidate",
    "DataError",
    "Gazetteer",
    "InputError",
    "Mention",
    "MissingInputError",
    "Place",
    "Resolution",
    "ZilaError",
]

_HOMES = {
    "Candidate": "results",
    "DataError": "errors",
    "Gazetteer": "gazetteer",
    "InputError": "errors",
    "Mention": "results",
    "MissingInputError": "errors",
    "Place": "places",
    "Resolution": "results",
    "ZilaError": "errors",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    from importlib import import_module

    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'gazetteer' has no attribute {name!r}")
    return getattr(import_module(f"gazetteer.{home}"), name)
