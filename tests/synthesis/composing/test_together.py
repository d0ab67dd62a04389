"""What the counts of one note tell together, to a reader who tries everything they allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.analysis.disclosure.naming import Naming
from consult.analysis.disclosure.outside import publishable
from consult.analysis.figures.crossing import cross, side
from consult.analysis.figures.rules import Resolver
from consult.analysis.material import CallFacts, Material, Member, Reply
from consult.calls.questionnaire import (
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.contributions.consent import Attribution, QuotePermission
from consult.synthesis.checks.running import run
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.drafting.blocks import (
    Block,
    BlockKind,
    Exhibited,
    FigureChip,
    Line,
    Manuscript,
    Shown,
    Words,
)
from consult.synthesis.drafting.figures import withheld
from consult.synthesis.note import compose
from consult.synthesis.snapshot import Audience, Bars, Grid, Snapshot, State, Withheld
from tests.synthesis.checks.grounds import ground
from tests.synthesis.composing.attacker import learnt

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CALL = CallFacts("w", "Un monde", "fr", "Europe/Paris", AT, AT.replace(day=20))
SINGLE = QuestionKind.SINGLE_CHOICE


def options(keys: str) -> tuple[Option, ...]:
    return tuple(Option(key, f"Option {key}") for key in keys)


ASKED = Questionnaire(
    (
        Section(
            "subject",
            "Le sujet",
            questions=(
                Question("one", SINGLE, "Une ?", options=options("ab")),
                Question("two", SINGLE, "Deux ?", options=options("xyz")),
                Question(
                    "then", SINGLE, "Alors ?", options=options("mn"), show_if=ShowIf("one", ("a",))
                ),
                Question(
                    "many", QuestionKind.MULTIPLE_CHOICE, "Lesquelles ?", options=options("pq")
                ),
                Question("text", QuestionKind.LONG_TEXT, "Pourquoi ?"),
            ),
        ),
    )
)
LEAVES = [
    *("answer:one=a", "answer:one=b", "answer:two=x", "answer:two=y", "answer:many=p"),
    *("answer:then=m", "answered_question:one", "answered_question:then"),
]
PLACES = ["@level=l1", "@level=l2", "@region=r1", "@level=l1 @region=r2"]


def reply(agency: str, attribution: Attribution, *secret: str, **values) -> Reply:
    if values.get("one") != "a":
        values.pop("then", None)
    allowed = QuotePermission.ALLOWED
    return Reply(agency, values, attribution, allowed, frozenset(secret), "web", False, AT, 1)


@st.composite
def consultations(draw: st.DrawFn) -> Material:
    count = draw(st.integers(4, 10))
    members = tuple(
        Member(f"AG{rank}", f"Zed {rank}", draw(st.sampled_from(["l1", "l2"])), region)
        for rank in range(count)
        for region in (draw(st.sampled_from(["r1", "r2"])),)
    )
    said = {"one": "ab", "two": "xyz", "then": "mn"}
    replies = tuple(
        reply(
            member.acronym,
            draw(st.sampled_from([Attribution.ANONYMOUS, Attribution.NAMED])),
            *draw(st.sets(st.sampled_from(["one", "two", "then"]), max_size=1)),
            many=sorted(draw(st.sets(st.sampled_from("pq")))),
            **{
                key: draw(st.sampled_from(one))
                for key, one in said.items()
                if draw(st.integers(0, 9))
            },
        )
        for member in members
    )
    return Material(CALL, ASKED, members, replies)


@st.composite
def rules(draw: st.DrawFn) -> str:
    leaf = draw(st.sampled_from(LEAVES))
    other = draw(st.sampled_from([*(f"and {one}" for one in LEAVES), "or answer:two=x", *PLACES]))
    return f"{draw(st.sampled_from(['', '', 'not ']))}{leaf} {other}"


def table(of: Shown, question: str) -> Block:
    return Block(f"{of}-{question}", BlockKind.TABLE, "Tableau", exhibited=Exhibited(of, question))


def count(rule: str) -> Block:
    return Block(rule, BlockKind.CLAIM, content=(FigureChip(rule), Words(" le disent.")))


TABLES = [
    table(of, key)
    for of in (Shown.BY_LEVEL, Shown.BY_REGION)
    for key in ("one", "two", "then", "many")
]
PAGES = st.lists(st.one_of(st.sampled_from(TABLES), rules().map(count)), max_size=7)


def written(material: Material, *blocks: Block) -> Snapshot:
    return compose(
        material,
        audience=Audience.DELEGATE,
        state=State.DRAFT,
        version=1,
        dated=AT,
        manuscript=Manuscript((Block("c", BlockKind.CHAPTER, "Tout"), *blocks)),
    )


def exhibits(note: Snapshot):
    return [
        topic.exhibit for one in note.chapters for topic in one.topics if topic.exhibit is not None
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(consultations(), PAGES)
def test_no_answer_is_told_by_all_the_counts_that_the_totals_do_not_tell(material, blocks):
    disclosure = Disclosure(material, Audience.DELEGATE)
    note = written(material, *blocks)

    for keys in (("one",), ("two",), ("many",), ("one", "then"), ("one", "two")):
        unsaid = frozenset[str]().union(*map(disclosure.unsaid, keys))
        if len(unsaid) <= (9 if len(keys) == 1 else 5):
            assert list(learnt(note, material, disclosure, *keys)) == []


# --- the same, seen at work -------------------------------------------------------------------


def quarters(one: str = "abbaabbabaab", each: int = 3) -> Material:
    """As many anonymous agencies of each level in each region, who answer in turn."""
    places = [(level, region) for level in ("l1", "l2") for region in ("r1", "r2")] * each
    members = tuple(Member(f"AG{n:02d}", f"Zed {n}", *place) for n, place in enumerate(places))
    replies = tuple(
        reply(member.acronym, Attribution.ANONYMOUS, one=one[rank % len(one)])
        for rank, member in enumerate(members)
    )
    return Material(CALL, ASKED, members, replies)


BOTH = (table(Shown.BY_LEVEL, "one"), table(Shown.BY_REGION, "one"))


def test_two_tables_are_printed_where_a_crowd_stays_behind_them_both():
    note = written(quarters(), *BOTH)

    assert [type(one) for one in exhibits(note)] == [Grid, Grid]


def test_a_table_that_would_tell_too_much_beside_another_says_so_and_is_found():
    """Four of each level, four of each region, and two of each level in each region."""
    material = quarters(each=2)
    alone, together = written(material, BOTH[1]), written(material, *BOTH)

    assert isinstance(exhibits(alone)[0], Grid)
    first, second = exhibits(together)
    assert (type(first), type(second)) == (Grid, Withheld)
    assert second.reason.startswith("À côté des autres comptages de cette note")
    found = [
        one for one in run(ground(*BOTH, material=material)) if one.check == "consent.together"
    ]
    assert [(one.block, one.words) for one in found] == [(BOTH[1].id, "Tableau")]


def test_of_a_table_that_would_tell_too_much_in_part_the_rest_is_printed():
    """Three of each level in the first region, and two in each of the two others."""
    places = [(level, region) for level in ("l1", "l2") for region in ("r1", "r2", "r3")]
    few = [place for place in places for _ in range(3 if place[1] == "r1" else 2)]
    members = tuple(Member(f"AG{n:02d}", f"Zed {n}", *place) for n, place in enumerate(few))
    replies = tuple(
        reply(member.acronym, Attribution.ANONYMOUS, one="ab"[rank % 2])
        for rank, member in enumerate(members)
    )
    material = Material(CALL, ASKED, members, replies)
    alone, (_, beside) = (exhibits(written(material, *blocks)) for blocks in ((BOTH[1],), BOTH))

    assert [row[0] for row in beside.rows] == ["R1", "R2", "R3"]
    assert beside.rows[0] == alone[0].rows[0]
    assert {cell for row in beside.rows[1:] for cell in row[1:]} == {"–"}
    assert beside.note.startswith("–")
    assert [one for one in run(ground(*BOTH, material=material)) if "together" in one.check] == []


def test_a_place_whose_unnamed_agencies_all_said_the_same_is_not_counted_by_itself():
    mixed, alike = quarters("abab"), quarters("aabb")

    rule = "answer:one=a @region=r1"
    assert not withheld(Desk(mixed, Audience.DELEGATE), "answer:one=a @level=l1")
    assert {withheld(Desk(one, Audience.DELEGATE), rule) for one in (mixed, alike)} == {
        True,
        False,
    }


def test_where_a_contributor_is_named_nowhere_no_place_is_counted():
    """The total, less what the other places count, would say where it is."""
    material = quarters("abba")
    first, *others = material.replies
    secret = replace(first, attribution=Attribution.CONFIDENTIAL)
    hidden = replace(material, replies=(secret, *others))

    for rule in ("answered:level=l1", "answered:level=l2", "answer:one=a @level=l2"):
        assert not withheld(Desk(material, Audience.DELEGATE), rule)
        assert withheld(Desk(hidden, Audience.DELEGATE), rule)


def test_lines_of_a_table_of_figures_that_are_not_printed_are_counted():
    rules = ("answer:one=a", "answer:one=a and answer:two=x", "answer:two=x @level=l1")
    lines = tuple(Line(rule, rule) for rule in rules)
    block = Block("f", BlockKind.CHART, "F", exhibited=Exhibited(Shown.RULES, "", lines))
    (found,) = exhibits(written(quarters(each=1), block))

    assert isinstance(found, Bars)
    assert (len(found.bars), found.note) == (
        2,
        "1 ligne n’est pas imprimée : elle compte trop peu d’agences.",
    )


def test_who_was_put_no_question_tells_what_it_answered_before():
    """Nobody of the second level was asked: there all said « b », and half of the first did."""
    members = tuple(Member(f"AG{n}", f"Zed {n}", ["l1", "l2"][n // 5], "r1") for n in range(9))
    replies = tuple(
        reply(member.acronym, Attribution.ANONYMOUS, one="aaabbbbbb"[rank], then="mnm"[rank % 3])
        for rank, member in enumerate(members)
    )
    material = Material(CALL, ASKED, members, replies)

    (found,) = exhibits(written(material, table(Shown.BY_LEVEL, "then")))
    assert isinstance(found, Withheld)


def test_an_answer_in_confidence_is_kept_company_by_those_who_were_asked_the_same():
    """Three were put the question; the two named ones of the fewest words were not."""
    members = tuple(Member(f"AG{n}", f"Zed {n}", "l1", "r1") for n in range(6))
    said = "aaabbb"
    replies = tuple(
        reply(
            member.acronym,
            Attribution.NAMED,
            *(("then",) if rank == 0 else ()),
            one=said[rank],
            then="m",
            text="mot " * (9 - rank),
        )
        for rank, member in enumerate(members)
    )
    naming = Naming(Material(CALL, ASKED, members, replies))

    assert naming.hidden("then") == {"AG0", "AG1", "AG2"}


@pytest.mark.parametrize(("secret", "printed"), [(1, False), (3, True)])
def test_two_questions_are_crossed_as_a_question_and_a_level_are(secret, printed):
    """Who is hidden on one question only is told apart by what it is named for on the other."""
    members = tuple(Member(f"AG{n:02d}", f"Zed {n}", "l1", "r1") for n in range(15))
    replies = tuple(
        reply(
            member.acronym,
            Attribution.ANONYMOUS if rank < 3 else Attribution.NAMED,
            *(("one",) if 3 <= rank < 3 + secret else ()),
            one="ab"[rank % 2],
            two="x" if rank in (0, 1, 2) else "y",
        )
        for rank, member in enumerate(members)
    )
    material = Material(CALL, ASKED, members, replies)
    resolver = Resolver(material)
    sides = (side(material, resolver, f"answer:{key}", "Autre") for key in ("one", "two"))

    assert (publishable(cross(material, *sides), Naming(material)) is not None) is printed
