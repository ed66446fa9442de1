"""Reports from files, folders and tables."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from gazetteer.errors import InputError, MissingInputError
from reports import Document, Reading, read_documents
from reports.formats import decode, joined_pages

STORY = "A bomb killed four people in Quetta on Monday."


def one(reading: Reading) -> Document:
    assert reading.rejected == []
    (document,) = reading.documents
    return document


@pytest.mark.parametrize("suffix", [".txt", ".md", ""])
def test_plain_text(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"story{suffix}"
    path.write_text(STORY, encoding="utf-8")
    assert one(read_documents(path)) == Document(path.name, STORY)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "کوئٹہ میں بم دھماکہ"),
        ("utf-8-sig", "کوئٹہ میں بم دھماکہ"),
        ("utf-16", "کوئٹہ میں بم دھماکہ"),
        ("cp1252", "The café in Quetta — “closed” – was bombed; nobody was hurt, the résumé says."),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(text.encode(encoding))
    assert one(read_documents(path)).text == text


def test_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"Headline\r\n\r\nText")
    assert one(read_documents(path)).text == "Headline\n\nText"


def test_front_matter_names_date_and_source(tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_text(f"---\ndate: 2023-11-07\nsource: Daily Post\n---\n{STORY}\n")
    document = one(read_documents(path))
    assert (document.published, document.source) == (date(2023, 11, 7), "Daily Post")
    assert document.text.startswith("A bomb")


def test_a_date_marker_in_the_text(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(f" date 2023-11-07 {STORY}")
    assert one(read_documents(path)).published == date(2023, 11, 7)


def test_the_callers_date_is_for_reports_that_state_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text(f"date 2023-11-07 {STORY}")
    a, b = read_documents(tmp_path, published="2016-11-02").documents
    assert (a.published, b.published) == (date(2016, 11, 2), date(2023, 11, 7))


def test_an_index_beside_the_reports(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text(STORY)
    (tmp_path / "reports.csv").write_text(
        "file,published,source\na.txt,2016-11-02,Daily\nb.txt,,\n"
    )
    reading = read_documents(tmp_path)
    assert [d.report_id for d in reading.documents] == ["a.txt", "b.txt"]
    assert reading.documents[0].published == date(2016, 11, 2)
    assert reading.documents[0].source == "Daily"
    assert reading.documents[1].published is None


def test_html_without_its_furniture(tmp_path: Path) -> None:
    path = tmp_path / "story.html"
    path.write_text(
        "<!doctype html><html><head><title>Bomb kills four - Daily</title>"
        '<meta property="article:published_time" content="2024-08-27T10:00:00+05:00">'
        '<meta property="og:site_name" content="Daily"><script>var x = "killed 9";</script></head>'
        '<body><nav><a href="/">Home</a><a>News: 5 killed in Lahore</a></nav>'
        '<div class="share-buttons">Share this</div><article><h1>Bomb kills four</h1>'
        f"<p>{STORY}</p><p>It was the <b>second</b> such attack.</p></article>"
        "<aside>Related: ten dead in Karachi</aside><footer>Contact us</footer></body></html>"
    )
    document = one(read_documents(path))
    assert document.text.split("\n\n") == [
        "Bomb kills four",
        STORY,
        "It was the second such attack.",
    ]
    assert (document.published, document.source) == (date(2024, 8, 27), "Daily")


def test_email(tmp_path: Path) -> None:
    path = tmp_path / "story.eml"
    path.write_bytes(
        b"From: Desk <desk@example.org>\r\nSubject: Blast\r\n"
        b"Date: Tue, 27 Aug 2024 10:00:00 +0500\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + STORY.encode()
    )
    document = one(read_documents(path))
    assert document.text.strip() == f"Blast\n\n{STORY}"
    assert (document.published, document.source) == (date(2024, 8, 27), "Desk")


def docx(*paragraphs: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    xml = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", xml)
    return buffer.getvalue()


def test_word(tmp_path: Path) -> None:
    path = tmp_path / "story.docx"
    path.write_bytes(docx("Headline", STORY))
    assert one(read_documents(path)).text == f"Headline\n\n{STORY}"


def test_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="needs pypdf: pip install 'zila[documents]'")
    stream = f"BT /F1 12 Tf 72 720 Td ({STORY}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    at = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n"
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % at
    path = tmp_path / "story.pdf"
    path.write_bytes(data)
    assert STORY in one(read_documents(path)).text


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".parquet"])
def test_tables_with_a_text_column(tmp_path: Path, suffix: str) -> None:
    rows = [
        {"key": "r1", "story": STORY, "day": "2024-08-27"},
        {"key": "r2", "story": "Nothing happened.", "day": "2024-08-28"},
    ]
    path = tmp_path / f"table{suffix}"
    if suffix in {".csv", ".tsv"}:
        sep = "," if suffix == ".csv" else "\t"
        lines = [sep.join(rows[0]), *(sep.join(r.values()) for r in rows)]
        path.write_text("\n".join(lines))
    elif suffix == ".json":
        path.write_text(json.dumps(rows))
    elif suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(r) for r in rows))
    else:
        import pandas as pd

        frame = pd.DataFrame(rows)
        if suffix == ".xlsx":
            pytest.importorskip("openpyxl", reason="needs openpyxl")
            frame.to_excel(path, index=False)
        else:
            frame.to_parquet(path)
    reading = read_documents(path, text_column="story", id_column="key", date_column="day")
    assert reading.rejected == []
    assert [d.report_id for d in reading.documents] == ["r1", "r2"]
    assert reading.documents[0] == Document("r1", STORY, "", date(2024, 8, 27))


def test_a_missing_column_is_named_with_those_there(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=r"'story'.*table\.csv.*a, b"):
        read_documents(path, text_column="story")


def test_bad_rows_are_set_aside_with_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"text,published\n{STORY},2024-08-27\n,2024-08-27\n{STORY},sometime\n")
    reading = read_documents(path)
    assert len(reading.documents) == 2
    assert [(r["line"], r["reason"]) for r in reading.rejected] == [
        (3, "no text in column 'text'"),
        (4, "publication date 'sometime' is no date; the report is read without"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n ", "empty"),
        ("a.txt", bytes(range(256)) * 20, "binary"),
        ("a.pdf", b"%PDF-1.4 broken", "PDF"),
        ("a.docx", b"no zip", "Word"),
        ("a.docx", docx(), "no text"),
        ("a.json", b"{", "JSON"),
        ("a.csv", b"a,b\n1,2\n", "text column"),
        ("a.csv", b"a,b\n", "without rows"),
        ("a.png", b"\x89PNG", "no report format"),
        ("a.parquet", b"no table", "broken"),
    ],
)
def test_what_cannot_be_read_is_set_aside(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(STORY)
    reading = read_documents(tmp_path)
    assert [d.report_id for d in reading.documents] == ["good.txt"]
    (rejected,) = reading.rejected
    assert name in rejected["input"]
    assert reason in rejected["reason"]


def test_absent_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="No file or folder at"):
        read_documents(tmp_path / "none")
    with pytest.raises(MissingInputError, match="holds no reports"):
        read_documents(tmp_path)
    (tmp_path / "a.txt").write_text(STORY)
    with pytest.raises(InputError, match="'soon'"):
        read_documents(tmp_path, published="soon")


def test_what_is_attached_to_an_email_is_read_or_named(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Sitrep"
    message["Date"] = "Fri, 03 Jun 2022 10:00:00 +0500"
    message.set_content("The café was hit – one man hurt.\n", cte="quoted-printable")
    message.add_alternative("<p>The café was hit</p>", subtype="html")
    message.add_attachment("A mine killed a shepherd in Harnai.", filename="note.txt")
    message.add_attachment(b"PK", maintype="application", subtype="zip", filename="maps.zip")
    path = tmp_path / "mail.eml"
    path.write_bytes(bytes(message))
    reading = read_documents(path)
    assert [d.report_id for d in reading.documents] == ["mail.eml", "mail.eml/note.txt"]
    assert "The café was hit – one man hurt." in reading.documents[0].text
    assert {d.published for d in reading.documents} == {date(2022, 6, 3)}
    (rejected,) = reading.rejected
    assert rejected["input"].endswith("mail.eml/maps.zip")


def test_a_row_of_a_table_in_a_page_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    rows = "<tr><td>3 May 2022</td><td>Turbat</td><td>Two men were killed.</td></tr>"
    path.write_text(f"<html><body><table>{rows}</table></body></html>", "utf-8")
    assert one(read_documents(path)).text == "3 May 2022 | Turbat | Two men were killed."


def test_a_row_of_a_word_table_is_one_line(tmp_path: Path) -> None:
    word = pytest.importorskip("docx", reason="needs python-docx to write a table")
    document = word.Document()
    document.add_paragraph("Weekly report.")
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(
        table.rows[0].cells, ("3 May 2022", "Turbat", "Two men were killed."), strict=True
    ):
        cell.text = text
    path = tmp_path / "table.docx"
    document.save(path)
    expected = "Weekly report.\n\n3 May 2022 | Turbat | Two men were killed."
    assert one(read_documents(path)).text == expected


def test_pages_are_joined_without_heads_numbers_and_hyphens() -> None:
    pages = [
        "UNITED RELIEF\nA bomb ex-\nploded in Quetta on Monday. The blast\n1",
        "UNITED RELIEF\nalso wounded four people.\nSchools are shut.\n2",
        "UNITED RELIEF\nThe road is open.\nPage 3 of 3",
    ]
    assert joined_pages(pages) == (
        "A bomb exploded in Quetta on Monday. The blast\nalso wounded four people.\n"
        "Schools are shut.\n\nThe road is open."
    )
    assert joined_pages(["Headline\nText of one page.\n7"]) == "Headline\nText of one page.\n7"


URDU = "کوئٹہ: کچلاک میں نامعلوم افراد کی فائرنگ سے دو افراد ہلاک ہو گئے۔"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("text", [STORY, URDU])
def test_unicode_is_read_with_and_without_its_mark(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).strip() == text.strip()


def test_a_stray_nul_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(STORY.encode().replace(b".", b".\x00", 1))
    (document,) = read_documents(tmp_path).documents
    assert document.text.strip() == STORY.strip()
