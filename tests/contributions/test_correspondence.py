"""Letters about consent and declarations, word for word."""

import pytest

from consult.contributions import correspondence, declarations
from consult.contributions.consent import Attribution, QuotePermission
from consult.contributions.models import ConsentChange
from consult.web.links import LINK_MARK
from tests.contributions.world import DURING, call_of, invited

ACCEPTED = (
    "Agency XYZ accepte que vous vous associiez à sa contribution à l’appel «\u00a0Autumn "
    "hearing\u00a0».\n\n"
    "Vous êtes comptés à part des agences qui ont écrit, et ne recevez pas de relance.\n\n"
)
REFUSED = (
    "Agency XYZ préfère répondre seule à l’appel «\u00a0Autumn hearing\u00a0».\n\n"
    "Jusqu’au vendredi 27 mars 2026 à 18\u00a0h\u00a000 (heure de Paris), vous pouvez "
    "répondre vous-mêmes, ou vous associer à une autre agence, par votre lien personnel.\n\n"
)


@pytest.fixture
def call(app, session):
    with app.app_context():
        yield call_of(session, language="fr")


@pytest.fixture
def pair(session, call):
    return invited(session, call, "ABC"), invited(session, call, "XYZ")


def test_the_letter_that_confirms_a_choice(session, pair):
    changed = ConsentChange(
        id=7,
        attribution=Attribution.ANONYMOUS,
        quote_permission=QuotePermission.REFUSED,
        confidential=["a", "b"],
        at=DURING,
    )
    letters = correspondence.consent_changed(
        ["a@abc.example", "not an address"], invitation=pair[0], changed=changed
    )
    (letter,) = letters
    assert (letter.key, letter.subject) == (
        f"consent:{pair[0].call.id}:7:a@abc.example",
        "Votre choix a changé\u00a0: Autumn hearing",
    )
    assert letter.body == (
        "Bonjour,\n\n"
        "Agency ABC a changé, le mardi 10 mars 2026 à 10\u00a0h\u00a032 (heure de Paris), ce qui "
        "peut être fait de sa contribution à l’appel «\u00a0Autumn hearing\u00a0».\n\n"
        "Attribution\u00a0: Anonyme\u00a0: l’agence est remerciée, aucun propos ne lui est "
        "rattaché\n"
        "Citation\u00a0: Refusée\n"
        "2 réponses gardées confidentielles\n\n"
        "Ce choix vaut pour toutes les notes encore à composer.\n\n"
        "Si ce n’était pas voulu, ouvrez votre lien personnel et choisissez de nouveau.\n\n"
        "The Federation\n"
    )


def test_the_letters_of_a_wish_to_join(session, pair):
    abc, xyz = pair
    asked = declarations.join(session, invitation=abc, to=xyz, named=True, at=DURING)
    (letter,) = correspondence.join_asked(["a@xyz.example"], joiner=abc, to=xyz, asked=asked)
    assert letter.key == (f"joining:{xyz.call_id}:{xyz.id}:0:{abc.id}:2026-03-10:a@xyz.example")
    assert letter.body == (
        "Bonjour,\n\n"
        "Agency ABC souhaite s’associer à la contribution de votre agence, Agency XYZ, à l’appel "
        "«\u00a0Autumn hearing\u00a0», plutôt que d’écrire la sienne.\n\n"
        "Il ne lui a pas été dit si vous avez répondu. Si vous acceptez, elle est comptée à part, "
        "et vos réponses restent les vôtres.\n\n"
        f"Pour accepter ou refuser, ouvrez votre lien personnel\u00a0:\n{LINK_MARK}\n\n"
        "The Federation\n"
    )

    for agreed, said in ((True, ACCEPTED), (False, REFUSED)):
        answered = declarations.answer(
            session, invitation=xyz, joiner=abc.public_id, agreed=agreed, at=DURING
        )
        (letter,) = correspondence.join_answered(
            ["a@abc.example"], joiner=abc, to=xyz, answered=answered
        )
        assert letter.body == f"Bonjour,\n\n{said}The Federation\n"
