"""A rule in words, and what is wrong with it, in French."""

from __future__ import annotations

import pytest
from flask_babel import force_locale, gettext

from consult.analysis.figures.rule_tree import SENTENCES, Fault
from consult.analysis.figures.rule_words import told, wrong
from consult.analysis.figures.rules import RuleError, parse, resolve
from tests.analysis.reference import territoires


@pytest.fixture
def french(app):
    with app.test_request_context(), force_locale("fr"):
        yield


@pytest.fixture(params=["sqlite"])
def database_url(request, tmp_path):
    """No table is read: one engine is enough."""
    return f"sqlite:///{tmp_path}/none.db"


def plain(text):
    """With ordinary spaces."""
    return " ".join(text.replace("\u202f", " ").split())


def fault(text):
    with pytest.raises(RuleError) as refused:
        resolve(text, territoires())
    return wrong(refused.value, text)


CASES = {
    "answered and": (
        "answered and",
        "Une règle est attendue ici, par exemple « answered » ou « answer:question=option ».",
    ),
    "answered and anwser:gov_local=agency": (
        "answered and ",
        (
            "Aucune règle ne commence par « anwser » ; elles commencent par : answered, answer,"
            " likert, first, answered_question, items, theme."
        ),
    ),
    "(answered": ("", "Cette parenthèse n’est jamais refermée."),
    "answered @level": ("answered @level", "« = » est attendu ici."),
    "answer:gov_local=mayor": (
        "",
        (
            "« gov_local » n’a pas d’option « mayor » ; elle propose : region, intercommunality,"
            " agency, state, duo."
        ),
    ),
    "answer:needs_text=x": (
        "",
        (
            "La question « needs_text » est de type texte long : « answer » demande un choix,"
            " plusieurs choix."
        ),
    ),
    "answered:level=communale": (
        "",
        (
            "Aucune agence consultée ne répond à « niveau=communale » ; les valeurs connues sont :"
            " locale, régionale, départementale."
        ),
    ),
}


@pytest.mark.parametrize("text", CASES)
def test_a_fault_is_a_french_sentence_with_its_place(french, text):
    before, sentence = CASES[text]
    found = fault(text)

    assert (found.before, plain(found.sentence)) == (before, sentence)
    assert (found.before + found.at, found.place) == (text, len(before) + 1)


def test_every_fault_has_french_words(french):
    assert [kind for kind in Fault if gettext(SENTENCES[kind]) == SENTENCES[kind]] == []


SAID = {
    "answered": "ont transmis une contribution",
    "answer:gov_local=region": (
        "ont choisi « La Région » à « Qui devrait piloter l’action au niveau local ? »"
    ),
    "likert:needs_likert.hr>=high": (
        "ont jugé « Ressources humaines et compétences » au moins « Fort » en réponse à « Quel est"
        " le niveau d’enjeu de chacun de ces sujets dans votre territoire ? »"
    ),
    "first:needs_ranking=hr": (
        "ont placé « Ressources humaines et compétences » en tête à « Classez ces sujets, du plus"
        " urgent au moins urgent »"
    ),
    "theme:criteria_text/project:oppose": (
        "prennent position sur « Projet partagé par élus et industriels » : contre"
    ),
    "answered and not answered_question:practices": (
        "ont transmis une contribution, sauf celles qui ont répondu à « Bonnes pratiques »"
    ),
    "not (answered or answered)": (
        "ne sont pas de celles qui ont transmis une contribution, ou ont transmis une contribution"
    ),
    "answer:gov_national=other": (
        "ont choisi « Autre » à « Qui devrait porter l’action au niveau national ? »"
    ),
    "answered:level=locale": "ont transmis une contribution (niveau : locale)",
    "items:practices": "donnés à « Bonnes pratiques »",
}


@pytest.mark.parametrize("rule", SAID)
def test_a_rule_is_told_in_french(french, rule):
    assert plain(told(parse(rule), territoires())) == SAID[rule]
