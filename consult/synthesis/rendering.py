"""From a snapshot to a file: one maker per format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from threading import Thread

from consult.errors import Refusal
from consult.synthesis.models import Format
from consult.synthesis.paper.stages import Ask, always
from consult.synthesis.snapshot import Snapshot, to_json

Progress = Callable[[str], None]
Maker = Callable[[Snapshot, Progress], bytes]


class CannotRender(Refusal):
    """No file could be made; the message is a sentence."""


def rendered(
    snapshot: Snapshot, form: Format, *, progress: Progress, ensure_wanted: Ask = always
) -> bytes:
    """The file, made from the snapshot alone."""
    with maker(form, ensure_wanted) as make:
        return make(snapshot, progress)


@contextmanager
def maker(form: Format, ensure_wanted: Ask = always) -> Iterator[Maker]:
    """A maker of one file; a press warms up while the snapshot is being composed."""
    if form is not Format.PDF:
        yield MAKERS[form]
        return
    from consult.synthesis import render_pdf  # noqa: PLC0415 - only what renders loads it

    with render_pdf.standing() as press:

        def printed(snapshot: Snapshot, progress: Progress) -> bytes:
            # Nothing else is to be done here while the press prints; `pages_of` wants it next.
            Thread(target=import_module, args=("pikepdf",)).start()
            try:
                return press.render(snapshot, progress=progress, ensure_wanted=ensure_wanted)
            except render_pdf.RenderingFailed as error:
                raise CannotRender(str(error)) from error

        yield printed


def pages_of(content: bytes, form: Format) -> int | None:
    """How many pages a file has; None where it has none."""
    if form not in (Format.PDF, Format.SHEET):
        return None
    import pikepdf  # noqa: PLC0415 - a tenth of a second that other commands need not pay

    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def _pdf(snapshot: Snapshot, progress: Progress) -> bytes:
    with maker(Format.PDF) as printed:
        return printed(snapshot, progress)


def _html(snapshot: Snapshot, _: Progress) -> bytes:
    from consult.synthesis import render_html  # noqa: PLC0415 - only what renders loads it

    return render_html.render(snapshot).encode()


def _json(snapshot: Snapshot, _: Progress) -> bytes:
    return to_json(snapshot).encode()


def _docx(snapshot: Snapshot, _: Progress) -> bytes:
    from consult.synthesis import render_docx  # noqa: PLC0415 - only what renders loads it

    return render_docx.render(snapshot)


def _xlsx(snapshot: Snapshot, _: Progress) -> bytes:
    from consult.synthesis import render_xlsx  # noqa: PLC0415 - only what renders loads it

    return render_xlsx.render(snapshot)


def spoken(snapshot: Snapshot, form: Format, printed: bytes) -> bytes:
    """The speaking sheet beside a printed note: it tells on which page each statement is."""
    from consult.synthesis import render_sheet  # noqa: PLC0415 - only what renders loads it

    pages = render_sheet.pages_in(printed)
    if form is Format.SHEET_HTML:
        return render_sheet.screen(snapshot, pages).encode()
    try:
        return render_sheet.render(snapshot, pages)
    except render_sheet.SheetFailed as error:
        raise CannotRender(str(error)) from error


def _sheet(snapshot: Snapshot, progress: Progress) -> bytes:
    return spoken(snapshot, Format.SHEET, _pdf(snapshot, progress))


def _sheet_html(snapshot: Snapshot, progress: Progress) -> bytes:
    return spoken(snapshot, Format.SHEET_HTML, _pdf(snapshot, progress))


SHEETS = (Format.SHEET, Format.SHEET_HTML)
"""What is made beside the printed note."""
MAKERS: Mapping[Format, Maker] = {
    Format.PDF: _pdf,
    Format.HTML: _html,
    Format.JSON: _json,
    Format.XLSX: _xlsx,
    Format.DOCX: _docx,
    Format.SHEET: _sheet,
    Format.SHEET_HTML: _sheet_html,
}
