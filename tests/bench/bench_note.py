"""How long a note takes, and what of it is ours: `python -m tests.bench.bench_note`.

The same HTML, style and fonts go through bare WeasyPrint in the same run (`pdf/a-3a`, its own
fetcher, no finisher, nothing embedded), which is the floor we compare ourselves with.
"""

from __future__ import annotations

import io
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from consult.synthesis import render_pdf
from consult.synthesis.models import Format
from consult.synthesis.note import compose
from consult.synthesis.paper import faces, layout, pressroom, printing
from consult.synthesis.rendering import pages_of
from consult.synthesis.snapshot import Audience, Run, Snapshot, State, from_json
from tests.bench.material import printable
from tests.synthesis import samples
from tests.synthesis.reference import reference

ROUNDS = 3
OVERHEAD = 1.10
"""The whole note may take so many times what bare WeasyPrint takes on the same HTML."""
DEMONSTRATION = 3.0
"""Seconds for the note of ten contributions."""
EDITED = 1.0
"""Seconds for the demonstration of which one paragraph changed."""
REST = 1.0
"""Seconds between two printings: a press sweeps up when nothing is asked of it."""
BEST = 50.0
"""Milliseconds of wall a page that design measured for WeasyPrint at 1 000 contributions."""
# Nobody else's fonts, as in the press; WeasyPrint asks for them when it first needs one.
os.environ["FONTCONFIG_FILE"] = str(pressroom.FONTS_CONF)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def demonstration() -> Snapshot:
    return compose(
        reference(),
        audience=Audience.DELEGATE,
        state=State.APPROVED,
        version=1,
        dated=datetime(2018, 10, 27, 8, tzinfo=UTC),
    )


def bare(snapshot: Snapshot) -> bytes:
    page = layout.page(snapshot)
    sheet = printing.common_sheet(page.wardrobe.families)
    sheet += printing.own_sheet(snapshot, page.wardrobe)
    sheet = sheet.replace("note:fonts/", f"{faces.FOLDER.as_uri()}/").replace("note:", "data:,")
    fonts = FontConfiguration()
    out = io.BytesIO()
    HTML(string=page.html).write_pdf(
        out,
        stylesheets=[CSS(string=sheet, font_config=fonts)],
        font_config=fonts,
        pdf_variant="pdf/a-3a",
    )
    return out.getvalue()


def spent() -> float:
    """CPU seconds of this process and of the children it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measured(label: str, work, *arguments, clock: bool = False) -> float:
    """The least CPU that some rounds took; by the clock on the wall where asked."""
    cpu, wall, size = [], [], 0
    for _ in range(ROUNDS):
        at, on = spent(), time.perf_counter()
        size = len(work(*arguments))
        cpu.append(spent() - at)
        wall.append(time.perf_counter() - on)
    best = min(cpu)
    say(
        f"  {label:<48} cpu {best:6.2f} s   wall {min(wall):6.2f} s"
        f"   (median {statistics.median(wall):.2f})   {size:>9,} bytes"
    )
    return min(wall) if clock else best


def bench(name: str, snapshot: Snapshot) -> None:
    say(name)
    html = measured("HTML (ours)", lambda one: layout.page(one).html.encode(), snapshot)
    floor = measured("bare WeasyPrint, same HTML", bare, snapshot) - html
    pdf = measured("PDF in process", printing.printed, snapshot)
    measured("PDF in its press (CPU of its children not seen)", render_pdf.render, snapshot)
    share, ratio = 100 * html / pdf, pdf / floor
    kept = "kept" if ratio <= OVERHEAD else "NOT KEPT"
    say(f"  HTML is {share:.1f} % of the PDF")
    say(f"  PDF / bare WeasyPrint = {ratio:.2f}, at most {OVERHEAD:.2f}: {kept}\n")


def many(contributions: int) -> None:
    """A note of so many contributions in full, from the material to the file."""
    say(f"{contributions} contributions in full")
    note = compose(
        printable(contributions),
        audience=Audience.DELEGATE,
        state=State.APPROVED,
        version=1,
        dated=datetime(2018, 10, 27, 8, tzinfo=UTC),
    )
    on, at = spent(), time.perf_counter()
    pdf = render_pdf.render(note)
    wall, cpu = time.perf_counter() - at, spent() - on
    pages = pages_of(pdf, Format.PDF) or 1
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    each = 1000 * wall / pages
    kept = "kept" if each <= 1.15 * BEST and most <= 400 else "NOT KEPT"
    say(f"  {pages} pages, {len(pdf):,} bytes, wall {wall:.1f} s, cpu {cpu:.1f} s")
    say(f"  {each:.1f} ms of wall a page, at most {1.15 * BEST:.1f} on two quiet cores;")
    say(f"  largest process {most} MB, at most 400: {kept}\n")


def again(name: str, snapshot: Snapshot) -> None:
    """One paragraph of a note edited, and the note printed again by the press that printed it."""
    walls = []
    with render_pdf.Press() as press:
        note = snapshot
        press.render(note)
        for rank in range(ROUNDS):
            for chapter in range(len(snapshot.chapters)):
                note = edited(note, chapter, f"Une phrase de plus, la {rank + 1}.")
                time.sleep(REST)
                at = time.perf_counter()
                press.render(note)
                walls.append(time.perf_counter() - at)
    kept = "kept" if statistics.median(walls) <= EDITED else "NOT KEPT"
    say(f"{name}, one paragraph edited, a chapter after the other")
    told = f"median {statistics.median(walls):.2f} s, {min(walls):.2f} to {max(walls):.2f}"
    say(f"  printed again in {told}, at most {EDITED:.0f}: {kept}\n")


def edited(snapshot: Snapshot, place: int, text: str) -> Snapshot:
    """The note with a sentence more in the first statement of that chapter."""
    chapters = list(snapshot.chapters)
    topics = list(chapters[place].topics)
    at = next(rank for rank, topic in enumerate(topics) if topic.claims)
    claim, *others = topics[at].claims
    claim = replace(claim, runs=(*claim.runs, Run(f" {text}")))
    topics[at] = replace(topics[at], claims=(claim, *others))
    chapters[place] = replace(chapters[place], topics=tuple(topics))
    return replace(snapshot, chapters=tuple(chapters))


def command() -> None:
    """`flask note build` of the demonstration, from the prompt to the file."""
    with tempfile.TemporaryDirectory() as folder:
        where = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/consult.db"}
        where |= {"STORAGE_URL": f"{folder}/files"}
        slug, made = "territoires-industrie-2018", Path(folder) / "note.pdf"

        def flask(*arguments: str) -> None:
            program = [sys.executable, "-m", "flask", *arguments]
            subprocess.run(program, env=where, check=True, stdout=subprocess.DEVNULL)

        def build() -> bytes:
            flask("note", "build", slug, "-o", str(made))
            return made.read_bytes()

        flask("bundle", "load", f"consult/demo/{slug}")
        say("the command")
        wall = measured("flask note build", build, clock=True)
        kept = "kept" if wall <= DEMONSTRATION else "NOT KEPT"
        say(f"  the demonstration in {wall:.2f} s, at most {DEMONSTRATION:.0f}: {kept}")
        measured("flask note --help", lambda: flask("note", "--help") or b"")


if __name__ == "__main__":
    for path in sys.argv[1:]:
        bench(path, from_json(Path(path).read_text()))
    if not sys.argv[1:]:
        # First: the largest child so far is told with it.
        many(1_000)
        bench("hand-made note", samples.rich(state=State.APPROVED))
        bench("demonstration", demonstration())
        again("demonstration", demonstration())
        command()
