"""Consent and elimination: who may be named, quoted, printed, and what cannot be found out."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.analysis.disclosure.naming import CROWD
from consult.analysis.material import Join, Material, Member
from consult.contributions.consent import Attribution, QuotePermission
from consult.synthesis import parts
from consult.synthesis.composing.disclosure import Disclosure, Rate, Voice
from consult.synthesis.snapshot import Audience, to_json
from tests.synthesis.reference import composed, reference
from tests.synthesis.worlds import World, exchanged, worlds

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PROTECTED = st.sampled_from([Audience.DELEGATE, Audience.MEMBERS])
SHIELD = {"Dunkerque Promotion", "SOFIE", "CEEVO"}


@pytest.fixture
def delegate() -> Disclosure:
    return Disclosure(reference(), Audience.DELEGATE)


def with_reply(material: Material, agency: str, **changes) -> Material:
    return replace(
        material,
        replies=tuple(
            replace(reply, **changes) if reply.agency == agency else reply
            for reply in material.replies
        ),
    )


def test_the_anonymous_agency_is_kept_company_by_those_whose_words_are_fewest(delegate):
    assert delegate.shielded == SHIELD


def test_everybody_who_is_not_confidential_is_thanked_in_french_order(delegate):
    assert delegate.thanked == (
        "ADERLY",
        "ADN FC",
        "AER BFC",
        "Ardennes Développement",
        "ARII SUD",
        "Caux Seine Développement",
        "CEEVO",
        "Dunkerque Promotion",
        "Essonne Développement",
        "SOFIE",
    )


def test_a_confidential_answer_is_not_attributed_on_its_question_and_is_elsewhere(delegate):
    agency = "Ardennes Développement"

    assert not delegate.attributable(agency, "needs_text")
    assert delegate.attributable(agency, "criteria_text")


def test_what_follows_from_a_confidential_answer_is_confidential_too():
    material = with_reply(reference(), "ADN FC", confidential=frozenset({"criteria_approach"}))
    disclosure = Disclosure(material, Audience.DELEGATE)

    assert not disclosure.attributable("ADN FC", "threshold_value")
    assert not disclosure.answer_in_full("ADN FC", "threshold_value")


def test_one_confidential_answer_among_named_ones_is_kept_company_on_that_question():
    material = with_reply(reference(), "Dunkerque Promotion", attribution=Attribution.NAMED)
    disclosure = Disclosure(material, Audience.DELEGATE)

    assert disclosure.shielded == frozenset()
    assert disclosure.hidden("needs_text") == {"Ardennes Développement", "SOFIE", "CEEVO"}
    assert disclosure.hidden("criteria_text") == frozenset()


def joined(material: Material, *joins: Join, declined: int = 0) -> Material:
    return replace(material, joins=joins, declined=declined)


def apart(material: Material, audience: Audience) -> list[str]:
    """The sentences of the method box about who is counted apart."""
    told = composed(material, audience).method.statements
    return [one.replace("\u202f", "") for one in told if "savoir" in one or "associe" in one]


ALONE = "1 agence s’associe à la contribution d’une autre{}; elle n’est ajoutée à aucun chiffre."
TWO = (
    "2 agences s’associent à la contribution d’une autre (dont AGENCE A avec ADERLY); "
    "elles ne sont ajoutées à aucun chiffre."
)


def test_an_agency_that_joins_is_named_only_beside_one_that_is_and_if_it_agrees():
    seen = joined(reference(), Join("AGENCE A", "ADERLY", named=True))
    assert apart(seen, Audience.DELEGATE) == [ALONE.format(" (AGENCE A avec ADERLY)")]
    silent = joined(reference(), Join("AGENCE A", "ADERLY", named=False))
    assert apart(silent, Audience.DELEGATE) == [ALONE.format("")]
    for shielded in SHIELD:
        behind = joined(reference(), Join("AGENCE A", shielded, named=True))
        assert apart(behind, Audience.DELEGATE) == [ALONE.format("")]
    secret = with_reply(reference(), "ADERLY", attribution=Attribution.CONFIDENTIAL)
    hidden = joined(secret, Join("AGENCE A", "ADERLY", named=True))
    assert apart(hidden, Audience.DELEGATE) == [ALONE.format("")]


def test_who_declines_or_joins_is_counted_apart_and_changes_no_figure():
    apart_too = joined(
        reference(),
        Join("AGENCE A", "ADERLY", named=True),
        Join("AGENCE B", "ADERLY", named=False),
        declined=3,
    )
    plain, told = (composed(one, Audience.DELEGATE) for one in (reference(), apart_too))
    assert apart(apart_too, Audience.DELEGATE) == [
        "3 agences ont fait savoir qu’elles ne répondraient pas.",
        TWO,
    ]
    assert (told.method.declined, told.method.joined) == (3, 2)
    assert replace(told, method=plain.method) == plain


def test_staff_see_everything():
    disclosure = Disclosure(reference(), Audience.STAFF)

    assert disclosure.attributable("Dunkerque Promotion", "gov_local")
    assert disclosure.voice("SOFIE", "needs_text", "Mot.") == Voice("SOFIE")
    assert disclosure.printable("a@b.example") == "a@b.example"


def test_a_confidential_contributor_is_counted_and_not_thanked():
    material = with_reply(reference(), "SOFIE", attribution=Attribution.CONFIDENTIAL)
    disclosure = Disclosure(material, Audience.DELEGATE)

    assert "SOFIE" not in disclosure.thanked
    assert disclosure.unnamed == 1


def test_response_rates_count_thanked_contributors_only():
    material = with_reply(reference(), "SOFIE", attribution=Attribution.CONFIDENTIAL)
    disclosure = Disclosure(material, Audience.DELEGATE)

    assert disclosure.rates(lambda member: member.level) == (
        Rate("locale", 4, 15),
        Rate("régionale", 2, 7),
        Rate("départementale", 3, 20),
    )


def test_with_fewer_contributors_than_a_crowd_nobody_is_attributed():
    whole = reference()
    material = replace(
        whole,
        replies=tuple(
            reply for reply in whole.replies if reply.agency in ("SOFIE", "Dunkerque Promotion")
        ),
        passages=(),
    )

    assert Disclosure(material, Audience.DELEGATE).attributed == ()


def test_two_named_contributors_need_no_shield():
    whole = reference()
    material = replace(
        whole,
        replies=tuple(reply for reply in whole.replies if reply.agency in ("ADERLY", "SOFIE")),
        passages=(),
    )

    assert Disclosure(material, Audience.DELEGATE).attributed == ("ADERLY", "SOFIE")


@pytest.mark.parametrize(
    ("agency", "question", "text", "voice"),
    [
        ("ADERLY", "needs_text", "Le foncier manque.", Voice("ADERLY")),
        ("AER BFC", "needs_text", "Le foncier manque.", None),
        ("SOFIE", "needs_text", "Le foncier manque.", None),
        ("Ardennes Développement", "needs_text", "Le foncier manque.", None),
        ("CEEVO", "needs_text", "Le foncier manque.", Voice(None)),
        ("CEEVO", "needs_text", "Le Val-d’Oise manque de foncier.", None),
        ("CEEVO", "needs_text", "L'industrie francilienne manque de foncier.", None),
        ("CEEVO", "needs_text", "Le ceevo manque de foncier.", None),
        ("CEEVO", "needs_text", "Le foncier manque, surtout à Argenteuil.", None),
        ("CEEVO", "needs_text", "Voir www.exemple.example pour le foncier.", None),
    ],
)
def test_words_are_signed_by_their_agency_by_an_agency_or_not_at_all(
    delegate, agency, question, text, voice
):
    assert delegate.voice(agency, question, text) == voice


def test_an_anonymous_text_that_names_its_town_is_not_quoted():
    material = with_reply(reference(), "Dunkerque Promotion", quotes=QuotePermission.ALLOWED)
    disclosure = Disclosure(material, Audience.DELEGATE)
    named = "À dunkerque comme ailleurs, un train supprimé, c'est quarante camions de plus."
    people = "Les dunkerquois le savent."
    plain = "Un train supprimé, c'est quarante camions de plus."

    assert disclosure.voice("Dunkerque Promotion", "needs_text", named) is None
    assert disclosure.voice("Dunkerque Promotion", "needs_text", people) is None
    assert disclosure.voice("Dunkerque Promotion", "needs_text", plain) == Voice(None)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Tourcoing manque de foncier depuis dix ans.", True),  # A noun of its other sentences.
        ("Le foncier manque.\nTourcoing le sait depuis dix ans.", True),
        ("L’A.D.I.R. le demande depuis dix ans.", True),
        ("Le rbx le demande depuis dix ans.", True),  # What it is called today.
        ("Voyez la suite sur pevele.example, avant la fin du mois.", True),  # Its address.
        ("C’est martin qui suit ce dossier depuis dix ans.", True),
        ("Le développement manque de bras depuis dix ans.", False),
        ("Partout le contact manque, p. ex. avec les élus.", False),
        ("Foncier et contact manquent depuis dix ans.", False),
    ],
)
def test_words_tell_an_agency_by_all_that_is_known_of_it(text, tells):
    agency = "ADIR"
    material = reference()
    member = Member(agency, "Agence du Zed", also=("j.martin", "developpement-pevele", "RBX"))
    said = {"needs_text": "Le foncier manque, surtout à Tourcoing. Le Foncier, donc le foncier."}
    reply = replace(
        material.replies[0],
        agency=agency,
        values=said,
        attribution=Attribution.ANONYMOUS,
        quotes=QuotePermission.ALLOWED,
        confidential=frozenset(),
    )
    whole = replace(
        material, agencies=(*material.agencies, member), replies=(*material.replies, reply)
    )

    voice = Disclosure(whole, Audience.DELEGATE).voice(agency, "needs_text", text)
    assert voice == (None if tells else Voice(None))


@pytest.mark.parametrize(
    ("base", "withheld"),
    [
        (("SOFIE", "Dunkerque Promotion"), True),
        (("ADERLY", "SOFIE"), True),
        (("ADERLY", "ADN FC"), False),
        (("ADERLY", "ADN FC", "SOFIE"), False),
        ((), False),
    ],
)
def test_counts_over_less_than_a_crowd_with_somebody_unnamed_are_withheld(delegate, base, withheld):
    assert delegate.withholds("criteria_text", base) is withheld


# --- properties ---------------------------------------------------------------------------


@SLOW
@given(worlds(), PROTECTED)
def test_nothing_is_printed_that_its_agency_does_not_allow(world: World, audience):
    text = to_json(composed(world.material, audience))
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
def test_an_agency_is_named_only_among_the_contributors_or_where_it_may_be(world, audience):
    snapshot = composed(world.material, audience)
    rest = to_json(dataclasses.replace(snapshot, contributors=()))
    thanks = " ".join(snapshot.contributors)
    disclosure = Disclosure(world.material, audience)

    for member in world.material.agencies:
        assert (member.acronym in rest) <= (member.acronym in disclosure.attributed)
        assert (member.name in rest) <= (member.acronym in disclosure.attributed)
        assert (member.acronym in thanks) == (member.acronym in disclosure.thanked)


@SLOW
@given(worlds(), PROTECTED)
def test_a_crowd_is_behind_whatever_is_not_attributed(world, audience):
    disclosure = Disclosure(world.material, audience)
    contributors = len(disclosure.thanked)
    anonymous = {
        reply.agency
        for reply in world.material.replies
        if reply.attribution is Attribution.ANONYMOUS
    }

    assert anonymous <= disclosure.shielded
    if anonymous:
        assert len(disclosure.shielded) >= min(CROWD, contributors)
    asked = world.material.questionnaire
    for question in asked:
        hidden = disclosure.hidden(question.key)
        if any(disclosure.confidential(agency, question.key) for agency in disclosure.attributed):
            put = {
                agency
                for agency in disclosure.thanked
                if question.key in asked.shown(world.material.reply[agency].values)
            }
            assert len(hidden & put) >= min(CROWD, len(put))


@SLOW
@given(worlds(least=3), PROTECTED)
def test_exchanging_all_that_two_unattributed_agencies_said_changes_nothing(world, audience):
    """So each of them could have said what any of the others did: three worlds at least."""
    disclosure = Disclosure(world.material, audience)
    before = to_json(composed(world.material, audience))

    for one, other in combinations(sorted(disclosure.shielded), 2):
        after = exchanged(world.material, one, other)
        if Disclosure(after, audience).shielded == disclosure.shielded:
            assert to_json(composed(after, audience)) == before


@SLOW
@given(worlds(), PROTECTED)
def test_every_list_names_only_those_counted_and_counts_the_others(world, audience):
    snapshot = composed(world.material, audience)
    records = {record.id: record for record in snapshot.figures}
    for _, claim in parts.statements(snapshot):
        counted = [records[run.figure] for run in claim.runs if run.figure]
        if len(counted) == 1 and counted[0].base is not None and claim.sources:
            assert len(claim.sources) + claim.unattributed == counted[0].value


@SLOW
@given(worlds())
def test_staff_learn_everything_and_are_told_what_is_reserved(world):
    text = to_json(composed(world.material, Audience.STAFF))
    shown = {
        reply.agency: world.material.questionnaire.shown(reply.values)
        for reply in world.material.replies
    }

    for canary in world.canaries:
        present = canary.question in world.material.reply[canary.agency].values
        said = json.dumps(world.material.reply[canary.agency].values, ensure_ascii=False)
        if present and canary.word in said and canary.question in shown[canary.agency]:
            assert canary.word in text, canary
