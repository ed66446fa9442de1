"""Reports to incidents: notes of 100 words a second on one core, and memory over a stream.

`python -m benchmarks extract [--notes N] [--stream N]`
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice

from gazetteer import Gazetteer
from reports import Document, extract_stream, load_lexicon

_OPENINGS = (
    "Unidentified gunmen opened fire on a police vehicle near Sariab Road in Quetta on Monday "
    "night, killing two policemen and injuring five others, officials said.",
    "At least eleven people were killed and two dozen wounded on 14 March 2021 when a bomb planted "
    "in a motorcycle exploded in the main bazaar of Turbat.",
    "Security forces killed four militants in an intelligence-based operation in the Mashkay area "
    "of Awaran district late Friday; two soldiers were also martyred in the exchange of fire.",
    "A suicide bomber blew himself up outside a mosque in Mastung on Friday, leaving nearly 60 "
    "people dead and more than 100 injured.",
)
_FILLERS = (
    "The wounded were shifted to the Civil Hospital in Quetta, where doctors said that three of "
    "them were in a critical condition.",
    "No group had claimed responsibility for the attack by the evening, but the police have begun "
    "to question witnesses and to look at the pictures of cameras in the neighbourhood.",
    "The chief minister condemned the attack from Islamabad and promised the families of the "
    "victims that those behind it would be brought to justice.",
    "Shops were closed in the town on the following day, and a rally was held by traders who asked "
    "the government for protection of the highway.",
    "The district has seen many such attacks in recent years, most of them on convoys and on "
    "labourers from other provinces who work on roads, dams and in mines.",
)


def notes(number: int) -> Iterator[Document]:
    """Field notes of about 100 words, all different."""
    fillers = cycle(_FILLERS)
    for n in range(number):
        words = _OPENINGS[n % len(_OPENINGS)].split()
        while len(words) < 100:
            words += next(fillers).split()
        text = f"Note {n}. " + " ".join(words[:100]) + "."
        yield Document(str(n), text, "", date(2024, 8, 28))


def megabytes() -> float:
    """Largest memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spacy_speed(documents: list[Document]) -> float | None:
    """Measure `spacy.blank` with an EntityRuler of the same words: notes a second, or None."""
    try:
        import spacy
    except ImportError:
        return None
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    patterns = [
        {"label": table, "pattern": row["term"]}
        for table, rows in load_lexicon().tables.items()
        for row in rows
        if row.get("term")
    ]
    ruler.add_patterns(patterns)
    start = time.perf_counter()
    for document in documents:
        nlp(document.text)
    return len(documents) / (time.perf_counter() - start)


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks extract", description=__doc__)
    parser.add_argument("--notes", type=int, default=2000, help="notes of the timed run")
    parser.add_argument("--stream", type=int, default=20_000, help="notes of the memory run")
    options = parser.parse_args(arguments)
    gazetteer = Gazetteer.load("PK")
    documents = list(notes(options.notes))
    words = sum(len(d.text.split()) for d in documents) / len(documents)
    list(extract_stream(documents[:50], gazetteer=gazetteer))
    best = 0.0
    for _ in range(3):
        start = time.perf_counter()
        rows = sum(1 for _ in extract_stream(documents, gazetteer=gazetteer))
        best = max(best, len(documents) / (time.perf_counter() - start))
    start = time.perf_counter()
    for document in documents:
        gazetteer.find(document.text)
    find = (time.perf_counter() - start) / len(documents)
    print(f"extract: {best:.0f} notes of {words:.0f} words a second ({rows} rows), best of 3")
    print(f"of which finding place names: {find * 1e3:.2f} ms of {1e3 / best:.2f} ms a note")
    reference = spacy_speed(documents)
    told = f"{reference:.0f} notes a second" if reference else "spacy is not installed"
    print(f"reference, spacy.blank + EntityRuler: {told}")
    stream = notes(options.stream)
    list(islice(extract_stream(islice(stream, options.stream // 10), gazetteer=gazetteer), 10**9))
    before = megabytes()
    for _ in extract_stream(stream, gazetteer=gazetteer):
        pass
    told = f"{before:.0f} MB after a tenth of {options.stream:,} notes"
    print(f"memory: {told}, {megabytes():.0f} MB after all")


if __name__ == "__main__":
    main()
