"""The only thing the renderer may ask for: what the package itself brings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "note"


class Refused(ValueError):
    """The document asked for something outside itself; the renderer goes on without it."""


class DenyAllFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves named assets (`note:…`) and nothing else: no network, no file, no data URL."""

    def __init__(self, assets: Mapping[str, tuple[bytes | Path, str]]) -> None:
        super().__init__(timeout=1, allowed_protocols={SCHEME}, allow_redirects=False)
        self._assets = assets
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The asset of that name. Raises `Refused` for any other address."""
        del headers
        found = self._assets.get(url)
        if found is None:
            self.refused.append(url[:200])
            raise Refused(f"not part of the note: {url[:80]}")
        content, kind = found
        body = content.read_bytes() if isinstance(content, Path) else content
        return URLFetcherResponse(url, body, {"Content-Type": kind})
