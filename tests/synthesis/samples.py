"""Notes made by hand: a rich one, and the same with everything that could break a page."""

from __future__ import annotations

import dataclasses
from typing import Any

from consult.synthesis.snapshot import (
    AnswerInFull,
    Audience,
    Bar,
    Bars,
    Chapter,
    Claim,
    ContributionInFull,
    FigureRecord,
    Grid,
    Method,
    Position,
    Positions,
    Practice,
    Quote,
    Recommendation,
    Run,
    Share,
    Snapshot,
    Source,
    Stacked,
    StackedRow,
    State,
    Topic,
    Withheld,
)


def claim(
    number: int,
    before: str,
    figure: str,
    after: str,
    *,
    sources: tuple[str, ...] = ("C01", "C02", "C03"),
) -> Claim:
    runs = (Run(before), Run(figure, figure=f"E{number:02d}", strong=True), Run(after))
    return Claim(f"s{number:03d}", runs, sources)


def bars(title: str = "Quels leviers activer en premier ?", **changes: Any) -> Bars:
    options = ("Des sites prêts à l’emploi", "De l’ingénierie de projet", "Un fonds souple", "Rien")
    made = Bars(
        title,
        "9 agences ont répondu",
        tuple(Bar(label, count) for label, count in zip(options, (7, 4, 2, 0), strict=True)),
        note="Plusieurs réponses possibles.",
    )
    return dataclasses.replace(made, **changes)


def stacked(**changes: Any) -> Stacked:
    made = Stacked(
        "Quel est l’enjeu de chacun de ces sujets ?",
        "10 agences ont répondu",
        ("Très faible", "Faible", "Moyen", "Fort", "Très fort"),
        (
            StackedRow("Compétences", (0, 0, 0, 3, 7), 10, 4.7),
            StackedRow("Foncier et immobilier industriels", (0, 1, 3, 3, 3), 10, 3.8),
            StackedRow("Transition numérique", (2, 0, 4, 4, 0), 10, 3.0),
        ),
    )
    return dataclasses.replace(made, **changes)


GRID = Grid(
    "Classez ces sujets",
    "9 agences ont répondu",
    ("Sujet", "En tête", "Rang moyen"),
    (("Compétences", "5", "1,67"), ("Foncier", "3", "2,44"), ("Numérique", "1", "3,10")),
)
WITHHELD = Withheld("Qui vous finance ?", "Trop peu de réponses pour imprimer les décomptes.")
PARAGRAPH = (
    "Le foncier manque : les terrains disponibles sont anciens, contraints ou à dépolluer ; il "
    "faut en moyenne 18 mois pour instruire un dossier. L'agence demande un délai connu d'avance."
)


def rich(**changes: Any) -> Snapshot:
    """A note of ten agencies with every part that a note can have."""
    made = Snapshot(
        language="fr",
        audience=Audience.DELEGATE,
        state=State.DRAFT,
        version=3,
        dated="2018-10-27T08:30:00Z",
        slug="sites-2018",
        title="« Sites et métiers » : ce que disent les agences",
        subtitle="Synthèse de 10 contributions reçues sur 42 agences consultées",
        commissioner="Mission de préfiguration",
        federation="Fédération des agences",
        hearing="Audition du mercredi 31 octobre 2018 à 10 h 00, Paris",
        folder="Industrie",
        verified_at="https://notes.example/verify/",
        demonstration=True,
        key_numbers=(("10 sur 42", "agences ont répondu"), ("18", "bonnes pratiques")),
        essentials=tuple(
            claim(number, "Un constat partagé : ", f"{9 - number} agences sur 10", " l’écrivent.")
            for number in range(1, 6)
        ),
        method=Method(
            10,
            42,
            (Share("locale", 5, 15), Share("régionale", 2, 7)),
            (Share("Bretagne", 0, 2), Share("La Réunion", 1, 1)),
            ("L’appel était ouvert du 8 au 26 octobre 2018.", "Aucun pourcentage sous 30."),
            ("La note ne prétend pas parler pour les autres.",),
        ),
        chapters=(_chapter(1, 10), _chapter(2, 20)),
        practices_told=(claim(30, "", "9 agences sur 10", " ont décrit 18 pratiques."),),
        practices=(
            Practice(
                "La bourse aux locaux",
                "Agence du Nord",
                (("Année", "2015"), ("", PARAGRAPH), ("Qu’a-t-elle produit ?", PARAGRAPH)),
                "C01",
            ),
        ),
        recommendations=(
            Recommendation(
                1,
                "Un animateur généraliste",
                claim(40, "", "6 agences sur 10", " le recommandent."),
                (Quote("q40", "Confier l'animation à une équipe déjà en place", "Sud", "C02"),),
            ),
        ),
        contributors=("Agence du Nord", "Agence du Sud", "Évry Développement"),
        unnamed_contributors=1,
        exhibits=(bars(), stacked(), GRID, WITHHELD),
        positions=(_positions(1, "topic1a", "s010"), _positions(2, "topic2a", "s020")),
        contributions=tuple(_contribution(number) for number in (1, 2)),
        sources=tuple(
            Source(
                f"C{number:02d}", f"Agence {number}", ("s001", "s010", "s011", "s012"), number < 3
            )
            for number in (1, 2, 3)
        ),
        figures=(FigureRecord("E01", "answered", 10, 42, "10 agences sur 42"),),
        notices=("Document de démonstration : les réponses sont fictives.",),
    )
    return dataclasses.replace(made, **changes)


def _chapter(number: int, first: int) -> Chapter:
    return Chapter(
        f"chapter{number}",
        number,
        f"Ce que dit la rubrique {number}",
        "Le sujet le plus présent : le foncier.",
        ("7 sur 10", "agences citent le foncier"),
        (
            Topic(
                f"topic{number}a",
                bars().title,
                (claim(first, "", "7 agences sur 10", " (dont Nord, Sud) citent le foncier."),),
                (
                    Quote(
                        f"q{first}",
                        "Un délai connu d'avance vaut une subvention.",
                        "Nord",
                        "C01",
                        about=f"s{first:03d}",
                    ),
                ),
                bars(),
            ),
            Topic(
                f"topic{number}b",
                "Les enjeux",
                (claim(first + 2, "", "10 agences sur 10", " jugent l’enjeu fort."),),
                exhibit=stacked(),
            ),
            Topic(f"topic{number}c", "Le classement", (), exhibit=GRID),
            Topic(f"topic{number}d", "Le financement", (), exhibit=WITHHELD),
        ),
        (claim(first + 1, "À l’inverse, ", "1 agence sur 10", " s’y oppose."),),
    )


def _positions(number: int, title: str, told: str) -> Positions:
    count = Run("7 agences sur 10", figure="E01", strong=True)
    apart = claim(50 + number, "", "2 agences sur 10", " (Nord) le demandent.")
    return Positions(
        f"chapter{number}",
        title,
        "10 agences ont répondu",
        (Position("Le foncier", count, told=told), Position("Le fret", count, apart)),
    )


def _contribution(number: int) -> ContributionInFull:
    answers = (
        AnswerInFull("Votre territoire", "Quels besoins ?", (PARAGRAPH, PARAGRAPH)),
        AnswerInFull("Votre territoire", "Quelle échelle ?", ("Un département",)),
        AnswerInFull("Les leviers", "Lesquels ?", ("Un fonds – fort", "Un prêt – faible", "Rien")),
    )
    code = f"C{number:02d}"
    return ContributionInFull(
        code, f"Agence {number}", f"A{number}", "Reçue le 19 octobre", answers
    )


SCRIPTS = (
    "العربية: نرحب بالمشاركة ١٢٣",
    "עברית: שלום לכולם",
    "हिन्दी: नमस्ते दुनिया क्षेत्र",
    "ไทย: สวัสดีชาวโลก",
    "中文：产业园区；日本語：かなカナ漢字；한국어: 안녕하세요",
    "Ελληνικά: Καλημέρα. Русский: здравствуйте. Қазақша, Ўзбек",
    "Tiếng Việt: phát triển; Yorùbá: ẹ̀kọ́; IPA: ʃɛ̃ʁ",
    "∑∫√≠≤≥ ∀x∈ℝ 𝔸𝕓𝒞 ⇒ ⟦x⟧ ☎ ♻ ✔ ✘ ➜ ⓵ ① ⚠",
    "😀 👩‍🔬 👨‍👩‍👧‍👦 🇫🇷 1️⃣ 🧑🏽‍🚀 ❤️ 🏭",
    "ꡀꡁ \ue000\U000f0000 𓀀 ᚠᛇᚻ ꧁꧂",
)
HOSTILE = (
    "<script>alert(1)</script><img src=file:///etc/hostname><style>@import 'http://x'</style>",
    "</p></main><link rel=attachment href=file:///etc/passwd>&amp; &lt;b&gt; {{ 7 * 7 }} {% x %}",
    "renversé \u202egnirts desrever\u202c, isolé \u2066x\u2069, \u200bzéro\ufeff, tiret\u00adcaché",
    "commandes \x00\x01\x07\x08\x0b\x0c\x1b[31m\x7f\x85 et \ufffe\uffff\ufff9",
    "e" + "\u0301" * 60 + " zalgo",
    "a" * 1200,
    "https://exemple.example/" + "segment/" * 200,
    "=1+1, -x, @y, 'apostrophe' \"guillemets\" 50% 3,5 %; prix:12€ ; 1 000 000 km",
)


def extreme() -> Snapshot:
    """Everything at once: all scripts, hostile texts, and sizes nobody planned."""
    worst = " ".join((*SCRIPTS, *HOSTILE))
    label = "Une option dont le libellé est si long qu’il occupe plusieurs lignes " * 3
    long_bars = bars(
        title=label,
        base=worst,
        bars=(
            Bar(label, 12345678, 99.9),
            Bar("x" * 300, 1, 0.1),
            Bar("", 0, 0.0),
            *(Bar(f"Option {number}", number) for number in range(60)),
        ),
        unit=label,
        note=worst,
    )
    wide = stacked(
        title=worst,
        classes=(label, "", "ok", "😀", "y" * 200, "6", "7", "8", "9", "10", "11"),
        rows=(StackedRow(label, (1, 0, 99999, 0, 1, 1, 1, 1, 1, 1, 1), 100006, None),) * 3
        + (StackedRow("z" * 400, (0,) * 11, 0, None),),
    )
    grid = Grid(worst, label, (label, "x" * 90, ""), ((label, "y" * 400, worst), ("", "", "")))
    topic = Topic(
        "extreme",
        label,
        (
            Claim("s100", (Run(worst), Run("0", figure="E1", strong=True)), ()),
            Claim("s101", (Run(""),), tuple(f"C{number:03d}" for number in range(1, 200))),
        ),
        (
            Quote("q1", worst, worst, "C01"),
            Quote("q2", "mot " * 2000, "x" * 300),
            Quote("q3", "mot " * 100, "x" * 300, about="s100"),
        ),
        long_bars,
    )
    alone = Claim("s102", (Run("<b>seul</b>"),), ("C999",))
    chapters = (
        Chapter("a", 1, worst, worst, (label, label), (topic,), (alone,)),
        Chapter("b", 2, "", "", None, (dataclasses.replace(topic, exhibit=wide, claims=()),)),
        Chapter("c", 3, "Vide"),
    )
    answers = tuple(
        AnswerInFull(section, text[:200], tuple(text.split("\n")) or ("",))
        for section, text in (
            ("Écritures", "\n".join(SCRIPTS)),
            ("Pièges", "\n".join(HOSTILE)),
            (worst, "\t\n\n"),
            ("", "mot " * 3000),
        )
    )
    contribution = ContributionInFull("C01", worst, label, worst, answers)
    return rich(
        title=label + worst[:300],
        subtitle=label,
        commissioner=worst[:400],
        key_numbers=((label, worst[:300]),) * 4,
        chapters=chapters,
        practices=(
            Practice(worst, worst, (("", worst), (label, "mot " * 1500), ("", "")), None),
            Practice("", "", ()),
        ),
        exhibits=(long_bars, wide, grid, WITHHELD),
        positions=(
            Positions(
                "a",
                worst,
                label,
                (
                    Position(label, Run(worst), Claim("s103", (Run(worst),), ("C999",))),
                    Position(worst, Run("0"), told="s100"),
                ),
            ),
            Positions("b", "", worst, ()),
        ),
        contributions=(contribution,),
        contributors=tuple(f"Agence {number} {label[:40]}" for number in range(300)),
        notices=(worst[:300],),
    )


def hostile(contributions: int = 300) -> Snapshot:
    """The worst texts in as many contributions: printed in quires from about a hundred on."""
    codes = [f"C{number:03d}" for number in range(1, contributions + 1)]
    texts = (*SCRIPTS, *HOSTILE, "mot " * 300, "x" * 700)
    return dataclasses.replace(
        extreme(),
        contributions=tuple(
            ContributionInFull(
                code, texts[rank % len(texts)][:300], code, "", _answers(texts, rank)
            )
            for rank, code in enumerate(codes)
        ),
        sources=tuple(
            Source(code, texts[rank % len(texts)][:300], ("s100", "s103"), in_full=True)
            for rank, code in enumerate(codes)
        ),
    )


def _answers(texts: tuple[str, ...], rank: int) -> tuple[AnswerInFull, ...]:
    turned = texts[rank % len(texts) :] + texts[: rank % len(texts)]
    return tuple(
        AnswerInFull(turned[0][:90], text[:200], tuple(text.split("\n")) or ("",))
        for text in turned[:12]
    )


def bare() -> Snapshot:
    """A note with nothing but its title."""
    return rich(
        subtitle="",
        commissioner="",
        federation="",
        hearing="",
        folder="",
        demonstration=False,
        key_numbers=(),
        essentials=(),
        method=Method(0, 0, (), (), (), ()),
        chapters=(),
        practices_told=(),
        practices=(),
        recommendations=(),
        contributors=(),
        unnamed_contributors=0,
        exhibits=(),
        positions=(),
        contributions=(),
        sources=(),
        figures=(),
        notices=(),
        state=State.APPROVED,
    )
