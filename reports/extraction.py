"""The extraction: documents in, incidents with the words that say so out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from reports.incidents import Reading, assemble
from reports.lexicon import Lexicon, fold, load_lexicon
from reports.merge import fold_incidents
from reports.model import Extraction, Incident
from reports.places import Districts
from reports.publication import find_published
from reports.tellings import read_passages

if TYPE_CHECKING:
    from reports.documents import Document
    from reports.places import Finder


def extract(
    documents: Iterable[Document],
    *,
    gazetteer: Finder,
    merge: bool = True,
    lexicon: Lexicon | None = None,
) -> Extraction:
    """Read incidents out of reports.

    Parameters
    ----------
    documents : iterable of Document
        Their order does not change the result.
    gazetteer : Gazetteer
        Anything with ``find(text)`` that gives place mentions.
    merge : bool
        Fold incidents that several reports tell of into one row.
    lexicon : Lexicon, optional
        Word lists with a user's overlay (`load_lexicon`).

    Returns
    -------
    Extraction
        Incidents in the order of report and place in the text.
    """
    lexicon = lexicon or load_lexicon()
    districts = Districts(gazetteer)
    incidents: list[Incident] = []
    aggregates: list[dict[str, Any]] = []
    warnings: list[dict[str, Any]] = []
    ordered = sorted(documents, key=_order)
    for document in ordered:
        reading = read_document(document, gazetteer, lexicon, districts)
        incidents += reading.incidents
        aggregates += reading.aggregates
        warnings += reading.warnings
    merges: list[dict[str, Any]] = []
    if merge:
        incidents, merges = fold_incidents(incidents)
    return Extraction(incidents, aggregates, warnings, merges)


def _order(document: Document) -> tuple[str, str, str, str]:
    return document.report_id, document.text, document.source, str(document.published)


def extract_stream(
    documents: Iterable[Document], *, gazetteer: Finder, lexicon: Lexicon | None = None
) -> Iterator[Incident]:
    """Read incidents report by report; nothing is kept in memory and nothing folded."""
    lexicon = lexicon or load_lexicon()
    districts = Districts(gazetteer)
    for document in documents:
        yield from read_document(document, gazetteer, lexicon, districts).incidents


def read_document(
    document: Document, gazetteer: Finder, lexicon: Lexicon, districts: Districts
) -> Reading:
    """Incidents, totals and warnings of one report."""
    text = document.text
    stated = find_published(text)
    published = document.published or (stated[0] if stated else None)
    mentions = sorted(gazetteer.find(text), key=lambda m: (m.start, -m.end))
    skip = stated[1:] if stated else None
    passages = read_passages(text, fold(text), mentions, lexicon, skip)
    return assemble(document, published, passages, lexicon, districts)
