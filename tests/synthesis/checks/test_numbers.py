from __future__ import annotations

from dataclasses import replace

import pytest

from consult.synthesis.checks.findings import Check, mended
from consult.synthesis.checks.number_words import value
from consult.synthesis.checks.running import run
from consult.synthesis.drafting.blocks import (
    BlockKind,
    FigureChip,
    FigureForm,
    SourceChip,
    Words,
)
from tests.synthesis.checks.grounds import ground, place, typed, words

COUNTS = [
    ("Sept agences demandent un référent.", "Sept agences"),
    ("7 agences sur 10 veulent un zonage.", "7 agences sur 10"),
    ("Sept agences de développement sur dix le disent.", "Sept agences de développement sur dix"),
    ("Elles sont sept sur dix à le demander.", "sept sur dix"),
    ("Les dix agences ayant répondu le disent.", "dix agences"),
    ("Une seule agence s’y oppose.", "Une seule agence"),
    ("Une agence sur dix s’y oppose.", "Une agence sur dix"),
    ("Les 42\u00a0agences consultées le savent.", "42\u00a0agences"),
    ("Trois autres agences nuancent.", "Trois autres agences"),
    ("Vingt et une contributions sont arrivées.", "Vingt et une contributions"),
]
NOT_COUNTS = """
La loi du 9 août 2018 a été promulguée il y a 3 mois, le 1er septembre.
En 2018, agences et régions ont travaillé ensemble dans 124 territoires.
Une agence de développement accompagne chaque année des dizaines d’entreprises.
L’une des agences propose un guichet ; une autre agence le refuse.
Le territoire compte 25 000 salariés dans 300 entreprises et 2 pôles.
Un projet sur deux échoue faute de foncier, une entreprise sur dix exporte.
Les six agences de l’eau relèvent de l’État, les deux agences d’urbanisme de la métropole.
L’article 3 de la loi prévoit deux contributions financières de 4 euros par tonne.
L’audition a lieu le mercredi 31 octobre 2018 à 10 h 00, à Paris.
La 3e agence créée en France date de 1950 ; la première agence, de 1946.
Le programme court sur 10 ans et 2 phases ; 3 salariés sur 4 habitent à moins de 30 km.
Sur 10 hectares, 7 sont pollués ; la note de 14 sur 20 n’engage que son auteur.
Le groupe exploite 12 agences d’intérim et 85 agences bancaires.
Les agences de 3 régions se sont réunies deux fois en 2017 ; chaque agence y envoie 2 élus.
Le 2 mars 2026, agences et fédération se retrouvent à Lille.
Le coefficient est de 2,5 pour 1 000 habitants ; le numéro 7 de la revue, page 10, en parle.
Un tiers des entreprises et la moitié des emplois sont concernés.
Trois enjeux, deux leviers, une méthode : voilà le plan.
""".strip().split("\n")


@pytest.mark.parametrize(("text", "said"), COUNTS)
def test_a_count_of_agencies_typed_by_hand_is_found(text, said):
    assert typed(text) == [("numbers.typed", said)]


@pytest.mark.parametrize("text", NOT_COUNTS)
def test_other_numbers_years_dates_and_ordinals_are_left_alone(text):
    assert typed(text) == []


def test_a_share_of_agencies_typed_by_hand_is_found_in_digits_and_in_words():
    assert typed("70 % des agences, soixante-dix pour cent des répondants.") == [
        ("numbers.share_typed", "70 %"),
        ("numbers.share_typed", "soixante-dix pour cent"),
    ]


def test_half_of_the_agencies_or_none_of_them_is_a_count_too():
    assert typed("La moitié des agences refuse ; aucune agence ne se tait.") == [
        ("numbers.part_typed", "La moitié des agences"),
        ("numbers.part_typed", "aucune agence"),
    ]


def test_a_share_of_something_else_is_cited_or_its_reason_given():
    said = place("Ardennes Développement", "criteria_text", "25 %")
    cited = words("Un seuil de 25 %.", BlockKind.CLAIM)
    cited = type(cited)(**{**_fields(cited), "content": (*cited.content, SourceChip((said,)))})
    assert [
        typed("Un seuil de 87 % est évoqué.", BlockKind.CLAIM, justification="INSEE, 2016"),
        typed("Un seuil de 87 % est évoqué."),
        [one.check for one in run(ground(cited)) if one.check.family == "numbers"],
    ] == [[], [("numbers.share_prose", "87 %")], []]
    unknown = typed("Un seuil de 87 % est évoqué.", BlockKind.CLAIM)
    assert ("numbers.share_unknown", "87 %") in unknown


def _fields(block):
    return {name: getattr(block, name) for name in block.__slots__}


def test_rules_that_give_a_number_are_proposed_nearest_first_and_take_its_place():
    block = words("Sept agences sur dix jugent très fort l’enjeu des ressources humaines.", key="b")
    found = next(one for one in run(ground(block)) if one.check is Check.NUMBER_TYPED)
    assert len(found.fixes) == 3
    chip = found.fixes[0].pieces[0]
    assert chip == FigureChip("likert:needs_likert.hr>=very_high", FigureForm.OF)
    assert mended(block, found.fixes[0]).content == (
        chip,
        Words(" jugent très fort l’enjeu des ressources humaines."),
    )


def test_a_rule_that_cannot_be_read_or_counts_too_few_is_told():
    blocks = (
        _figure("a", "answer:nowhere=x"),
        _figure("b", 'answer:gov_local=region @region="Île-de-France"'),
        _figure("c", "answer:gov_local=region", FigureForm.SHARE),
    )
    found = [(one.check.value, one.block) for one in run(ground(*blocks)) if one.block]
    assert found == [
        ("numbers.rule_wrong", "a"),
        ("consent.withheld", "b"),
        ("numbers.share_small", "c"),
    ]


def _figure(key, rule, form=FigureForm.OF):
    block = words("Voici :", BlockKind.CLAIM, key)
    return type(block)(**{**_fields(block), "content": (FigureChip(rule, form),)})


def test_numbers_in_words_are_worth_what_they_say():
    said = ["sept", "soixante et onze", "quatre-vingt-dix-sept", "vingt et une", "1\u202f248", "x"]
    assert [value(one, "fr") for one in said] == [7, 71, 97, 21, 1248, None]
    assert [value(one, "en") for one in ("seven", "twenty-one", "a hundred")] == [7, 21, 100]


def test_a_number_set_in_bold_is_read_with_the_words_after_it():
    claim = words("", BlockKind.CLAIM, justification="constat")
    bold = replace(claim, content=(Words("7", strong=True), Words(" agences sur 10 le disent.")))
    (found,) = (one for one in run(ground(bold)) if one.check is Check.NUMBER_TYPED)
    assert (found.words, found.fixes) == ("7 agences sur 10", ())
