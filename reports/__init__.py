"""Reports to incidents: what happened, when, where, who, how many, and the words that say so."""

from reports.documents import Document, Reading, read_documents
from reports.extraction import extract, extract_stream
from reports.lexicon import Lexicon, load_lexicon
from reports.model import Extraction, Incident

__all__ = [
    "Document",
    "Extraction",
    "Incident",
    "Lexicon",
    "Reading",
    "extract",
    "extract_stream",
    "load_lexicon",
    "read_documents",
]
