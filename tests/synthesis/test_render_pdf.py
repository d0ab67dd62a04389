from __future__ import annotations

import csv
import dataclasses
import hashlib
import http.server
import io
import os
import re
import subprocess
import sys
import tempfile
import threading
from datetime import datetime
from html import unescape

import page
import pikepdf
import pytest
import segno
from PIL import Image
from weasyprint import CSS, HTML

from config import ROOT
from consult import alone
from consult.synthesis import render_html, render_pdf
from consult.synthesis.paper import faces, layout, lookup, press, pressroom, printing, stages
from consult.synthesis.paper.fetcher import DenyAllFetcher
from consult.synthesis.snapshot import (
    Claim,
    Practice,
    Run,
    State,
    fingerprint,
    from_json,
    to_json,
)
from tests.synthesis import samples


@pytest.fixture(scope="module")
def rich():
    return render_pdf.render(samples.rich())


def failures(pdf, profile):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        report = page.validate_pdf(file.name, profile=profile)
    return sorted({failure.rule_id for failure in report.failures})


def text_of(pdf):
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize("sample", ["rich", "bare", "extreme"])
def test_a_note_is_accessible_and_archivable(profile, sample):
    assert failures(rendered(sample), profile) == []


def rendered(sample, kept={}):  # noqa: B006  # one rendering serves both profiles
    if sample not in kept:
        kept[sample] = render_pdf.render(getattr(samples, sample)())
    return kept[sample]


def test_every_script_prints_or_is_spelled_out():
    text = text_of(rendered("extreme"))

    for word in ("שלום", "产业园区", "안녕하세요", "здравствуйте", "😀"):
        assert word in text
    assert "⟨U+A840⟩" in text
    assert "⟨U+202E⟩" in text
    assert "\ufffd" not in text


def test_only_our_own_fonts_are_in_the_file():
    with pikepdf.open(io.BytesIO(rendered("extreme"))) as pdf:
        fonts = {
            str(font.BaseFont).split("+")[1]
            for font in pdf.objects
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font"
        }

    assert {font.split("-")[0] for font in fonts} <= {"Note", "Source", "Consult"}


def test_markup_in_an_answer_is_only_text():
    html = layout.page(samples.extreme()).html

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html


PROGRAM = """
import locale, os, sys
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])
locale.setlocale(locale.LC_ALL, "")
from consult.synthesis import snapshot
from consult.synthesis.paper import printing
sys.stdout.buffer.write(printing.printed(snapshot.from_json(sys.stdin.read())))
"""


@pytest.mark.parametrize(
    ("seed", "language", "zone", "folder", "cores"),
    [
        ("1", "C", "Pacific/Kiritimati", "/", "1"),
        ("2", "C.UTF-8", "America/Adak", "folder", "2"),
    ],
)
def test_the_same_snapshot_makes_the_same_bytes_whatever_is_around(
    rich, tmp_path, seed, language, zone, folder, cores
):
    around = {"PYTHONHASHSEED": seed, "LC_ALL": language, "LANG": language, "TZ": zone}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, cores],
        input=to_json(samples.rich()).encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path if folder == "folder" else folder,
        env={**os.environ, **around, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        | {"FONTCONFIG_FILE": str(pressroom.FONTS_CONF)},
    )

    assert hashlib.sha256(run.stdout).hexdigest() == hashlib.sha256(rich).hexdigest()


def test_the_file_carries_its_snapshot_and_its_figures(rich):
    with pikepdf.open(io.BytesIO(rich)) as pdf:
        files = {name: pdf.attachments[name].get_file() for name in pdf.attachments}
        content = {name: file.read_bytes().decode() for name, file in files.items()}
        dates = {file.creation_date for file in files.values()}

    assert set(content) == {"snapshot.json", "figures.csv"}
    assert from_json(content["snapshot.json"]) == samples.rich()
    assert hashlib.sha256(content["snapshot.json"].encode()).hexdigest() == fingerprint(
        samples.rich()
    )
    assert list(csv.reader(io.StringIO(content["figures.csv"]))) == [
        ["id", "rule", "value", "base", "text"],
        ["E01", "answered", "10", "42", "10 agences sur 42"],
    ]
    assert dates == {datetime.fromisoformat("2018-10-27T08:30:00+00:00")}


def test_the_fingerprint_is_printed_whole(rich):
    mark = fingerprint(samples.rich())

    assert mark in text_of(rich).replace(" ", "").replace("\n", "")


def test_the_square_is_drawn_beside_its_words_and_can_be_read(rich, tmp_path):
    """Module by module, on a picture of its page: the one it should be, and no other."""
    note = samples.rich()
    code = segno.make(lookup.address(note, fingerprint(note)), error="m", micro=False).matrix
    last, dots = str(len(pikepdf.open(io.BytesIO(rich)).pages)), 300 / 72
    command = ["pdftotext", "-bbox", "-f", last, "-", "-"]
    told = subprocess.run(command, input=rich, capture_output=True, check=True).stdout.decode()
    words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" [^>]*>(.*?)<', told)
    said = unescape(" ".join(word for *_, word in words))
    start = len(said[: said.index("La page à cette adresse")].split())
    left, top = (float(one) * dots for one in words[start][:2])

    command = ["pdftoppm", "-r", "300", "-gray", "-f", last, "-", str(tmp_path / "page")]
    subprocess.run(command, input=rich, check=True)
    with Image.open(next(tmp_path.iterdir())) as drawn:
        beside = drawn.crop((0, int(top - 8), int(left - 12), int(top + 300)))
    dark = beside.point(lambda light: 255 if light < 128 else 0)
    box = dark.getbbox()
    side = (box[2] - box[0]) / len(code)

    def seen(column, row):
        middle = box[0] + (column + 0.5) * side, box[1] + (row + 0.5) * side
        return dark.getpixel(tuple(map(int, middle))) > 0

    assert box[3] - box[1] == pytest.approx(box[2] - box[0], abs=2)
    modules = [(x, y, module == 1) for y, row in enumerate(code) for x, module in enumerate(row)]
    assert [(x, y) for x, y, dark in modules if seen(x, y) != dark] == []


def test_statements_lead_to_their_sources_and_back():
    html = layout.page(samples.rich()).html

    assert 'href="#contribution-C01"' in html
    assert 'href="#source-C03"' in html
    assert 'id="contribution-C01"' in html
    assert 'href="#point-1"' in html
    assert 'id="point-1"' in html


def test_statements_are_numbered_through_the_parts_that_are_printed_apart(rich):
    begins = r"(?m)^(\d+) (?:Un constat|\d+ agences? sur 10|À l’inverse)"

    assert re.findall(begins, text_of(rich)) == [str(number) for number in range(1, 14)]


def test_every_link_of_a_note_leads_somewhere():
    for made in (samples.rich(), samples.bare(), samples.extreme()):
        for html in (layout.page(made).html, render_html.render(made)):
            targets = set(re.findall(r'href="#([^"]+)"', html))
            assert targets <= set(re.findall(r'id="([^"]+)"', html))


def test_no_percentage_is_printed_where_the_share_is_not():
    with_shares = samples.bars(bars=(samples.Bar("a", 3, 9.5),))

    assert "\u202f%" not in unescape(layout.page(samples.rich()).html)
    assert "9,5\u202f%" in unescape(layout.page(samples.rich(exhibits=(with_shares,))).html)


@pytest.mark.parametrize(
    ("state", "crossed"),
    [
        (State.DRAFT, True),
        (State.REVIEW, True),
        (State.APPROVED, False),
        (State.HANDED_OVER, False),
    ],
)
def test_projet_crosses_the_pages_until_the_note_is_approved(state, crossed):
    sheet = printing.own_sheet(samples.rich(state=state))

    assert ("watermark" in sheet) is crossed


def test_the_watermark_is_not_read_and_the_demonstration_is_said_on_every_page(rich):
    text = text_of(rich)
    pages = text.count("\f")

    assert "PROJET" not in text
    assert text.count("DÉMONSTRATION : réponses fictives") == pages - 1
    assert "Document de démonstration" in text


def test_a_note_in_english_speaks_english():
    html = layout.page(samples.rich(language="en")).html

    assert '<html lang="en">' in html
    assert "Annex B. Contributions in full" in html
    assert "“Un délai connu d&#39;avance vaut une subvention.”" in html


def test_no_line_cuts_a_count_or_parts_codes_from_their_word():
    runs = (
        Run("Un constat ; "),
        Run("7 agences sur 10", figure="E01", strong=True),
        Run(" disent."),
    )

    html = layout.page(samples.rich(essentials=(Claim("s001", runs, ("C01", "C02")),))).html

    assert "Un constat\u202f;<strong> 7\u00a0agences\u00a0sur\u00a010</strong> disent." in html
    assert 'disent.<span class="codes">\u00a0[' in html.replace("&nbsp;", "\u00a0")


def test_a_quote_is_printed_as_it_was_sent():
    html = layout.page(samples.rich()).html

    assert (
        "«\u00a0Un délai connu d&#39;avance vaut une subvention.\u00a0»".replace("\u00a0", "&nbsp;")
        in html
    )


def test_the_stages_are_told_in_the_language_of_the_note():
    told = []

    render_pdf.render(samples.bare(), progress=told.append)

    assert told == ["Composition", "Mise en page", "Écriture"]


def test_a_press_warms_up_before_it_is_given_its_snapshot():
    with render_pdf.Press() as ready:
        assert ready.render(samples.bare()) == rendered("bare")


def test_a_note_too_long_for_its_time_is_stopped_with_a_sentence():
    rows = tuple((f"ligne {number}", "1") for number in range(100_000))
    bomb = samples.rich(exhibits=(dataclasses.replace(samples.GRID, rows=rows),))

    with pytest.raises(render_pdf.RenderingFailed) as failed:
        render_pdf.render(bomb, limits=pressroom.Limits(cpu_seconds=4))

    assert str(failed.value) == (
        "La note est trop longue pour être mise en page dans le temps accordé."
    )


def test_a_note_too_big_for_its_memory_is_stopped_with_a_sentence():
    bomb = samples.rich(practices=(Practice("x", "y", (("", "mot " * 5_000_000),)),))

    with pytest.raises(render_pdf.RenderingFailed) as failed:
        render_pdf.render(bomb, limits=pressroom.Limits(megabytes=380))

    assert str(failed.value) == (
        "La note est trop longue pour être mise en page dans la mémoire accordée."
    )


def test_a_press_that_hangs_is_stopped_by_the_clock_on_the_wall():
    limits = pressroom.Limits(wall_seconds=0.05)

    with pytest.raises(render_pdf.RenderingFailed, match="dans le temps accordé"):
        render_pdf.render(samples.rich(), limits=limits)


def fallen(how):
    """A press that ends so before it prints anything."""
    room = tempfile.TemporaryDirectory()
    out = tempfile.TemporaryFile()  # noqa: SIM115  # closed by whoever takes the press
    program = f"import os, sys; sys.stdin.buffer.readline(); {how}"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    return pressroom.Running(process, out, room)


@pytest.fixture
def first_press(monkeypatch):
    """The first presses end in these ways, those after them print."""

    def ends(*ways):
        waiting = [fallen(how) for how in ways]
        monkeypatch.setattr(pressroom, "_waiting", waiting[::-1])

    return ends


CRASH = "os.kill(os.getpid(), 11)"


@pytest.mark.parametrize("way", [CRASH, "os._exit(1)", f"os._exit({stages.FELL})", "os._exit(0)"])
def test_a_press_that_crashed_is_replaced_by_another(way, first_press, caplog):
    first_press(way)

    assert render_pdf.render(samples.bare()) == rendered("bare")
    assert [record.message.split(".")[0] for record in caplog.records] == [
        "A press is started again"
    ]


def test_presses_that_crash_one_after_the_other_give_up_and_say_how(first_press, caplog):
    first_press(CRASH, f"sys.stderr.write('Segmentation fault'); sys.stderr.flush(); {CRASH}")

    with pytest.raises(render_pdf.RenderingFailed) as failed:
        render_pdf.render(samples.bare())

    told = "The press ended with -11 and said:\nSegmentation fault"
    assert str(failed.value) == (
        "La note n’a pas pu être mise en page\u202f; la cause est dans le journal."
    )
    assert failed.value.__notes__ == [told]
    assert caplog.records[-1].message == f"No note. {told}"


def test_what_python_refuses_is_not_tried_again(first_press, caplog):
    first_press("raise ValueError('no such thing')")

    with pytest.raises(render_pdf.RenderingFailed) as failed:
        render_pdf.render(samples.bare())

    assert "ValueError: no such thing" in failed.value.__notes__[0]
    assert len(caplog.records) == 1


def test_a_note_that_is_not_wanted_any_more_is_stopped_at_once(monkeypatch):
    monkeypatch.setattr(render_pdf, "ASK_EVERY", 0.01)

    def ensure_wanted():
        raise NotWanted

    with render_pdf.Press() as ready, pytest.raises(NotWanted):
        ready.render(samples.rich(), ensure_wanted=ensure_wanted)

    assert ready._running.process.returncode == -9


class NotWanted(Exception):
    """Somebody called it off."""


def test_a_press_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    render_pdf.render(samples.bare())
    with pytest.raises(render_pdf.RenderingFailed):
        render_pdf.render(samples.rich(), limits=pressroom.Limits(wall_seconds=0.5))

    assert [path.name for path in tmp_path.iterdir() if "press" in path.name] == []
    assert list(tmp_path.glob("weasyprint-*")) == []


def test_a_press_knows_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setenv("DATABASE_URL", "canary")

    assert "canary" not in pressroom.environment().values()


def test_the_press_does_not_wire_the_house():
    program = (
        f"import sys, runpy; sys.argv = ['alone', {press.__name__!r}, '60', '3072'];"
        f"sys.stdin = open({os.devnull!r});"
        f"code = None\n"
        f"try: runpy.run_path({alone.__file__!r}, run_name='__main__')\n"
        f"except (SystemExit, ValueError): pass\n"
        f"print(sorted({{name.split('.')[0] for name in sys.modules}}"
        f" & {{'flask', 'sqlalchemy', 'config'}}))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "[]"


# -- what a document may ask for: nothing --------------------------------------------------


class Listener(http.server.BaseHTTPRequestHandler):
    """Remembers who came."""

    def do_GET(self):
        self.server.visits.append(self.path)
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        kind = "text/css" if "css" in self.path else "image/svg+xml"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(b'<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>')

    def log_message(self, *_):
        pass


@pytest.fixture
def listener():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.visits = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
VECTORS = {
    "image": '<img src="{web}/img">',
    "file": '<img src="file://{file}">',
    "source set": '<img srcset="{web}/srcset 1x">',
    "picture": '<picture><source srcset="{web}/picture"><img alt=""></picture>',
    "style sheet": '<link rel="stylesheet" href="{web}/css">',
    "import": '<style>@import "{web}/css2";</style>',
    "background": '<p style="background:url({web}/background)">x',
    "list": '<ul style="list-style-image:url({web}/list)"><li>x</ul>',
    "content": "<style>p::before{{content:url({web}/content)}}</style><p>x",
    "font": "<style>@font-face{{font-family:z;src:url({web}/font)}}p{{font-family:z}}</style><p>x",
    "object": '<object data="{web}/object"></object>',
    "embed": '<embed src="{web}/embed">',
    "frame": '<iframe src="{web}/frame"></iframe>',
    "svg image": SVG + "<image href='{web}/svg' width='9' height='9'/></svg>",
    "svg use": SVG + "<use href='{web}/use#a'/></svg>",
    "svg import": SVG + "<style>@import '{web}/css3';</style></svg>",
    "input": '<input type="image" src="{web}/input">',
    "poster": '<video poster="{web}/poster"></video>',
    "base": '<base href="{web}/base/"><img src="relative">',
    "attached file": '<link rel="attachment" href="file://{file}">',
    "attached by a link": '<a rel="attachment" href="file://{file}">x</a>',
    "border": '<p style="border:3px solid;border-image:url({web}/border) 1">x',
    "mask": '<p style="mask-border-source:url({web}/mask)">x',
    "redirect": '<img src="{web}/redirect">',
    "refresh": '<meta http-equiv="refresh" content="0;url={web}/refresh">',
    "data": '<img src="data:image/svg+xml,' + SVG.replace("'", "%27") + "<image href=%27{web}/data"
    '%27 width=%279%27 height=%279%27/></svg>">',
    "entity": '<img src="data:image/svg+xml,<!DOCTYPE svg [<!ENTITY x SYSTEM %27file://{file}%27>'
    ']><svg xmlns=%27http://www.w3.org/2000/svg%27><text y=%279%27>&x;</text></svg>">',
}


@pytest.mark.parametrize("vector", VECTORS)
def test_a_document_reaches_neither_the_network_nor_the_disk(vector, listener, tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text y='9'>CANARY</text></svg>")
    body = VECTORS[vector].format(web=f"http://127.0.0.1:{listener.server_port}", file=secret)
    html = f'<html lang="fr"><title>t</title><body>{body}</body></html>'
    # Looked up by two threads at once, fonts crashed the tests that ran beside.
    alone.know_fonts()

    pdf = HTML(string=html, url_fetcher=DenyAllFetcher({})).write_pdf(uncompressed_pdf=True)

    assert listener.visits == []
    assert b"CANARY" not in pdf
    assert "CANARY" not in text_of(pdf)


def test_what_the_note_itself_brings_is_served():
    face = faces.OWN[0]
    fetcher = DenyAllFetcher(dict(faces.assets([face])))

    CSS(string=face.rule, url_fetcher=fetcher)
    body = fetcher.fetch(f"note:fonts/{face.file}").read()

    assert body == face.path.read_bytes()
    assert fetcher.refused == []


# -- the page for a screen ------------------------------------------------------------------


def test_the_page_for_a_screen_stands_alone():
    html = render_html.render(samples.rich())

    assert "url(" not in html
    assert "<script" not in html
    assert "<x-toc" not in html
    assert '<meta name="viewport"' in html
    assert html.count("<h1") == 1
