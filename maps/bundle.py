"""Joins the page's own ES modules (`maps/static/*.js`) into one classic script to inline."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from gazetteer.errors import DataError

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"\./([\w-]+)\.js";[ \t]*\n', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:function|class|const)\s)", re.MULTILINE)
_EXPORTED = re.compile(r"^export\s+(?:async\s+)?(?:function|class|const)\s+(\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


def static_text(name: str) -> str:
    """Text of one file of `maps/static/`."""
    return files("maps").joinpath("static", name).read_text(encoding="utf-8")


def _module(name: str) -> tuple[str, list[str]]:
    """One module as a constant that holds its exports, and the modules it imports."""
    source = static_text(f"{name}.js")
    needs = [found.group(2) for found in _IMPORT.finditer(source)]
    names = _EXPORTED.findall(source)

    def constant(found: re.Match[str]) -> str:
        return f"const {{{found.group(1).replace(' as ', ': ')}}} = ${found.group(2)};\n"

    body = _EXPORT.sub("", _IMPORT.sub(constant, source))
    other = _OTHER.search(body)
    if other:
        msg = (
            f"maps/static/{name}.js: {other.group()!r} is beyond what the page's bundler reads; "
            'write import { a } from "./b.js"; and export function, class or const'
        )
        raise DataError(msg)
    return f"const ${name} = (() => {{\n{body}\nreturn {{{', '.join(names)}}};\n}})();\n", needs


@cache
def bundle(entry: str) -> str:
    """All modules that an entry module needs, in order, as one script that sets ``window.zila``.

    Returns
    -------
    str
        A classic script: inline modules cannot import each other without URLs, which the page's
        Content-Security-Policy forbids.

    Raises
    ------
    DataError
        If a module uses other import or export forms, or modules import each other in a circle.
    """
    done: dict[str, str] = {}
    open_: list[str] = []

    def add(name: str) -> None:
        if name in done:
            return
        if name in open_:
            msg = f"maps/static: modules import each other in a circle: {[*open_, name]}"
            raise DataError(msg)
        open_.append(name)
        code, needs = _module(name)
        for need in needs:
            add(need)
        open_.pop()
        done[name] = code

    add(entry)
    parts = "".join(done.values())
    return f'window.zila = (() => {{\n"use strict";\n{parts}return ${entry};\n}})();\n'
