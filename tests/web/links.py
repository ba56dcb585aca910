"""Everything that a reader's pages lead to: links to be opened, forms to be sent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask.testing import FlaskClient

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
CARRIED = re.compile(r'name="([^"]*)" value="([^"]*)"')
ELSEWHERE = re.compile(r'\bformaction="([^"]*)"')
PUBLIC_ID = re.compile(r"/[\w-]{16}(?=/|$)")
NOT_SENT = ("/sign-out", "/language")


class Walk:
    """Follows links from page to page: a list is asked for once, and two of its rows."""

    def __init__(self, client: FlaskClient, within: str) -> None:
        self.status: dict[str, int] = {}
        """What each address answers; pages are read on only `within` a place."""
        self.pages: dict[str, str] = {}
        self.forms: dict[str, dict[str, str]] = {}
        """Where forms are sent to, and what they carry as they stand."""
        self._client, self._within = client, within
        self._seen: Counter[object] = Counter()

    def start(self, *paths: str) -> Walk:
        waiting = list(paths)
        while waiting:
            path = waiting.pop()
            if self._is_new(path):
                waiting += self._open(path)
        return self

    def missing(self) -> list[str]:
        return [path for path, status in self.status.items() if status != 200]

    def send(self, *left_out: str) -> dict[str, int]:
        """Every form as it stands; the pages that answers lead to are opened too."""
        answers = {}
        for url, data in self.forms.items():
            if not url.endswith(left_out):
                sent = self._client.post(url, data=data, follow_redirects=True)
                answers[url] = sent.status_code
        return answers

    def _is_new(self, path: str) -> bool:
        if path in self.status or "/static/" in path:
            return False
        parts = urlsplit(path)
        asked = frozenset(name for name, _ in parse_qsl(parts.query))
        alike = PUBLIC_ID.sub("/…", parts.path), asked
        self._seen[alike] += 1
        return self._seen[alike] <= (2 if "…" in alike[0] else 1)

    def _open(self, path: str) -> Iterable[str]:
        answer = self._client.get(path, follow_redirects=True)
        self.status[path] = answer.status_code
        if answer.mimetype != "text/html" or not path.startswith(self._within):
            answer.close()
            return []
        html = self.pages[path] = answer.get_data(as_text=True)
        for tag, inside in FORM.findall(html):
            self._note(path, tag, inside)
        return [urljoin(path, unescape(each)) for each in LINK.findall(html)]

    def _note(self, path: str, tag: str, inside: str) -> None:
        if 'method="post"' not in tag or 'type="submit"' not in inside:
            return
        own = re.search(r'\baction="([^"]*)"', tag)
        carried = {n: unescape(value) for n, value in CARRIED.findall(inside)}
        for to in ELSEWHERE.findall(inside) or [own[1] if own else path]:
            url = urljoin(path, unescape(to))
            if url not in NOT_SENT:
                self.forms.setdefault(url, carried)
