"""Who is not named on one question could have answered what the others like it did.

Exchanging what two of them said on that question changes nothing that is printed: neither a count
of any kind, nor a list, nor how many stand behind a statement that tells of several questions.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.analysis.disclosure.naming import Naming
from consult.analysis.disclosure.outside import publishable
from consult.analysis.figures.crossing import cross, side
from consult.analysis.figures.rules import Resolver
from consult.analysis.material import Material, Member, Passage, Reply, Stance, Theme
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Section
from consult.contributions.consent import Attribution, QuotePermission
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting.blocks import (
    Block,
    BlockKind,
    Exhibited,
    FigureChip,
    Manuscript,
    Shown,
    Words,
)
from consult.synthesis.drafting.figures import withheld
from consult.synthesis.note import compose
from consult.synthesis.snapshot import Audience, State, to_json
from tests.synthesis.composing.test_together import AT, CALL, options

TEXT = "Il faut agir ensemble et vite."
ASKED = (
    Question("one", QuestionKind.SINGLE_CHOICE, "Une ?", options=options("ab")),
    Question("many", QuestionKind.MULTIPLE_CHOICE, "Lesquelles ?", options=options("pq")),
    Question("grid", QuestionKind.LIKERT, "Combien ?", rows=options("rs"), scale=options("123")),
    Question("order", QuestionKind.RANKING, "Dans quel ordre ?", options=options("rbc")),
    Question("number", QuestionKind.NUMBER, "Quel nombre ?"),
    Question("day", QuestionKind.DATE, "Quel jour ?"),
    Question("why", QuestionKind.LONG_TEXT, "Pourquoi ?"),
    Question("how", QuestionKind.LONG_TEXT, "Comment ?"),
)
SAID = {
    "one": ["a", "b"],
    "many": [["p"], ["p", "q"], ["q"]],
    "grid": [{"r": "1", "s": "3"}, {"r": "3"}, {"r": "3", "s": "2"}],
    "order": [["r", "b", "c"], ["b"], ["c", "r", "b"]],
    "number": [0, 7, 40],
    "day": ["2026-01-01", "2026-02-03", "2027-03-04"],
    "why": [TEXT],
    "how": [TEXT],
}
THEMES = (Theme("why", "own", "Propre", "Il faut agir."), Theme("", "wide", "Partout"))
CODED = [None, ("own", Stance.SUPPORT), ("own", Stance.OPPOSE), ("wide", None)]
RULES = [
    *("answer:one=a", "answer:many=p", "answered_question:many", "likert:grid.r>=3"),
    *("first:order=r", "answered_question:number", "answered_question:day"),
    *("theme:why/own", "theme:why/own:support", "theme:why/wide", "theme:how/wide"),
]
"""Of whole questions: what counts of parts tell is tried in `test_together`."""
SHOWN = [
    *((Shown.ANSWERS, key) for key in ("one", "many", "grid", "order", "number", "day")),
    *((Shown.THEMES, "why"), (Shown.STANCES, "why"), (Shown.STANCES, "how")),
]


def reply(agency: str, attribution: Attribution, secret: frozenset[str], values) -> Reply:
    refused = QuotePermission.REFUSED
    return Reply(agency, values, attribution, refused, secret, "web", False, AT, 1)


def coded(agency: str, question: str, theme: str, stance: Stance | None = None) -> Passage:
    return Passage(question, agency, TEXT, 0, len(TEXT), theme, stance)


def asked(members, replies, passages=()) -> Material:
    questionnaire = Questionnaire((Section("subject", "Le sujet", questions=ASKED),))
    return Material(CALL, questionnaire, members, tuple(replies), THEMES, tuple(passages))


@st.composite
def consultations(draw: st.DrawFn) -> Material:
    members = tuple(Member(f"AG{rank}", f"Zed {rank}") for rank in range(draw(st.integers(4, 8))))
    secret = st.sets(st.sampled_from([one.key for one in ASKED]), max_size=2)
    replies, passages = [], []
    for rank, member in enumerate(members):
        values = {key: draw(st.sampled_from(said)) for key, said in SAID.items()}
        attribution = Attribution.ANONYMOUS if rank == draw(st.integers(0, 5)) else "named"
        own = frozenset(draw(secret)) if rank < 2 else frozenset()
        replies.append(reply(member.acronym, Attribution(attribution), own, values))
        for key in ("why", "how"):
            found = draw(st.sampled_from(CODED if key == "why" else [CODED[0], CODED[-1]]))
            passages += [coded(member.acronym, key, *found)] if found else []
    return asked(members, replies, passages)


def statement(rank: int, rules: list[str]) -> Block:
    chips = [piece for rule in rules for piece in (FigureChip(rule), Words(" ; "))]
    return Block(f"s{rank}", BlockKind.CLAIM, content=tuple(chips))


def exhibit(rank: int, shown: tuple[Shown, str]) -> Block:
    return Block(f"x{rank}", BlockKind.TABLE, "Tableau", exhibited=Exhibited(*shown))


PAGES = st.tuples(
    st.lists(st.lists(st.sampled_from(RULES), min_size=1, max_size=3), max_size=3),
    st.lists(st.sampled_from(SHOWN), max_size=2),
).map(
    lambda drawn: (
        *(statement(*one) for one in enumerate(drawn[0])),
        *(exhibit(*one) for one in enumerate(drawn[1])),
    )
)


def printed(material: Material, blocks: tuple[Block, ...] | None) -> str:
    manuscript = None
    if blocks is not None:
        manuscript = Manuscript((Block("c", BlockKind.CHAPTER, "Tout"), *blocks))
    note = compose(
        material,
        audience=Audience.DELEGATE,
        state=State.DRAFT,
        version=1,
        dated=AT,
        manuscript=manuscript,
    )
    return to_json(note)


def exchanged(material: Material, question: str, one: str, other: str) -> Material:
    """The same call in which two agencies said each what the other did on one question."""
    names = {one: other, other: one}
    said = material.reply
    replies = tuple(
        replace(mine, values={**mine.values, question: said[names[mine.agency]].values[question]})
        if mine.agency in names
        else mine
        for mine in material.replies
    )
    passages = tuple(
        replace(mine, agency=names.get(mine.agency, mine.agency))
        if mine.question == question
        else mine
        for mine in material.passages
    )
    return replace(material, replies=replies, passages=passages)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(consultations(), st.none() | PAGES, st.sampled_from(ASKED))
def test_exchanging_what_two_unnamed_agencies_said_on_a_question_changes_nothing(
    material, blocks, question
):
    before = printed(material, blocks)

    unsaid = sorted(Naming(material).unsaid(question.key))
    for one, other in list(combinations(unsaid, 2))[:3]:
        assert printed(exchanged(material, question.key, one, other), blocks) == before


# --- the same, seen at work -------------------------------------------------------------------

MEMBERS = tuple(Member(f"AG{rank}", f"Zed {rank}") for rank in range(6))
SECRET = (frozenset({"one", "how"}), *[frozenset[str]()] * 5)


def six(one: str, order: str, *passages: Passage) -> Material:
    """The first keeps two answers to itself, and two of few words keep it company on them."""
    replies = (
        reply(
            member.acronym,
            Attribution.NAMED,
            SECRET[rank],
            {"one": one[rank], "order": [order[rank]], "why": f"mot {'mot ' * rank}", "how": TEXT},
        )
        for rank, member in enumerate(MEMBERS)
    )
    return asked(MEMBERS, replies, passages)


def test_a_statement_on_two_questions_does_not_tell_who_is_unnamed_on_one_of_them():
    """Its company ranks « r » first, as everybody knows: one more would have been the first."""
    both = (statement(0, ["answer:one=a", "first:order=r"]),)
    secret, company = six("abbaab", "brrccc"), six("babaab", "brrccc")

    assert Naming(secret).hidden("one") == {"AG0", "AG1", "AG2"}
    assert printed(secret, both) == printed(company, both)
    assert '"sources":["C02","C03","C04","C05"],"unattributed":1' in printed(secret, both)


def test_a_theme_of_every_question_is_not_counted_where_it_tells_who_is_unnamed_on_one():
    """Two are known to raise it elsewhere, and it is counted on the question kept secret."""
    known = [coded(agency, "why", "wide") for agency in ("AG1", "AG2", "AG4")]
    material = six("ababab", "rbcrbc", *known, coded("AG0", "how", "wide"))
    desk = Desk(material, Audience.DELEGATE)

    assert not withheld(desk, "theme:why/wide")
    assert not withheld(desk, "theme:how/wide")
    assert withheld(desk, "theme:*/wide")
    assert withheld(desk, "theme:*/wide and answered")


def test_a_theme_of_every_question_is_counted_where_the_same_are_unnamed_on_all():
    first, *others = six("ababab", "rbcrbc", coded("AG0", "how", "wide")).replies
    anonymous = replace(first, attribution=Attribution.ANONYMOUS, confidential=frozenset())
    material = asked(MEMBERS, (anonymous, *others), [coded("AG0", "how", "wide")])

    assert not withheld(Desk(material, Audience.DELEGATE), "theme:*/wide")


def test_a_theme_of_every_question_is_crossed_as_those_who_are_known_to_raise_it_allow():
    known = [coded(agency, "why", "wide") for agency in ("AG1", "AG2", "AG4")]
    material = six("ababab", "rbcrbc", *known, coded("AG0", "how", "wide"))
    resolver = Resolver(material)
    sides = (side(material, resolver, name, "Autre") for name in ("theme:*", "first:order"))

    assert Naming(material).said("wide") == {"AG1", "AG2", "AG4"}
    assert publishable(cross(material, *sides), Naming(material)) is None
