"""Tolls drawn from a grammar: sentences whose killed and injured are known by construction."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from reports.counts import find_counts
from reports.figures import combine
from reports.lexicon import fold, load_lexicon
from reports.people import mark_patients
from reports.sentences import split_sentences

GRAMMAR: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("tolls.yaml").read_text(encoding="utf-8")
)
WORDS: list[str] = GRAMMAR["words"]
SIZE = 500
SEED = 20240620


@dataclass(frozen=True)
class People:
    """Some people as a sentence names them, and how many they are."""

    text: str
    number: int
    shape: str

    def agree(self, what: str, rng: random.Random) -> str:
        """Give the words that agree with their number."""
        one = self.number == 1
        if what == "passive":
            verb = rng.choice(GRAMMAR["passive"])
            verb = re.sub(r"\{K:(\w+)\}", lambda m: self.agree(m[1], rng), verb)
            return verb.replace("their lives", "his life").replace("their", "his") if one else verb
        both = {
            "were": ("was", "were"),
            "have": ("has", "have"),
            "his": ("his", "their"),
            "life": ("life", "lives"),
            "pronoun": ("him", "them"),
        }
        return both[what][not one]


def number(n: int, rng: random.Random) -> str:
    """Write a number in one of the ways reports do."""
    ways = [str(n), str(n)]
    if n < len(WORDS):
        ways += [WORDS[n], WORDS[n]]
    if n < 10 and rng.random() < 0.1:
        ways = [f"0{n}"]
    return rng.choice(ways)


def crowd(rng: random.Random, *, after: bool = True, least: int = 2) -> People:
    """Give a number of people of one kind ("at least four soldiers from Punjab")."""
    n = rng.randint(least, 19)
    head = rng.choice(GRAMMAR["heads"])[1]
    told = rng.choice(GRAMMAR["numbers"] if after else ["{N}"]).replace("{N}", number(n, rng))
    behind = rng.choice(GRAMMAR["after"]) if after else ""
    return People(f"{told} {head} {behind}".strip(), n, "crowd")


def single(rng: random.Random) -> People:
    text = rng.choice(GRAMMAR["single"])
    return People(text.replace("{head}", rng.choice(GRAMMAR["heads"])[0]), 1, "single")


def listed(rng: random.Random) -> People:
    """Give a list of two or three ("a driver, two guards and three boys")."""
    parts = [
        single(rng) if rng.random() < 0.4 else crowd(rng, after=False)
        for _ in range(rng.randint(2, 3))
    ]
    named = [p for p in parts if p.text[0].isupper() or "," in p.text]
    parts = named[:1] + [p for p in parts if p not in named]  # "a boy, Sadiq Ali" would be one
    if len(parts) < 2:
        parts.append(crowd(rng, after=False))
    if parts[0].number == sum(p.number for p in parts[1:]):
        return crowd(rng)  # "eighteen men, ten boys and eight girls" may be eighteen
    texts = [p.text if ", a" in p.text else p.text.rstrip(",") for p in parts]
    joint = rng.choice([" and ", " and ", ", and ", " as well as "])
    text = ", ".join(texts[:-1]) + joint + texts[-1]
    return People(text, sum(p.number for p in parts), "list")


def total(rng: random.Random) -> People:
    """Give a total with a part of it ("12 people, including two women and a child,")."""
    n = rng.randint(6, 19)
    part = crowd(rng, after=False, least=2)
    while part.number >= n:
        part = crowd(rng, after=False, least=2)
    named = (
        part.text if rng.random() < 0.6 else f"{part.text} and a {rng.choice(['child', 'woman'])}"
    )
    if part.number + 1 > n:
        named = part.text
    frame = rng.choice(GRAMMAR["totals"])
    text = frame.replace("{N}", number(n, rng)).replace("{p}", named)
    return People(text.replace("{plural}", rng.choice(GRAMMAR["heads"])[1]), n, "total")


def others(rng: random.Random) -> People:
    """Give somebody and others ("SHO Nadir Khan and three others")."""
    first, n = single(rng), rng.randint(2, 9)
    who = rng.choice(["others", "other people", "of his guards", "colleagues", "more"])
    who = who if who != "more" else "others"
    return People(f"{first.text} and {number(n, rng)} {who}", n + 1, "others")


def people(rng: random.Random, *, first: bool) -> People:
    kinds = [crowd, crowd, crowd, single, single, listed, total]
    if not first:
        kinds += [further, further]
    else:
        kinds += [others]
    return rng.choice(kinds)(rng)


def further(rng: random.Random) -> People:
    n = rng.choice([1, 2, 3, 5, 8, 12])
    if n == 1:
        return People(rng.choice(["another", "one other", "another man"]), 1, "further")
    text = rng.choice(["{N} others", "{N} more", "{N}", "{N} other people", "another {N}"])
    return People(text.replace("{N}", number(n, rng)), n, "further")


def sentence(rng: random.Random) -> tuple[str, int | None, int | None, str]:
    """Draw a sentence, its killed and injured, and how it was made."""
    frame = rng.choice(GRAMMAR["frames"])
    text: str = frame["text"]
    killed, injured = people(rng, first=True), people(rng, first=False)
    if text.find("{I}") < text.find("{K}") and "{I}" in text:
        injured = crowd(rng)
    while frame.get("plural") and killed.number == 1:
        killed = people(rng, first=True)
    least = frame.get("least", 2)
    while killed.number < least > 2:
        killed = people(rng, first=True)
    k, i = rng.randint(least, 19), rng.randint(2, 40)
    bare = "{k}" in text
    dead = (k if bare else killed.number) if re.search(r"\{[kK]", text) else None
    hurt: int | None = None
    if re.search(r"\{[iI]", text):
        hurt = i if "{i}" in text else injured.number
    if frame.get("same"):
        hurt = k
    if frame.get("none"):
        dead, hurt = None, 0
    if dead is not None:
        dead = frame.get("set", dead + frame.get("plus", 0))
    if frame.get("tail"):
        text = f"{text} {rng.choice(GRAMMAR['tails'])}".replace(" ,", ",").strip()
    made = f"{frame['text']} | {killed.shape} {injured.shape}"
    lead = rng.choice(GRAMMAR["leads"])
    filled = {
        "K": killed.text,
        "I": injured.text,
        "k": number(k, rng),
        "i": number(i, rng),
        "n": number(rng.randint(2, 9), rng),
        "event": rng.choice(GRAMMAR["events"]),
        "lead": lead,
        "lead:small": lead[0].lower() + lead[1:],
    }

    def fill(match: re.Match[str]) -> str:
        key = match[1]
        if key in filled:
            return filled[key]
        who = killed if key[0] == "K" else injured
        return who.agree(key[2:], rng)

    text = re.sub(r"\{([\w:]+)\}", fill, text)
    text = re.sub(r",(?=\s*[,;.:]|$)", "", text).replace(" ,", ",")
    text = re.sub(r"\b(a) (?=[aeio]|off)", "an ", text)
    text = re.sub(r"(?:^|(?<=\. ))[a-z]", lambda m: m[0].upper(), text)
    return text + ".", dead, hurt, made


def read(text: str) -> tuple[int | None, int | None]:
    lexicon, folded = load_lexicon(), fold(text)
    counts = []
    for s in split_sentences(text):
        units = lexicon.units(text, folded, s.start, s.end)
        mark_patients(units)
        counts.append(find_counts(text, units))
    return combine(counts, "killed").value, combine(counts, "injured").value


RNG = random.Random(SEED)
DRAWN = [sentence(RNG) for _ in range(SIZE)]


@pytest.mark.parametrize(("text", "killed", "injured", "made"), DRAWN)
def test_toll(text: str, killed: int | None, injured: int | None, made: str) -> None:
    assert read(text) == (killed, injured), made
