"""A letter's plain text as HTML: the same words, nothing fetched, readable in the dark."""

from __future__ import annotations

import re
from html import escape

OPEN = {"fr": "Ouvrir votre lien personnel", "en": "Open your personal link"}
"""What the button says; the address stays in sight below it."""

_FONT = "font-family:'Source Sans 3','Segoe UI',Helvetica,Arial,sans-serif"
_STYLE = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  body, .sheet { background: #16191d !important; color: #ece9e3 !important; }
  a { color: #9cc0e8 !important; }
  a.button { background: #9cc0e8 !important; color: #10161d !important; }
  .address { color: #b9b4aa !important; }
}
"""
_PAGE = (
    '<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width">'
    '<meta name="color-scheme" content="light dark"><title>{title}</title>'
    "<style>{style}</style></head>\n"
    '<body style="margin:0;padding:0;background:#ffffff;color:#22262b">\n'
    '<div class="sheet" style="max-width:36rem;margin:0 auto;padding:1.5rem 1.25rem;'
    "background:#ffffff;color:#22262b;{font};"
    'font-size:17px;line-height:1.5;overflow-wrap:anywhere">\n{body}\n</div></body></html>\n'
)
_PARAGRAPH = '<p style="margin:0 0 1.1em">{lines}</p>'
_BUTTON = (
    '<p style="margin:0 0 1.1em">{before}<a class="button" href="{link}" '
    'style="display:inline-block;margin:.4em 0;padding:.7em 1.2em;background:#1f3a5f;'
    'color:#ffffff;text-decoration:none;border-radius:3px;font-weight:600">{words}</a><br>'
    '<a class="address" href="{link}" '
    'style="color:#5b5a55;font-size:15px">{link}</a>{after}</p>'
)


def html_of(body: str, *, title: str, language: str, base: str, link: str = "") -> str:
    """The letter as a page: its paragraphs, the personal link as a button with its address.

    Only addresses under `base` become links, so that nobody's name can pass for one.
    """
    blocks = re.split(r"\n\s*\n", body.strip("\n"))
    return _PAGE.format(
        language=escape(language),
        title=escape(title),
        style=_STYLE,
        font=_FONT,
        body="\n".join(_block(one, language, base, link) for one in blocks if one.strip()),
    )


def _block(block: str, language: str, base: str, link: str) -> str:
    lines = block.split("\n")
    if link and link in lines:
        place = lines.index(link)
        before = "<br>".join(_line(one, base) for one in lines[:place])
        after = "<br>".join(_line(one, base) for one in lines[place + 1 :])
        return _BUTTON.format(
            before=before + "<br>" if before else "",
            after="<br>" + after if after else "",
            link=escape(link),
            words=escape(OPEN.get(language, OPEN["en"])),
        )
    return _PARAGRAPH.format(lines="<br>\n".join(_line(one, base) for one in lines))


def _line(line: str, base: str) -> str:
    """One line of text; what begins with our own address is a link to it."""
    ours = re.compile(rf"{re.escape(base)}/[^\s<>\"]*[^\s<>\".,;:!?)»”]")
    parts, end = [], 0
    for found in ours.finditer(line) if base else ():
        address = escape(found[0])
        parts += [escape(line[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join(parts) + escape(line[end:])
