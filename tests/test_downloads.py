"""Downloads: resumed where they broke off, begun anew for another version, never half there."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gazetteer import InputError
from gazetteer.downloads import download

CONTENT = bytes(range(256)) * 4_000


class Flaky(SimpleHTTPRequestHandler):
    """Breaks off the first answer half-way; afterwards it knows ranges and versions."""

    tag = '"one"'
    content = CONTENT
    answers: list[int]
    breaks: int

    def log_message(self, *args):
        pass

    def do_GET(self):
        wanted = self.headers.get("Range")
        same = self.headers.get("If-Range") == self.tag
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and same else 0
        status = 206 if start else 200
        self.answers.append(status)
        self.send_response(status)
        body = self.content[start:]
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", self.tag)
        self.end_headers()
        if len(self.answers) <= self.breaks:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(body)


@pytest.fixture
def site():
    handler = type("Handler", (Flaky,), {"answers": [], "breaks": 1})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield handler, f"http://127.0.0.1:{server.server_port}/PK.zip"
        server.shutdown()


def test_a_broken_transfer_is_resumed(site, tmp_path):
    handler, url = site
    path = tmp_path / "PK.zip"
    with pytest.raises(InputError, match=r"\d bytes are kept: run it again to go on\. Hint"):
        download(url, path, hint="Hint")
    assert not path.exists()
    assert download(url, path).read_bytes() == CONTENT
    assert handler.answers == [200, 206]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["PK.zip"]


def test_another_version_starts_anew(site, tmp_path):
    handler, url = site
    path = tmp_path / "PK.zip"
    with pytest.raises(InputError):
        download(url, path)
    handler.tag, handler.content = '"two"', CONTENT[::-1]
    assert download(url, path).read_bytes() == CONTENT[::-1]
    assert handler.answers == [200, 200]


def test_a_server_that_is_not_there_leaves_nothing(tmp_path):
    with pytest.raises(InputError, match="Could not download"):
        download("http://127.0.0.1:9/PK.zip", tmp_path / "PK.zip")
    assert list(tmp_path.iterdir()) == []
