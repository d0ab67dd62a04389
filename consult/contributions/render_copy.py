"""The copy of a contribution as a tagged PDF: every question and every answer."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from consult.printing import pdf_of

STYLE = Path(__file__).with_name("copy.css")
OTHER_SCRIPTS = re.compile("[^\u0000-\u052f\u1e00-\u218f\ufeff]")
OTHER_FACES = {
    "Noto Sans": "NotoSans",
    "Noto Sans Arabic": "NotoSansArabic",
    "Noto Sans Hebrew": "NotoSansHebrew",
    "Noto Sans Thai": "NotoSansThai",
    "Nanum Gothic": "NanumGothic",
    "Noto Sans SC": "NotoSansSC",
    "Noto Sans Symbols": "NotoSansSymbols",
    "Noto Sans Symbols2": "NotoSansSymbols2",
    "Noto Sans Math": "NotoSansMath",
    "Noto Emoji": "NotoEmoji",
}
"""In the order they are asked; the emoji come last because they also hold digits."""


def render(html: str, *, sent_at: datetime) -> bytes:
    """The PDF of a page already drawn; dated from its sending, so that it never changes.

    The heavy fonts of other scripts are brought only for a text that leaves ours.
    """
    style = STYLE.read_text()
    if OTHER_SCRIPTS.search(html):
        style = "".join(_face(family, file) for family, file in OTHER_FACES.items()) + style
    return pdf_of(html, css=style, dated=sent_at)


def _face(family: str, file: str) -> str:
    return f'@font-face {{ font-family: "{family}"; src: url("font:{file}_400Regular.ttf"); }}\n'
