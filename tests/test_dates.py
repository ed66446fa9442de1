"""When it happened: date expressions against the publication date."""

from __future__ import annotations

from datetime import date

import pytest

from reports.dates import find_dates
from reports.days import resolve_date
from reports.lexicon import fold, load_lexicon
from reports.publication import parse_day, published_in

PUBLISHED = date(2016, 11, 2)  # a Wednesday


def first(text: str, published: date | None = PUBLISHED) -> tuple[date | None, int]:
    units = load_lexicon().units(text, fold(text), 0, len(text))
    found = find_dates(text, units, 0, len(text))
    assert found, text
    mention = found[0]
    assert 0 <= mention.start < mention.end <= len(text)
    resolved = resolve_date(mention, published, text[mention.start : mention.end])
    return resolved.day, resolved.precision


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("on 24 October 2016 a bomb", date(2016, 10, 24), 1),
        ("on October 24, 2016 a bomb", date(2016, 10, 24), 1),
        ("the 24th of October 2016", date(2016, 10, 24), 1),
        ("on 2016-10-24 a bomb", date(2016, 10, 24), 1),
        ("on 24.10.2016 a bomb", date(2016, 10, 24), 1),
        ("on 24/10/2016 a bomb", date(2016, 10, 24), 1),
        ("on 24-10-16 a bomb", date(2016, 10, 24), 1),
        ("the October 24 attack", date(2016, 10, 24), 1),
        ("the December 24 attack", date(2015, 12, 24), 1),
        ("on Monday", date(2016, 10, 31), 1),
        ("late Sunday", date(2016, 10, 30), 1),
        ("on Wednesday", date(2016, 11, 2), 1),
        ("last Wednesday", date(2016, 10, 26), 1),
        ("yesterday", date(2016, 11, 1), 1),
        ("three days ago", date(2016, 10, 30), 1),
        ("last week", date(2016, 10, 24), 2),
        ("last month", date(2016, 10, 1), 3),
        ("in October 2015", date(2015, 10, 1), 3),
        ("in December", date(2015, 12, 1), 3),
        ("in 2006 and 2008", date(2006, 1, 1), 4),
        ("last year", date(2015, 1, 1), 4),
        ("on Friday of last week", date(2016, 10, 28), 1),
        ("on Tuesday night of last week", date(2016, 10, 25), 1),
        ("on Monday and Tuesday of the previous week", date(2016, 10, 24), 1),
        ("in May of last year", date(2015, 5, 1), 3),
        ("on 4 May last year", date(2015, 5, 4), 1),
        ("over the weekend", date(2016, 10, 29), 2),
        ("on Friday (28th) a bomb", date(2016, 10, 28), 1),
        ("on Tuesday 25th Karim Khan was shot", date(2016, 10, 25), 1),
        ("on the night between 16 and 17 June 2021", date(2021, 6, 16), 1),
        ("from 24 to 26 October 2016", date(2016, 10, 24), 2),
        ("note of 24 October 1900 hrs", date(2016, 10, 24), 1),
        ("message 242030 Oct 16", date(2016, 10, 24), 1),
        ("221945Z JUL 2012", date(2012, 7, 22), 1),
        ("on the night of 10/11 Feb", date(2016, 2, 10), 1),
        ("3.9.16/1145 hrs: a bomb", date(2016, 9, 3), 1),
        ("(ii) 25th: a bomb", date(2016, 10, 25), 1),
        ("Time 1000 22/4", date(2016, 4, 22), 1),
        ("today (1 November) a bomb", date(2016, 11, 1), 1),
        ("on Friday, July 13", date(2016, 7, 13), 1),
        ("on New Year's Day", date(2016, 1, 1), 1),
        ("پیر کے روز", date(2016, 10, 31), 1),
        ("گزشتہ روز", date(2016, 11, 1), 1),
        ("21 اپریل 2021 کو", date(2021, 4, 21), 1),
        ("۲۱ اپریل ۲۰۲۱ کو", date(2021, 4, 21), 1),
    ],
)
def test_resolved(text: str, day: date, precision: int) -> None:
    assert first(text) == (day, precision)


@pytest.mark.parametrize("text", ["on Monday", "the October 24 attack", "yesterday", "last month"])
def test_undated_without_publication(text: str) -> None:
    assert first(text, None) == (None, 4)


def test_a_year_needs_no_publication() -> None:
    assert first("attacks in 2006 and 2008", None) == (date(2006, 1, 1), 4)


@pytest.mark.parametrize(
    "text", ["they may attack", "march on the town", "he sat down", "31 February 2020", "page 2016"]
)
def test_no_date(text: str) -> None:
    units = load_lexicon().units(text, fold(text), 0, len(text))
    assert find_dates(text, units, 0, len(text)) == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("killed on Monday", "event"),
        ("police said on Monday", "report"),
        ("a report released October 29", "publication"),
        ("operation concluded on 12.05.2019", "span"),
        ("the bodies were buried by their relatives on Monday", "after"),
        ("Peru on Monday buried six miners", "after"),
        ("villagers attended Monday's funeral of the four", "after"),
        ("a woman was shot at a funeral on Monday", "event"),
        ("the wounded were later airlifted to Multan on Monday", "after"),
        ("a guard died on Monday in a hospital in Multan", "after"),
        ("two people died on Monday and six were injured", "event"),
        ("another of the wounded succumbed to burns on Monday", "after"),
        ("officials raised to 24 on Monday the number of soldiers killed", "after"),
        ("the toll climbed on Monday to 14", "after"),
        ("the bazaar stayed empty on Monday after a bomb killed two", "after"),
        ("a van was shelled on Monday after it had left the town", "event"),
        ("the deadliest since a bomb in Multan on 8 May", "event"),
        ("a blast at a church on Monday claimed 79 lives", "event"),
        ("the army lost three men, it said in a message seen by a reporter on Monday", "report"),
        ("nurses and teachers on Monday buried two colleagues", "after"),
        ("the body was handed over to his brother on Monday", "after"),
        ("a buried charge went off near Sibi on Monday", "event"),
        ("clashes since 12 May have left ten dead", "since"),
    ],
)
def test_roles(text: str, role: str) -> None:
    units = load_lexicon().units(text, fold(text), 0, len(text))
    assert find_dates(text, units, 0, len(text))[0].role == role


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" date 2023-11-07 A bomb went off", date(2023, 11, 7)),
        ("Headline\nPublished: 7 November 2023\n\nA bomb", date(2023, 11, 7)),
        ("Headline\nLast updated Nov 7, 2023", date(2023, 11, 7)),
        ("Event: abduction. Date: 13 March 2022. District: Nushki.", None),
        ("He was killed. No date 2023 is known.", None),
        ("QUETTA, March 3, 2020: Two men were shot on Tuesday.", date(2020, 3, 3)),
        ("QUETTA, 3 Mar 2020 (Agency) - Two men were shot.", date(2020, 3, 3)),
        ("QUETTA, March 3: Two men were shot.", None),
        ("Two men were shot in Quetta on March 3, 2020.", None),
    ],
)
def test_publication_stated_in_the_text(text: str, day: date | None) -> None:
    assert published_in(text) == day


def test_parse_day() -> None:
    assert parse_day("Tue, 07 Nov 2023 10:00:00 +0500") == date(2023, 11, 7)
    assert parse_day("2023-11-07T10:00:00Z") == date(2023, 11, 7)
    assert parse_day("soon") is None
    assert parse_day("9" * 100_000) is None
