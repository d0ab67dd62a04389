"""A manuscript with a block of every kind, on the reference call."""

from consult.contributions.values import plain_text
from consult.synthesis.drafting.blocks import (
    Annex,
    Block,
    BlockKind,
    Cut,
    Described,
    Exhibited,
    FigureChip,
    FigureForm,
    Line,
    Manuscript,
    Place,
    QuoteChip,
    Shown,
    SourceChip,
    Words,
)
from tests.synthesis.reference import reference

REGION = "answer:gov_local=region"


def place(agency: str, question: str, text: str, **of) -> Place:
    """The place of words that an agency wrote."""
    reply = reference().reply[agency]
    whole = plain_text(
        reference().questionnaire.by_key[question],
        reply.values.get(question),
        of.get("item"),
        of.get("field"),
    )
    start = whole.index(text)
    return Place(agency, reply.version, question, start, start + len(text), text, **of)


def sentences(agency: str, question: str, count: int = 1) -> str:
    """The first words of an answer."""
    reply = reference().reply[agency]
    whole = plain_text(reference().questionnaire.by_key[question], reply.values[question])
    return ". ".join(whole.split("\n")[0].split(". ")[:count])


def block(kind: BlockKind, id: str, **fields) -> Block:  # noqa: A002  # the field's name
    return Block(id, kind, **fields)


def manuscript(*more: Block) -> Manuscript:
    quoted = place("ADERLY", "levers_text", sentences("ADERLY", "levers_text"))
    lines = (Line("À la région", REGION), Line("À l’agence", "answer:gov_local=agency"))
    return Manuscript(
        (
            block(BlockKind.FIGURE, "n1", rule="answered", title="agences ont répondu"),
            block(
                BlockKind.MESSAGE,
                "m1",
                content=(
                    Words("Le pilotage revient à la région pour "),
                    FigureChip(REGION),
                    Words(" "),
                    FigureChip(REGION, FigureForm.NAMES),
                    Words("."),
                ),
            ),
            block(BlockKind.MESSAGE, "m2", content=(Words("Il est temps d’agir."),)),
            block(BlockKind.CHAPTER, "c1", title="Ce qu’il faut faire"),
            block(BlockKind.FIGURE, "n2", rule=REGION, title="agences pour la région"),
            block(BlockKind.TEXT, "t1", content=(Words("Un chapitre écrit à la main."),)),
            block(BlockKind.HEADING, "h1", title="Les leviers"),
            block(
                BlockKind.CLAIM,
                "s1",
                content=(
                    Words("Une agence écrit : "),
                    QuoteChip(quoted),
                    Words(" "),
                    Words("Cela compte", emphasis=True),
                    Words("."),
                ),
            ),
            block(BlockKind.QUOTE, "q1", place=quoted, cuts=(Cut(0, 3, "La"),)),
            block(
                BlockKind.CLAIM,
                "s2",
                content=(Words("Des passages le disent."), SourceChip((quoted,))),
            ),
            block(
                BlockKind.CHART, "g1", exhibited=Exhibited(Shown.ANSWERS, "gov_local"), title="Qui"
            ),
            block(BlockKind.TABLE, "g2", exhibited=Exhibited(Shown.RULES, lines=lines)),
            block(BlockKind.TABLE, "g3", exhibited=Exhibited(Shown.STANCES, "levers_text")),
            block(BlockKind.TABLE, "g4", exhibited=Exhibited(Shown.BY_LEVEL, "gov_local")),
            block(BlockKind.CHART, "g5", exhibited=Exhibited(Shown.RESPONSES, "region")),
            block(BlockKind.QUOTE, "q2", place=quoted),
            block(BlockKind.FIGURE, "n3", rule="items:practices", title="pratiques décrites"),
            block(
                BlockKind.BOX,
                "x1",
                title="Un encadré",
                content=(Words("Deux\nparagraphes."), SourceChip((quoted,))),
            ),
            block(
                BlockKind.PRACTICE,
                "p1",
                described=Described("ADERLY", reference().reply["ADERLY"].version, "practices", 1),
            ),
            block(BlockKind.PRACTICE, "p2", title="Ailleurs", content=(Words("Contée par nous."),)),
            block(
                BlockKind.RECOMMENDATION,
                "r1",
                title="Confier le pilotage à la région",
                content=(Words("Soutenu par "), FigureChip(REGION), Words(".")),
            ),
            block(BlockKind.QUOTE, "q3", place=quoted),
            block(BlockKind.RECOMMENDATION, "r2", title="Et maintenant, décider"),
            block(BlockKind.CHAPTER, "c2", title="Recommandations"),
            block(
                BlockKind.RECOMMENDATION,
                "r3",
                title="Faire court",
                content=(Words("C’est notre avis."),),
            ),
            *more,
            block(BlockKind.ANNEX, "a1", annex=Annex.FULL, on=False),
        )
    )
