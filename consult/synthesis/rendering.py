"""From a snapshot to a file: one maker per format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

import pikepdf

from consult.errors import Refusal
from consult.synthesis.models import Format
from consult.synthesis.snapshot import Snapshot, to_json

Progress = Callable[[str], None]


class CannotRender(Refusal):
    """No file could be made; the message is a sentence."""


def rendered(snapshot: Snapshot, form: Format, *, progress: Progress) -> bytes:
    """The file, made from the snapshot alone."""
    return MAKERS[form](snapshot, progress)


def pages_of(content: bytes, form: Format) -> int | None:
    """How many pages a file has; None where it has none."""
    if form is not Format.PDF:
        return None
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def _pdf(snapshot: Snapshot, progress: Progress) -> bytes:
    from consult.synthesis import render_pdf  # noqa: PLC0415 - only what renders loads it

    try:
        return render_pdf.render(snapshot, progress=progress)
    except render_pdf.RenderingFailed as error:
        raise CannotRender(str(error)) from error


def _html(snapshot: Snapshot, _: Progress) -> bytes:
    from consult.synthesis import render_html  # noqa: PLC0415 - only what renders loads it

    return render_html.render(snapshot).encode()


def _json(snapshot: Snapshot, _: Progress) -> bytes:
    return to_json(snapshot).encode()


def _xlsx(snapshot: Snapshot, _: Progress) -> bytes:
    from consult.synthesis import render_xlsx  # noqa: PLC0415 - only what renders loads it

    return render_xlsx.render(snapshot)


MAKERS: Mapping[Format, Callable[[Snapshot, Progress], bytes]] = {
    Format.PDF: _pdf,
    Format.HTML: _html,
    Format.JSON: _json,
    Format.XLSX: _xlsx,
}
