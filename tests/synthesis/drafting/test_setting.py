from dataclasses import replace
from itertools import combinations

import page
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.contributions.consent import Attribution, QuotePermission
from consult.synthesis import render_html, render_pdf
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.composing.repeats import practice_words
from consult.synthesis.drafting.blocks import (
    Annex,
    Block,
    BlockKind,
    Cut,
    Described,
    FigureChip,
    FigureForm,
    Manuscript,
    Place,
    QuoteChip,
    SourceChip,
    Words,
)
from consult.synthesis.drafting.quoting import shortened
from consult.synthesis.pictures.fitting import fitted
from consult.synthesis.pictures.keeping import illustrated
from consult.synthesis.reading_again.clearance import NOTHING_SAID
from consult.synthesis.reading_again.read_back import readers
from consult.synthesis.snapshot import Audience, from_json, to_json
from consult.synthesis.verify import figure_faults
from tests.synthesis.drafting.proposed import sentence, set_note
from tests.synthesis.drafting.written import block, manuscript, place, sentences
from tests.synthesis.pictures.drawn import SAID, file, pictured
from tests.synthesis.reference import composed, reference
from tests.synthesis.worlds import World, exchanged, worlds

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PROTECTED = st.sampled_from([Audience.DELEGATE, Audience.MEMBERS])


@pytest.fixture(scope="module")
def note():
    return set_note(reference(), manuscript())


def alone(*content, kind=BlockKind.CLAIM, **fields) -> Manuscript:
    chapter = block(BlockKind.CHAPTER, "c", title="Un chapitre")
    return Manuscript((chapter, Block("b", kind, content=content, **fields)))


def topic(written: Manuscript):
    (chapter,) = set_note(reference(), written).chapters
    return chapter.topics[0] if chapter.topics else None


# --- the order of the author ---------------------------------------------------------------


def test_blocks_are_printed_in_the_order_of_their_author(note):
    (chapter,) = note.chapters

    assert [(one.key, one.title) for one in chapter.topics] == [
        ("h1", "Les leviers"),
        ("g2", ""),
        ("g3", ""),
        ("g4", ""),
        ("g5", ""),
        ("n3", ""),
        ("p2", ""),
    ]
    assert [[quote.about for quote in one.quotes] for one in chapter.topics[:5]] == [
        ["s003"],
        [],
        [],
        [],
        [""],
    ]


def test_a_figure_before_the_chapters_is_a_key_number_and_inside_one_it_stands_beside(note):
    (chapter,) = note.chapters

    assert note.key_numbers == (("10 sur 42", "agences ont répondu"),)
    assert chapter.aside == ("2 sur 10", "agences pour la région")
    assert [one.numbers for one in chapter.topics if one.numbers] == [
        (("18", "pratiques décrites"),)
    ]


def test_recommendations_are_numbered_through_the_note(note):
    inside = [one for topic in note.chapters[0].topics for one in topic.advice]

    assert [(one.number, one.title) for one in (*inside, *note.recommendations)] == [
        (1, "Confier le pilotage à la région"),
        (2, "Et maintenant, décider"),
        (3, "Faire court"),
    ]


@pytest.mark.parametrize(
    ("annex", "part"),
    [
        (Annex.CLOSED, "exhibits"),
        (Annex.POSITIONS, "positions"),
        (Annex.FULL, "contributions"),
        (Annex.CONTRIBUTORS, "contributors"),
        (Annex.SOURCES, "sources"),
    ],
)
def test_an_annex_switched_off_is_empty_and_the_note_still_agrees_with_itself(annex, part):
    off = set_note(reference(), manuscript(block(BlockKind.ANNEX, "z", annex=annex, on=False)))

    assert getattr(off, part) == ()
    assert list(figure_faults(off)) == []


def test_without_the_method_box_how_many_answered_is_still_said():
    off = set_note(
        reference(), manuscript(block(BlockKind.ANNEX, "z", annex=Annex.METHOD, on=False))
    )

    assert (off.method.responses, off.method.agencies, off.method.statements) == (10, 42, ())


def test_a_note_of_every_kind_of_block_comes_back_from_its_json_and_agrees_with_itself(note):
    assert from_json(to_json(note)) == note
    assert list(figure_faults(note)) == []


# --- sources -------------------------------------------------------------------------------


def test_a_statement_rests_on_those_behind_its_figures_and_passages_who_may_be_named(note):
    said = {sentence(one)[:14]: one for one in note.essentials}

    assert said["Le pilotage re"].sources == ("C03", "C05")
    assert topic(alone(SourceChip((PLACE,)), Words("Oui."))).claims[0].sources == ("C01",)


def test_a_statement_without_any_source_is_the_judgement_of_the_federation(note):
    assert [sentence(one) for one in note.essentials if one.own] == ["Il est temps d’agir."]


def test_the_source_of_an_agency_that_may_not_be_named_is_counted_only():
    silent = place(
        "Dunkerque Promotion", "levers_text", sentences("Dunkerque Promotion", "levers_text")
    )
    (claim,) = topic(alone(Words("Oui."), SourceChip((PLACE, silent)))).claims

    assert (claim.sources, claim.unattributed, claim.own) == (("C01",), 1, False)


# --- quotations ----------------------------------------------------------------------------

PLACE = place("ADERLY", "levers_text", sentences("ADERLY", "levers_text"))


def test_a_quotation_is_printed_only_as_the_last_version_has_it():
    changed = replace(PLACE, text=PLACE.text.replace("levier", "moyen"))

    assert topic(alone(kind=BlockKind.QUOTE, place=PLACE)).quotes[0].text == PLACE.text
    assert topic(alone(kind=BlockKind.QUOTE, place=changed)) is None
    assert sentence(topic(alone(Words("Ainsi : "), QuoteChip(changed))).claims[0]) == "Ainsi : […]"


@pytest.mark.parametrize(
    ("agency", "question"),
    [
        ("AER BFC", "levers_text"),
        ("Dunkerque Promotion", "levers_text"),
        ("SOFIE", "criteria_text"),
    ],
    ids=["to review", "anonymous", "refused"],
)
def test_words_that_may_not_be_printed_are_left_out(agency, question):
    words = place(agency, question, sentences(agency, question))

    assert topic(alone(kind=BlockKind.QUOTE, place=words)) is None
    assert words.text not in to_json(set_note(reference(), alone(QuoteChip(words))))


@pytest.mark.parametrize(
    ("cuts", "shown", "pieces"),
    [
        ((), "Nous voulons agir", ("Nous voulons agir",)),
        ((Cut(5, 12),), "Nous […] agir", ("Nous", "agir")),
        ((Cut(4, 13),), "Nous […] agir", ("Nous", "agir")),
        ((Cut(0, 4, "Elles"),), "[Elles] voulons agir", ("voulons agir",)),
        ((Cut(17, 17, "vite"),), "Nous voulons agir [vite]", ("Nous voulons agir",)),
        ((Cut(4, 5, "] ne ["),), "Nous [ne] voulons agir", ("Nous", "voulons agir")),
        ((Cut(0, 17),), "[…]", ()),
        ((Cut(0, 18),), "", ()),
    ],
)
def test_what_is_left_out_of_words_and_what_is_put_in_them_is_seen(cuts, shown, pieces):
    assert shortened("Nous voulons agir", cuts) == (shown, pieces)


def test_the_note_says_when_words_were_put_into_quotations(note):
    bare = set_note(reference(), alone(kind=BlockKind.QUOTE, place=PLACE))

    assert "ce qui est entre crochets" in note.method.precautions[-1]
    assert "ce qui est entre crochets" not in bare.method.precautions[-1]


def test_every_word_of_an_agency_in_the_note_is_read_again_by_it():
    asked = {one.agency: one for one in readers(reference(), NOTHING_SAID, manuscript())}
    words = [one.text for one in asked["ADERLY"].extracts if one.quote]

    assert words == [PLACE.text, f"[La] {PLACE.text[3:]}", PLACE.text, PLACE.text]
    assert [one.where for one in asked["ADERLY"].extracts if not one.quote] == [
        "1. Ce qu’il faut faire"
    ]
    assert not any(one.in_full for one in asked.values())


def test_nobody_reads_the_words_of_another_before_they_are_printed():
    other = place("ADN FC", "levers_text", sentences("ADN FC", "levers_text"))
    both = alone(QuoteChip(PLACE), Words(" ; "), QuoteChip(other))
    asked = {one.agency: one for one in readers(reference(), NOTHING_SAID, both)}
    told = {name: [said for _, said in one.statements] for name, one in asked.items()}

    assert [PLACE.text in said for said in told["ADERLY"]].count(True) == 1
    assert [PLACE.text in said for said in told["ADN FC"]].count(True) == 0
    assert [PLACE.text in one.beside for one in asked["ADN FC"].extracts] == [False]


def test_a_practice_is_printed_as_long_as_its_agency_says_it_whatever_its_number():
    material = reference()
    reply = material.reply["ADERLY"]
    first, *others = reply.values["practices"]
    words = practice_words(material.questionnaire.by_key["practices"], first)
    chosen = Described("ADERLY", reply.version, "practices", 1, words)

    def boxed(described: Described, *items):
        later = replace(
            reply, version=reply.version + 1, values={**reply.values, "practices": list(items)}
        )
        changed = tuple(later if one is reply else one for one in material.replies)
        written = alone(kind=BlockKind.PRACTICE, described=described)
        note = set_note(replace(material, replies=changed), written)
        return [box.title for one in note.chapters for topic in one.topics for box in topic.boxed]

    other = {**first, "title": "Une autre pratique"}
    assert boxed(chosen, first, *others) == [first["title"]]
    assert boxed(chosen, other, first) == [first["title"]]
    assert boxed(chosen, other) == []
    assert boxed(replace(chosen, text=""), other) == []


# --- what nobody may learn -----------------------------------------------------------------


def shameless(world: World) -> Manuscript:
    """Quotes, names and rests on everything there is, whatever anybody allowed."""
    places = [
        Place(reply.agency, 1, key, 0, len(text), text)
        for reply in world.material.replies
        for key in ("coded", "loose", "service")
        if (text := str(reply.values.get(key) or ""))
    ]
    places += [
        Place(reply.agency, 1, key, 0, len(item["title"]), item["title"], 1, "title")
        for reply in world.material.replies
        for key in ("practices", "advice")
        for item in reply.values.get(key, ())
    ]
    rules = ["answered", "answer:choice=a", "likert:grid.x>=3", "theme:coded/one:support"]
    rules += [
        "answer:many=a and theme:coded/two",
        "not answer:choice=b",
        "answer:choice=a @level=locale",
    ]
    rules += ['answered:region="Zedregion un"', "items:practices @level=locale", "first:order=a"]
    chips = [FigureChip(rule, form) for rule in rules for form in FigureForm]
    blocks = [block(BlockKind.CHAPTER, "c", title="Tout")]
    for number, one in enumerate(places):
        blocks.append(block(BlockKind.QUOTE, f"q{number}", place=one))
        blocks.append(block(BlockKind.CLAIM, f"s{number}", content=(QuoteChip(one),)))
        blocks.append(block(BlockKind.RECOMMENDATION, f"r{number}", place=one))
    for number, chip in enumerate(chips):
        blocks.append(block(BlockKind.CLAIM, f"f{number}", content=(chip,)))
    blocks.append(block(BlockKind.BOX, "x", content=(*chips, SourceChip(tuple(places)))))
    return Manuscript(tuple(blocks))


@SLOW
@given(worlds(), PROTECTED)
def test_whatever_is_written_no_words_are_printed_that_their_agency_does_not_allow(world, audience):
    text = to_json(set_note(world.material, shameless(world), audience))
    disclosure = Disclosure(world.material, audience)
    for canary in world.canaries:
        reply = world.material.reply[canary.agency]
        allowed = (
            not canary.email
            and reply.attribution is not Attribution.CONFIDENTIAL
            and reply.quotes is QuotePermission.ALLOWED
            and not disclosure.confidential(canary.agency, canary.question)
        )
        assert allowed or canary.word not in text, canary


@SLOW
@given(worlds(), PROTECTED)
def test_whatever_is_written_an_agency_is_named_only_where_it_may_be(world, audience):
    note = set_note(world.material, shameless(world), audience)
    rest = to_json(replace(note, contributors=()))
    disclosure = Disclosure(world.material, audience)

    for member in world.material.agencies:
        assert (member.acronym in rest) <= (member.acronym in disclosure.attributed)


@SLOW
@given(worlds(least=3), PROTECTED)
def test_figures_and_names_tell_nothing_of_who_among_the_unattributed_said_what(world, audience):
    disclosure = Disclosure(world.material, audience)
    rules = ["answer:choice=a", "likert:grid.x>=3", "theme:coded/one", "not answer:many=b"]
    chips = tuple(FigureChip(rule, form) for rule in rules for form in FigureForm)
    written = alone(*chips)
    before = to_json(set_note(world.material, written, audience))

    for one, other in combinations(sorted(disclosure.shielded), 2):
        after = exchanged(world.material, one, other)
        if Disclosure(after, audience).shielded == disclosure.shielded:
            assert to_json(set_note(after, written, audience)) == before


# --- the pages -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    path = tmp_path_factory.mktemp("written") / "note.pdf"
    seen = pictured()
    note = set_note(reference(), manuscript(seen))
    carried = illustrated(note, [seen], lambda _digest: fitted(file()).content)
    path.write_bytes(render_pdf.render(carried))
    return path


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_a_note_of_every_kind_of_block_is_accessible_and_archivable(pdf, profile):
    report = page.validate_pdf(str(pdf), profile=profile)

    assert sorted({failure.rule_id for failure in report.failures}) == []


def test_a_picture_is_a_figure_that_says_what_it_shows(pdf):
    with pikepdf.open(pdf) as opened:
        tagged = [
            one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one
        ]
        said = [str(one.Alt) for one in tagged if one.S == "/Figure" and "/Alt" in one]

    assert said.count(SAID) == 1


def test_every_block_is_on_the_page_for_a_screen(note):
    html = render_html.render(note)

    for said in (
        "<em>Cela compte</em>",
        "[appréciation de la fédération]",
        "<h3>Un encadré</h3>",
        "Contée par nous.",
        "[La]\u00a0levier".replace("\u00a0", " "),
        "pratiques décrites",
    ):
        assert said in html


def test_what_only_a_manuscript_writes_is_not_in_the_text_of_a_note_without_it():
    text = to_json(composed(reference()))

    for name in ("numbers", "prose", "boxed", "advice", "within", "pieces", "own", "emphasis"):
        assert f'"{name}":' not in text
