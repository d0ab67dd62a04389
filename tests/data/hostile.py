"""A consultation in which everybody writes what breaks tools like ours.

The bundle is sound: it loads. What it holds is text meant to become something else (a script,
a formula, a header, a template) or to break a layout, in every field that takes text, and
canaries that say where a text came from, so that a test can search them in every byte emitted.
"""

from __future__ import annotations

import hashlib
import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from consult.analysis.material import Passage, Stance, Theme
from consult.bundles.folders import write_bundle
from consult.bundles.format import AgencyLine, Bundle, CallSheet, ContributionSheet
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.contributions.consent import Attribution, QuotePermission

SLUG = "hostile-2026"
OPENS = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CLOSES = datetime(2026, 3, 29, 16, 0, tzinfo=UTC)
K = QuestionKind

LINES = (
    '<script>alert("x")</script>',
    "<img src=x onerror=alert(1)>",
    "</title></style><h1>Titre</h1>",
    '"><svg/onload=alert(1)>',
    '=HYPERLINK("http://attacker.example","ici")',
    "+33 1 23 45 67 89",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %>",
    "%(key)s %s %d {0} {key}",
    "\u202eelbaliaf ton si siht\u202c",
    "zéro\u200blargeur\u200d et\u2060 liant\ufeff",
    "👩🏽‍🔬👨‍👩‍👧‍👦🏳️‍🌈 🇫🇷 ❤️",
    "日本語の長い文章と한국어와中文",
    "مرحبا بالعالم، هذا نص عربي",
    "שלום עולם",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "Donaudampfschifffahrtselektrizitäten" * 8,
    "A" * 400,
    "https://www.example.com/" + "a/very/long/path/" * 30 + "?q=1&amp;r=2#x",
    "file:///etc/passwd",
    '<link rel=attachment href="file:///etc/passwd">',
    "url(file:///etc/passwd) @import 'http://attacker.example/x.css'",
    "\\input{/etc/passwd} \\write18{id} $x^2$",
    "<!-- commentaire --> <![CDATA[ x ]]> <?php phpinfo(); ?> &lt;b&gt; &nbsp; &#0;",
    "' OR 1=1; DROP TABLE call; --",
    "Objet : x Bcc: tous@attacker.example =?utf-8?q?x?=",
    "../../../../etc/passwd",
    "NULL null None undefined NaN true false yes no ~",
    "C’est l’« usage » : œuvre, ŒUVRE, ÉTÉ, naïve ; 1 200,5 € — 50 %",
    "e\u0301te\u0301 (décomposé) ﬁn ﬂux Ⅷ ½ ①",
    "\u00ad\u00adcé\u00adsu\u00adre\u00ad",
    "a\u2028b\u2029c\u0085d",
)
"""One line each, as a name or a title may be."""

TEXTS = (
    *LINES,
    "\n".join(f"{'> ' * depth}citation" for depth in range(1, 131)),
    "# Titre\n\n- liste\n  - dans la liste\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```",
    "\n\n\nligne\n\n\n\n\nligne\n   retrait\t\ttabulation\n",
    "[lien](javascript:alert(1)) ![image](http://attacker.example/pixel.png)",
    "mot " * 900,
    "\n".join(f"{n}. point" for n in range(1, 200)),
)


@dataclass(frozen=True)
class Canaries:
    """Words that occur once each, by what may be done with them. `agencies` counts who sent.

    `confidential`: never printed anywhere, in any form; also single answers kept confidential.
    `refused`: never reproduced. `after_review`: not reproduced before the agency agreed.
    `anonymous`: reproduced at most as « une agence »; `anonymous_names` are their acronyms,
    never beside a position. `drafts`: not sent, hence nobody's but their agency's.
    `emails`: addresses, in no document for others, even where a text mentions one.
    `named`: may be printed.
    """

    slug: str
    confidential: Sequence[str]
    refused: Sequence[str]
    after_review: Sequence[str]
    anonymous: Sequence[str]
    anonymous_names: Sequence[str]
    confidential_names: Sequence[str]
    drafts: Sequence[str]
    emails: Sequence[str]
    named: Sequence[str]
    sent: int


def write_hostile_bundle(folder: Path, agencies: int = 300, seed: int = 20261122) -> Canaries:
    """Write the bundle into `folder`; the same arguments give the same bytes."""
    writer = _Writer(random.Random(seed), agencies)
    bundle = writer.bundle()
    write_bundle(bundle, folder)
    return writer.canaries()


def _options(*keys: str, start: int = 0) -> tuple[Option, ...]:
    return tuple(
        Option(key, f"{key} {LINES[(start + rank) % len(LINES)].strip()}"[:200].strip())
        for rank, key in enumerate(keys)
    )


def questionnaire() -> Questionnaire:
    """All ten kinds, conditions included, every label hostile."""
    consent = (
        Question(
            "attribution",
            K.SINGLE_CHOICE,
            "Attribution",
            required=True,
            options=tuple(Option(one.value, one.value) for one in Attribution),
        ),
        Question(
            "quote_permission",
            K.SINGLE_CHOICE,
            "Citations",
            required=True,
            options=tuple(Option(one.value, one.value) for one in QuotePermission),
        ),
    )
    asked = (
        Question(
            "name_of", K.SHORT_TEXT, LINES[0], help=TEXTS[33], required=True, max_chars=20_000
        ),
        Question("opinion", K.LONG_TEXT, LINES[8], required=True, max_words=5000),
        Question("choice", K.SINGLE_CHOICE, LINES[4], other=True, options=_options("a", "b", "01")),
        Question("why", K.LONG_TEXT, LINES[1], max_words=5000, show_if=ShowIf("choice", ("a",))),
        Question(
            "choices",
            K.MULTIPLE_CHOICE,
            LINES[12],
            other=True,
            max_choices=3,
            options=_options("2018", "yes", "null", "d", start=9),
        ),
        Question(
            "judged",
            K.LIKERT,
            LINES[10],
            rows=_options("r1", "r2", "r3", start=5),
            scale=_options("1", "2", "3", "4", "5", start=20),
        ),
        Question("ranked", K.RANKING, LINES[13], options=_options("x", "y", "z", start=14)),
        Question("amount", K.NUMBER, LINES[30], unit="<b>€</b>", min=-5, max=10**9),
        Question("day", K.DATE, LINES[14]),
        Question("papers", K.FILE, LINES[21], accept=("txt", "png"), max_mb=1),
        Question(
            "actions",
            K.REPEAT,
            LINES[24],
            max_items=4,
            item_label=LINES[3],
            fields=(
                Field("title", K.SHORT_TEXT, LINES[2], required=True, max_chars=20_000),
                Field("story", K.LONG_TEXT, LINES[15], max_words=5000),
                Field("since", K.NUMBER, LINES[5], min=0, max=3000),
            ),
        ),
    )
    return Questionnaire(
        (
            Section("first", LINES[2], TEXTS[34], asked[:5]),
            Section("second", LINES[16][:300], LINES[22], asked[5:]),
            Section("consent", "Accord", "", consent),
        )
    )


class _Storage:
    """The bytes of the attached files, made on the spot."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self.kept[digest] = content
        return digest

    def read(self, digest: str) -> bytes:
        return self.kept[digest]


class _Writer:
    def __init__(self, chance: random.Random, agencies: int) -> None:
        self.chance = chance
        self.count = agencies
        self.files = _Storage()
        self.asked = questionnaire()
        self.words: dict[str, list[str]] = {
            name: []
            for name in ("confidential", "refused", "after_review", "anonymous", "drafts", "named")
        }
        self.names: dict[str, list[str]] = {"anonymous": [], "confidential": []}
        self.emails: list[str] = []
        self.sent = 0

    def canaries(self) -> Canaries:
        return Canaries(
            slug=SLUG,
            anonymous_names=self.names["anonymous"],
            confidential_names=self.names["confidential"],
            emails=self.emails,
            sent=self.sent,
            **self.words,
        )

    def bundle(self) -> Bundle:
        agencies = tuple(self._agency(number) for number in range(self.count))
        sheets = tuple(
            self._contribution(number, agency)
            for number, agency in enumerate(agencies)
            if number % 10 != 9
        )
        themes = tuple(
            Theme("opinion", f"t{n}", LINES[n * 3][:200].strip(), LINES[n * 3 + 1][:200].strip())
            for n in range(6)
        )
        passages = [
            self._passage(sheet, themes[rank % 6], rank)
            for rank, sheet in enumerate(sheets)
            if sheet.submitted_at and rank % 2 == 0
        ]
        call = CallSheet(
            slug=SLUG,
            language="fr",
            title='« Appel » <script>alert("titre")</script> {{ 7*7 }}',
            opens_at=OPENS,
            closes_at=CLOSES,
            timezone="Europe/Paris",
            questionnaire=self.asked,
            context=TEXTS[34],
            commissioner=LINES[4],
            federation=LINES[1],
            folder="../../tmp",
            hearing_at=CLOSES + timedelta(days=9),
            hearing_place=LINES[10],
            demonstration=True,
        )
        return Bundle(call, agencies, sheets, themes, tuple(passages), files=self.files)

    def _agency(self, number: int) -> AgencyLine:
        line = LINES[number % len(LINES)].replace("\u2028", " ").replace("\u2029", " ")
        line = unicodedata.normalize("NFC", " ".join(line.replace("\x85", " ").split()))
        email = f"kanarimail{number:04d}@agence{number}.example"
        self.emails.append(email)
        return AgencyLine(
            acronym=f"AG{number:03d} {line}"[:90].strip(),
            name=f"Agence {number} {line}"[:280].strip(),
            level=("régionale", "départementale", "=locale", "<b>autre</b>")[number % 4],
            region=("Île-de-France", "La Réunion", "=1+1", "<i>Grand Est</i>", "")[number % 5],
            department=f"Dép. {number % 101}",
            email=email,
        )

    def _word(self, kind: str, number: int) -> str:
        word = f"kanari{kind.replace('_', '')}{number:04d}{self.chance.randrange(10**6):06d}"
        self.words[kind].append(word)
        return word

    def _contribution(self, number: int, agency: AgencyLine) -> ContributionSheet:
        attribution = list(Attribution)[number % 3]
        quotes = list(QuotePermission)[(number // 3) % 3]
        draft = number % 10 == 8
        kind = _kind_of(attribution, quotes, draft=draft)
        if not draft:
            self.sent += 1
            if attribution.value in self.names:
                self.names[attribution.value].append(agency.acronym)
        answers = self._answers(number, agency, kind)
        answers |= {"attribution": attribution.value, "quote_permission": quotes.value}
        secret: tuple[str, ...] = ()
        if number % 7 == 0 and not draft:
            # This one answer is confidential, whatever the contribution says.
            answers["name_of"] = f"{self._word('confidential', number)} {LINES[0]}"
            secret = ("name_of",)
        shown = self.asked.shown(answers)
        order = [q.key for q in self.asked if q.key in answers and (draft or q.key in shown)]
        return ContributionSheet(
            agency=agency.acronym,
            submitted_at=None if draft else self._sent_at(number),
            channel=("web", "email", "pdf")[number % 3],
            attribution=attribution,
            quote_permission=quotes if number % 2 else None,
            confidential=secret,
            late=not draft and number % 50 == 0,
            answers={key: answers[key] for key in order},
        )

    def _sent_at(self, number: int) -> datetime:
        if number % 50 == 0:
            return CLOSES + timedelta(hours=1 + number)
        return OPENS + timedelta(hours=1, minutes=97 * (number % 400))

    def _answers(self, number: int, agency: AgencyLine, kind: str) -> dict[str, Any]:
        def text(step: int) -> str:
            return f"{self._word(kind, number)} {TEXTS[(number + step) % len(TEXTS)]}"

        choice: Any = ("a", "b", "01", {"other": text(3)})[number % 4]
        answers: dict[str, Any] = {
            "name_of": f"{self._word(kind, number)} {LINES[number % len(LINES)]}",
            "opinion": f"Début {text(0)}\nÉcrire à {agency.email} — {text(1)}",
            "choice": choice,
            "why": text(2),
            "choices": [["2018", "yes"], ["null", {"other": text(4)}], ["d"]][number % 3],
            "judged": {"r1": str(1 + number % 5), "r2": str(5 - number % 5)},
            "ranked": (["x", "y", "z"], ["z", "x"], ["y"])[number % 3],
            "amount": (0, -5, 1234.5, 10**9)[number % 4],
            "day": f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}",
            "actions": [
                {"title": text(5 + n), "story": text(6 + n), "since": 1990 + n}
                for n in range(number % 4)
            ],
        }
        if number % 5 == 0:
            answers["papers"] = self._papers(number)
        return {key: value for key, value in answers.items() if value != []}

    def _papers(self, number: int) -> list[dict[str, Any]]:
        content = f"pièce {number}\n".encode()
        names = ("CON.txt", "note <b>.txt", "=cmd|calc.txt", "é" * 60 + ".txt", "\u202etxt.exe.txt")
        return [
            {
                "filename": names[(number // 5) % len(names)].replace("\u202e", ""),
                "size_bytes": len(content),
                "digest": self.files.put(content),
                "media_type": "text/plain",
            }
        ]

    def _passage(self, sheet: ContributionSheet, theme: Theme, rank: int) -> Passage:
        text = str(sheet.answers["opinion"])
        end = min(len(text), 10 + rank % 200)
        return Passage(
            question="opinion",
            agency=sheet.agency,
            text=text[:end],
            start=0,
            end=end,
            theme=theme.key,
            stance=list(Stance)[rank % 3],
        )


def _kind_of(attribution: Attribution, quotes: QuotePermission, *, draft: bool) -> str:
    if draft:
        return "drafts"
    if attribution is Attribution.CONFIDENTIAL:
        return "confidential"
    if quotes is QuotePermission.REFUSED:
        return "refused"
    if quotes is QuotePermission.AFTER_REVIEW:
        return "after_review"
    return "anonymous" if attribution is Attribution.ANONYMOUS else "named"
