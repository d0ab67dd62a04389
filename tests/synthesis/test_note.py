"""The whole note, on the reference consultation and on its edges."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from consult.analysis.figures.rules import resolve
from consult.analysis.ordering import french
from consult.synthesis import parts
from consult.synthesis.composing.chapters import STATEMENTS
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.composing.quotes import QuoteMismatch
from consult.synthesis.paper.copydesk import Copydesk
from consult.synthesis.snapshot import (
    Audience,
    Bars,
    Claim,
    Run,
    Withheld,
    from_json,
    to_json,
)
from consult.synthesis.verify import figure_faults
from tests.synthesis.reference import composed, note, reference

ESSENTIALS = Path(__file__).parent / "data" / "territoires-essentials.txt"
LISTS = Path(__file__).parent / "data" / "territoires-lists.md"
LINE = re.compile(r"\| (E\d+) \| `([^`]+)` \| (\d+) \| (\d*) \| (.*) \|")


def expected() -> list[tuple[str, int, frozenset[str], bool]]:
    """(rule, count, names, partial) of every count after which the ideal note names agencies."""
    found = []
    for _, rule, count, _, names in LINE.findall(LISTS.read_text(encoding="utf-8")):
        if names.strip():
            said = names.strip().removeprefix("dont ")
            found.append((rule, int(count), frozenset(said.split(", ")), names.startswith("dont ")))
    return found


def question_of(rule: str) -> str:
    return re.split(r"[=/.>:]", rule.split(":", 1)[1])[0]


def claims(snapshot) -> list[Claim]:
    return [claim for _, claim in parts.statements(snapshot)]


def quotes(snapshot):
    return [quote for _, quote in parts.quotes(snapshot)]


def told(claim: Claim) -> str:
    return "".join(run.text for run in claim.runs)


def test_the_table_of_the_ideal_note_is_whole():
    assert len(LINE.findall(LISTS.read_text(encoding="utf-8"))) == 70
    assert len(expected()) == 52


@pytest.mark.parametrize(("rule", "count", "names", "partial"), expected())
def test_the_same_agencies_are_named_as_in_the_ideal_note(rule, count, names, partial):
    figure = resolve(rule, reference())
    named = Disclosure(reference(), Audience.DELEGATE).named(figure.agencies, question_of(rule))

    assert figure.value == count
    assert set(named) == names
    assert (len(named) < count) is partial


@pytest.mark.parametrize(("rule", "count", "names", "partial"), expected())
def test_the_note_prints_these_lists(rule, count, names, partial):
    snapshot = note()
    codes = {source.code: source.agency for source in snapshot.sources}
    mark = next((one.id for one in snapshot.figures if one.rule == rule), None)
    printed = [
        (claim, after.text)
        for claim in claims(snapshot)
        for run, after in pairwise((*claim.runs, Run("")))
        if run.figure == mark and after.text.startswith(" (")
    ]

    for claim, text in printed:
        listed = text[2 : text.index(")")]
        assert set(listed.removeprefix("dont ").split(", ")) == names
        assert listed.startswith("dont ") is partial
        assert names <= {codes[code] for code in claim.sources}
    assert printed or rule.startswith("first:")


def test_each_position_is_told_once_in_the_pages_or_in_the_annex():
    numbers = {claim.id for claim in claims(note())}
    rows = [row for table in note().positions for row in table.rows]

    assert len(numbers) == len(claims(note()))
    assert all((row.claim is None) is bool(row.told) for row in rows)
    assert {row.told for row in rows if row.told} <= numbers


def test_the_pages_keep_to_what_they_have_room_for():
    told = [len(topic.claims) for chapter in note().chapters for topic in chapter.topics]
    chapters = note().chapters

    assert sum(told) <= STATEMENTS
    assert max(len(one.minority) for one in chapters) <= 4
    assert [sum(len(topic.quotes) for topic in one.topics) for one in chapters] == [3, 3, 3, 3]
    assert [sum(topic.exhibit is not None for topic in one.topics) for one in chapters] == [1] * 4


def test_the_figures_of_the_ideal_note_are_all_printed():
    rules = {one.rule for one in note().figures}

    assert {rule for rule, *_ in expected()} <= rules


def test_every_printed_count_recomputes_from_its_rule():
    for record in note().figures:
        figure = resolve(record.rule, reference())
        assert (record.value, record.base) == (figure.value, figure.base), record


def test_the_figures_agree_with_each_other():
    assert list(figure_faults(note())) == []
    assert list(figure_faults(note(Audience.STAFF))) == []


def test_every_quote_is_in_the_answer_of_the_agency_it_is_signed_by():
    codes = {source.code: source.agency for source in note().sources}
    found = list(quotes(note()))

    assert len(found) > 20
    for quote in found:
        if quote.source is not None:
            values = reference().reply[codes[quote.source]].values
            assert quote.text in str(values[quote.question]) or any(
                quote.text in str(inside)
                for item in values[quote.question]
                for inside in item.values()
            )


def test_no_words_are_quoted_twice_and_none_at_length():
    texts = [quote.text for quote in quotes(note())]
    sentences = [text for text in texts if text.endswith((".", "?", "…"))]

    assert len(set(sentences)) == len(sentences)
    assert max(len(text.split()) for text in texts) <= 45


def test_only_agencies_that_allow_it_are_quoted():
    signed = {quote.by.split(" (")[0] for quote in quotes(note())}

    assert signed == {
        "ADERLY",
        "ADN FC",
        "ARII SUD",
        "Caux Seine Développement",
        "Essonne Développement",
    }


def test_a_text_common_to_two_agencies_is_quoted_once_as_such():
    assert [quote.by for quote in quotes(note()) if "commun" in quote.by] == [
        "ADN FC (texte commun à 2 contributions)"
    ]


def test_the_subtitle_says_how_many_of_how_many_and_when():
    assert note().subtitle == (
        "Synthèse de 10 contributions reçues sur 42 agences consultées, du 8 au 26 octobre 2018"
    )
    assert note().hearing == "Audition du mercredi 31 octobre 2018 à 10 h 00, Paris"


def test_the_essentials_are_five_messages():
    expected_messages = ESSENTIALS.read_text(encoding="utf-8").splitlines()

    assert [told(claim) for claim in note().essentials] == expected_messages


def test_annex_a_holds_every_closed_question_with_its_empty_options():
    exhibits = note().exhibits

    assert len(exhibits) == 12
    national = next(one for one in exhibits if "niveau national" in one.title)
    assert isinstance(national, Bars)
    assert [(bar.count, bar.share) for bar in national.bars] == [
        (8, None),
        (1, None),
        (0, None),
        (0, None),
        (1, None),
    ]


def test_annex_b_holds_those_that_consent_and_nothing_confidential():
    assert [one.acronym for one in note().contributions] == [
        "ADERLY",
        "ADN FC",
        "ARII SUD",
        "Caux Seine Développement",
        "Essonne Développement",
    ]
    full = {
        question.key
        for question in reference().questionnaire
        if question.key in reference().reply["ADERLY"].values
    } - {"attribution", "quote_permission"}
    assert len(note().contributions[0].answers) == len(full)


def test_nothing_is_cut_in_annex_b():
    aderly = note().contributions[0]
    text = "\n".join(p for answer in aderly.answers for p in answer.paragraphs)

    for paragraph in reference().reply["ADERLY"].values["criteria_text"].split("\n\n"):
        assert paragraph in text


def test_codes_follow_the_alphabet_of_the_agencies_that_may_be_named():
    assert [(one.code, one.agency) for one in note().sources] == [
        ("C01", "ADERLY"),
        ("C02", "ADN FC"),
        ("C03", "AER BFC"),
        ("C04", "Ardennes Développement"),
        ("C05", "ARII SUD"),
        ("C06", "Caux Seine Développement"),
        ("C07", "Essonne Développement"),
    ]


def test_practices_are_printed_under_the_names_of_those_who_allow_it():
    assert {one.by for one in note().practices} == {
        "ADERLY",
        "ADN FC",
        "ARII SUD",
        "Caux Seine Développement",
        "Essonne Développement",
    }
    assert len(note().practices) == 6


def test_recommendations_come_by_number_of_agencies():
    assert [(one.number, one.title) for one in note().recommendations] == [
        (1, "Animation confiée aux agences"),
        (2, "Choix des territoires"),
        (3, "Sites, bâtiments et transition"),
        (4, "Choix du pilote local"),
        (5, "Durée, moyens et expérimentation"),
        (6, "Organisation nationale"),
        (7, "Compétences et formation"),
    ]


def test_a_conditional_question_says_to_how_many_it_was_put():
    [claim] = [one for one in claims(note()) if told(one).startswith("Question posée")]

    assert told(claim) == (
        "Question posée à 3 agences\u202f; réponses\u00a0: 3. "
        "3 agences sur 10 indiquent une valeur, comprise entre 15 % et 25 %\u202f; "
        "la médiane est de 20 %."
    )


def test_a_conditional_question_put_to_too_few_is_withheld_with_somebody_unnamed():
    material = reference()
    values = {"ADN FC": "bundle", "Caux Seine Développement": "bundle", "SOFIE": "threshold"}
    replies = []
    for reply in material.replies:
        changed = dict(reply.values)
        if reply.agency in values:
            changed["criteria_approach"] = values[reply.agency]
        if reply.agency == "SOFIE":
            changed["threshold_value"] = 83.25
        replies.append(replace(reply, values=changed))
    snapshot = composed(replace(material, replies=tuple(replies)))

    assert isinstance(
        next(one for one in snapshot.exhibits if "part minimale" in one.title), Withheld
    )
    assert "83,25" not in to_json(replace(snapshot, contributions=(), dated=""))


def test_the_same_material_gives_the_same_bytes_and_they_read_back():
    assert to_json(composed(reference())) == to_json(note())
    assert from_json(to_json(note())) == note()


def test_a_call_that_nobody_answered_has_a_note_all_the_same():
    material = replace(reference(), replies=(), passages=())
    snapshot = composed(material)

    assert [told(claim) for claim in snapshot.essentials] == ["Aucune agence n’a encore répondu."]
    assert snapshot.chapters == ()


def test_a_call_that_nobody_coded_says_so():
    material = replace(reference(), themes=(), passages=())
    snapshot = composed(material)
    topic = next(
        topic
        for chapter in snapshot.chapters
        for topic in chapter.topics
        if topic.key == "needs_text"
    )

    assert told(topic.claims[0]).endswith(
        "Les réponses n’ont pas été codées\u00a0: aucun thème n’est compté."
    )
    assert len(topic.quotes) == 3
    assert len(snapshot.recommendations) > 10


def test_an_english_call_has_an_english_note():
    material = reference()
    snapshot = composed(replace(material, call=replace(material.call, language="en")))

    assert snapshot.subtitle == (
        "Synthesis of 10 contributions received from 42 agencies consulted, "
        "from 8 to 26 October 2018"
    )


def test_a_passage_that_is_not_in_its_answer_stops_the_note():
    material = reference()
    first = material.passages[0]
    moved = replace(first, start=first.start + 1, end=first.end + 1)

    with pytest.raises(QuoteMismatch):
        composed(replace(material, passages=(moved, *material.passages[1:])))


def test_french_order_ignores_accents_case_and_ligatures():
    names = ["Œuvre", "été", "Zinc", "etat", "ÉTAT", "Ours", "ARII", "Ardennes", "oeuf"]

    assert sorted(names, key=french) == [
        "Ardennes",
        "ARII",
        "etat",
        "ÉTAT",
        "été",
        "oeuf",
        "Œuvre",
        "Ours",
        "Zinc",
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_name_leads_to_its_contribution_and_codes_stand_where_names_do_not(language):
    material = reference()
    snapshot = composed(replace(material, call=replace(material.call, language=language)))
    desk = Copydesk(snapshot, "")
    claim = snapshot.chapters[0].topics[0].claims[0]
    everyone = [(("C01", "contribution-C01"), ("C07", "contribution-C07"))]

    run = next(run for run in claim.runs if run.text.startswith(" (ADN FC, "))
    assert ("ADN FC", "contribution-C02") in desk.linked(claim, run)
    assert "".join(words for words, _ in desk.linked(claim, run)) == run.text
    assert desk.unnamed(claim) == []
    assert desk.unnamed(snapshot.essentials[0]) == everyone


def test_the_method_says_how_many_were_given_longer_and_until_when_but_not_which():
    material = reference()
    later = material.call.closes_at + timedelta(days=3)
    method = composed(replace(material, longer=(later - timedelta(days=1), later))).method
    (said,) = (one for one in method.statements if "délai" in one)

    assert re.sub(r"\s", " ", said) == (
        "2 agences ont disposé d’un délai, jusqu’au lundi 29 octobre 2018 à 17 h 00 au plus tard."
    )


def test_the_method_says_how_much_of_the_coding_a_machine_suggested():
    material = reference()
    first, *others = material.passages
    suggested = replace(material, passages=(replace(first, suggested=True), *others))
    plain, told = ("".join(composed(one).method.statements) for one in (material, suggested))

    assert "Aucun thème ni aucune position n’a été suggéré par une machine" in plain
    assert "par une personne, qui a retenu 1 rattachement suggéré par l’outil" in told
    assert "Aucun thème" not in told
