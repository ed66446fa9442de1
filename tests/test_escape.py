"""Hostile text stays text: at render time, in the document, and in the browser."""

from __future__ import annotations

import html
import json
import re
import shutil

import jinja2
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from map_data import few, squares, tehsils

from maps import incident_map
from maps.escape import MAX_TEXT, clean, escape, inline_script

RUN = "window.hacked=1"
HOSTILE = [
    "{{ 7*7 }}",
    "{{7*'7'}}",
    "{% for x in [1] %}X{% endfor %}",
    "{# comment #}",
    "{{ ''.__class__.__mro__ }}",
    "{{ this }}{{ kwargs }}",
    "{{ cycler.__init__.__globals__.os.popen('touch /tmp/zila-hacked').read() }}",
    "{{{{ x }}}}",
    "{%- set a = 1 -%}",
    "}}{{",
    "${" + RUN + "}",
    "`${" + RUN + "}`",
    "`;" + RUN + ";`",
    "</script><script>" + RUN + "</script>",
    "</SCRIPT ><script>" + RUN + "</script>",
    "<!--<script>",
    "--><script>" + RUN + "</script>",
    "]]><script>" + RUN + "</script>",
    "<script>" + RUN + "</script>",
    "<img src=x onerror=" + RUN + ">",
    "<svg onload=" + RUN + ">",
    "<svg><script>" + RUN + "</script></svg>",
    "<body onload=" + RUN + ">",
    "<iframe src=javascript:" + RUN + "></iframe>",
    "<a href='javascript:" + RUN + "'>x</a>",
    "javascript:" + RUN,
    "data:text/html,<script>" + RUN + "</script>",
    "<base href=https://example.org/>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<style>*{display:none}</style>",
    "</style><script>" + RUN + "</script>",
    "<form action=https://example.org><button>x</button></form>",
    "<details open ontoggle=" + RUN + ">",
    "<input autofocus onfocus=" + RUN + ">",
    "<object data=javascript:" + RUN + ">",
    "<math><mtext><img src=x onerror=" + RUN + ">",
    '" onmouseover="' + RUN,
    "' onmouseover='" + RUN,
    '"><script>' + RUN + "</script>",
    "'-alert(1)-'",
    '";' + RUN + ";//",
    "\\';" + RUN + ";//",
    '\\";' + RUN + ";//",
    "\\u003cscript\\u003e" + RUN,
    "&lt;script&gt;" + RUN + "&lt;/script&gt;",
    "&#x3c;script&#x3e;" + RUN,
    "url(javascript:" + RUN + ")",
    "expression(" + RUN + ")",
    "x;background:url(https://example.org/x.png)",
    "@import url(https://example.org/x.css);",
    "line\u2028separator\u2029s;" + RUN,
    "new\nline\r\n;" + RUN,
    "\u202egnp.exe\u202d",
    "\u2067\u2066unclosed isolates",
    "\x00NUL\x00",
    "\x1b[31mescape",
    "\ud800 lone surrogate",
    "\ufeff\u200b\u200d\u2060 invisible",
    "کوئٹہ \u200fRTL\u200e",
    "%3Cscript%3E" + RUN + "%3C/script%3E",
    "__proto__",
    "constructor",
    "M" * 1_000_000,
]
FIELDS = [
    "event_id", "report_id", "source", "event_type", "sub_event_type", "actor1", "actor2",
    "location", "place_id", "place_name", "place_kind", "country", "admin1", "admin2", "admin3",
    "method", "reason", "notes", "sentence", "candidates",
]  # fmt: skip


def hostile_incidents(strings: list[str]) -> pd.DataFrame:
    """One point, one area and one unplaced row per string, every text field holding it."""
    base = few()
    rows = []
    for i, text in enumerate(strings):
        for template in (0, 4, 6):
            row = base.iloc[template].to_dict()
            keep = () if template == 6 else ("admin1", "admin2")
            row.update({field: text for field in FIELDS if field not in keep})
            row["spans"] = json.dumps({text[:100]: [40, 43]})
            row["latitude"] = None if template else 28.2 + i * 0.01
            rows.append(row)
    return pd.DataFrame(rows, dtype=object)  # text columns of pandas refuse lone surrogates


def hostile_map(strings: list[str], **more):
    districts = squares()
    for column in ("name_ur", "alt_names", "note"):
        chosen = [strings[i % len(strings)] for i in range(len(districts))]
        districts[column] = pd.Series(chosen, dtype=object)
    districts["name"] = districts["name"] + " " + pd.Series(strings[: len(districts)])
    parts = tehsils()
    for column in ("name", "name_ur", "admin2", "note"):
        chosen = [strings[i % len(strings)] for i in range(len(parts))]
        parts[column] = pd.Series(chosen, dtype=object)
    provinces = pd.DataFrame({"name": ["Sindh"], "name_ur": strings[2:3], "pcode": strings[3:4]})
    more = {"tehsils": parts, "provinces": provinces, **more}
    return incident_map(
        hostile_incidents(strings),
        districts,
        title=strings[0],
        as_of=strings[-1],
        sources=strings,
        run={"places": [(text, 28.5, 66.5, text) for text in strings], "about": strings},
        **more,
    )


def test_there_are_sixty_strings():
    assert len(HOSTILE) >= 60
    assert len(set(HOSTILE)) == len(HOSTILE)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_html_comes_back_as_text_also_after_jinja(text):
    once = escape(text)
    again = jinja2.Template(once).render()
    assert "<" not in again
    assert '"' not in again
    assert html.unescape(again).replace("\r\n", "\n") == clean(text).replace("\r\n", "\n")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_script_comes_back_as_data_also_after_jinja(text):
    once = escape({"a": clean(text)}, "script")
    again = jinja2.Template(once).render()
    assert again == once
    assert not re.search(r"[<>&'`\u2028\u2029]", once)
    assert json.loads(again) == {"a": clean(text)}


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_survives_both(text):
    shown = clean(text)
    assert json.loads(jinja2.Template(escape([shown], "script")).render()) == [shown]
    assert "<" not in jinja2.Template(escape(shown)).render()
    shown.encode("utf-8")


def test_clean_shows_what_it_cannot_show():
    assert clean("a\x00b\u202ec\ud800") == "a\ufffdb\ufffdc\ufffd"
    assert clean(None) == ""
    assert clean(float("nan")) == ""
    assert clean("x" * (MAX_TEXT + 10)).endswith(f"… [{MAX_TEXT + 10:,} characters]")


def test_inline_scripts_do_not_end_early():
    code = "a = '</script>'; b = '</SCRIPT'; c = '<!-- <script>'"
    safe = inline_script(code)
    assert not re.search(r"</script|<!--", safe, re.IGNORECASE)


def test_rendering_runs_nothing_and_every_string_is_there(tmp_path):
    page = hostile_map(HOSTILE).html()
    assert "49" not in page.split("<body>")[1].split("</header>")[0]
    assert "touch /tmp/zila-hacked" in page
    scripts = re.findall(r"<script(?![^>]*json)[^>]*>", page)
    assert scripts == ["<script>"] * 3
    data = json.loads(re.search(r'id="zila-data">(.*?)</script>', page, re.DOTALL)[1])
    for text in HOSTILE:
        assert clean(text) in data["incidents"]["cards"]["sentence"]
    assert len(page) < 3_000_000


@pytest.mark.browser
@pytest.mark.skipif(
    shutil.which("chromium") is None, reason="no chromium; run: apt-get install chromium"
)
def test_nothing_executes_in_the_browser(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    path = tmp_path / "hostile.html"
    hostile_map(HOSTILE).save(path)
    faults: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(offline=True).new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((path.as_uri(), "data:")) else faults.append("asked")
            ),
        )
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
        assert page.title() == clean(HOSTILE[0])
        # Open every district, every incident card, and every search result there is.
        page.evaluate("zila.set({filter: {confidence: 0.5}}); zila.set({filter: {confidence: 0}})")
        page.click("#district-table .note button")
        for level in ("tehsil", "province", "district"):
            page.select_option("#level", level)
            for button in page.locator("#district-table tbody th button").all():
                button.click()
                for line in page.locator(".leaflet-popup .line").all()[:1]:
                    line.click()
        rows = page.evaluate(
            "JSON.parse(document.getElementById('zila-data').textContent).incidents.count"
        )
        shown = page.evaluate(f"Array.from({{length: {rows}}}, (_, i) => zila.cardText(i))")
        for i, text in enumerate(HOSTILE):
            visible = clean(text).replace("\r\n", "\n").replace("\r", "\n")
            assert visible in shown[3 * i].replace("\r\n", "\n").replace("\r", "\n"), i
        for text in HOSTILE[:60]:
            page.fill("#search", text[:60].replace("\n", " "))
        for i in range(page.locator(".badge").count()):
            page.locator(".badge").nth(i).dispatch_event("click")
        page.mouse.move(400, 400)
        page.wait_for_timeout(200)
        assert page.evaluate("window.hacked") is None
        assert page.locator("img, iframe, object, form, base").count() == 0
        assert page.locator("style").count() == 3
        assert faults == []
        browser.close()
