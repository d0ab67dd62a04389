"""The door to the printer for small documents: a page in, a tagged PDF out, nothing fetched.

The printing happens in a child process with limits on time and memory: a page that nobody
foresaw can neither read a file, nor reach the network, nor hold the web server.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from consult import alone

FONTS = Path(__file__).resolve().parent / "static" / "dist" / "fonts"
SCHEME = "font"
SECONDS = 40
MEMORY = 2 * 1024**3


class PrintingFailed(RuntimeError):
    """The page could not be printed within its limits."""


def pdf_of(html: str, *, css: str, dated: datetime) -> bytes:
    """The page as PDF/UA-1; the same page and date give the same bytes.

    Its fonts are `font:NAME.ttf`; any other address is refused. Raises `PrintingFailed`.
    """
    environment = {
        "SOURCE_DATE_EPOCH": str(int(dated.timestamp())),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
    }
    try:
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-P", alone.__file__, __name__],
            input=json.dumps({"html": html, "css": css}).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise PrintingFailed("The document took too long to print.") from error
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise PrintingFailed(done.stderr.decode("utf-8", "replace")[-400:])
    return done.stdout


def main(_: list[str]) -> None:
    """Print standard input on standard output, alone in this process."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    alone.know_fonts()
    from weasyprint import CSS, HTML  # noqa: PLC0415 - only the child loads it
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - only the child loads it
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - only the child loads it

    from consult.tagging import gather_list_items  # noqa: PLC0415 - only the child tags

    class OnlyFonts(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Serves our own fonts and nothing else."""

        def __init__(self) -> None:
            super().__init__(timeout=1, allowed_protocols={SCHEME}, allow_redirects=False)

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            """The font of that name. Raises `ValueError` for any other address."""
            wanted = FONTS / Path(url.partition(":")[2]).name
            if not url.startswith(f"{SCHEME}:") or wanted.suffix != ".ttf" or not wanted.exists():
                raise ValueError(f"refused: {url[:80]}")
            return URLFetcherResponse(url, wanted.read_bytes(), {"Content-Type": "font/ttf"})

    given = json.load(sys.stdin.buffer)
    fonts, faces = OnlyFonts(), FontConfiguration()
    style = CSS(string=given["css"], url_fetcher=fonts, font_config=faces)
    page = HTML(string=given["html"], url_fetcher=fonts)
    sys.stdout.buffer.write(
        page.write_pdf(
            stylesheets=[style],
            font_config=faces,
            pdf_variant="pdf/ua-1",
            finisher=lambda _, pdf: gather_list_items(pdf),
        )
    )
