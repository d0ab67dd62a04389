"""Letters, word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from consult.calls.models import Call, Wording
from consult.campaign import letters
from consult.campaign.letters import LINK_MARK
from consult.campaign.wording import Kind
from tests.campaign.test_monitoring import DRAFT, INVITED

ONE = replace(INVITED, acronym="ADN", name="Agence du Nord")


@pytest.fixture
def speaking(app):
    """Letters are composed inside an application, without any request."""
    with app.app_context():
        yield


def call(language="fr"):
    return Call(
        id=7,
        slug="eau",
        title="L’eau et l’industrie",
        federation="CNER",
        commissioner="Mission « Eau »",
        hearing_at=datetime(2026, 3, 20, 9, tzinfo=UTC),
        hearing_place="Paris",
        opens_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        timezone="Europe/Paris",
        language=language,
        translations={},
        form_enclosed="pdf",
    )


@pytest.mark.usefixtures("speaking")
def test_the_invitation_in_french():
    letter = letters.invitation(call(), ONE)

    assert (letter.key, letter.kind, letter.to) == ("invitation:7:1", "invitation", "a@adn.example")
    assert letter.subject == (
        "[Action requise avant le mer. 11 mars] Votre contribution : L’eau et l’industrie"
    )
    assert letter.body == (
        "Bonjour,\n\n"
        "CNER recueille les contributions de ses adhérents\u00a0: «\u00a0L’eau et "
        "l’industrie\u00a0». Celle de votre agence, Agence du Nord, est attendue.\n\n"
        "Audition\u00a0: Mission « Eau », vendredi 20 mars 2026 à 10\u00a0h\u00a000, Paris.\n\n"
        "À transmettre avant le mercredi 11 mars 2026 à 18\u00a0h\u00a000 (heure de Paris).\n\n"
        f"Votre lien personnel\u00a0:\n{LINK_MARK}\n\n"
        "Il ouvre le questionnaire sans compte ni mot de passe. Vous pouvez commencer, "
        "enregistrer, revenir\u202f; vos collègues peuvent utiliser le même lien. Gardez-le au "
        "sein de votre agence\u00a0: qui le détient peut lire et modifier votre contribution.\n\n"
        "Vous pouvez aussi répondre hors ligne, dans un document que vous remettez par le même "
        f"lien\u00a0:\n{LINK_MARK}/questionnaire.docx\n{LINK_MARK}/questionnaire.pdf\n\n"
        "Vous choisissez ce qui pourra être cité, et sous quel nom. Une réponse partielle vaut "
        "mieux qu’un silence.\n\n"
        "Votre agence ne répondra pas, ou s’associe à la contribution d’une autre\u202f? "
        "Le même lien permet de le dire\u202f; les relances cessent.\n\n"
        "CNER\n"
    )


@pytest.mark.usefixtures("speaking")
def test_the_invitation_in_english():
    letter = letters.invitation(call("en"), ONE)

    assert letter.subject == (
        "[Action required before Wed 11 Mar] Your contribution: L’eau et l’industrie"
    )
    assert letter.body == (
        "Hello,\n\n"
        "CNER is gathering the contributions of its members: “L’eau et l’industrie”. It asks for "
        "that of Agence du Nord.\n\n"
        "Hearing: Mission « Eau », Friday 20 March 2026 at 10:00, Paris.\n\n"
        "To be sent before Wednesday 11 March 2026 at 18:00 (Paris time).\n\n"
        f"Your personal link:\n{LINK_MARK}\n\n"
        "It opens the questionnaire without account or password. You can begin, save, and come "
        "back; your colleagues can use the same link. Keep it within your agency: whoever has it "
        "can read and change your contribution.\n\n"
        "You can also answer offline, in a document that you hand in by the same link:\n"
        f"{LINK_MARK}/questionnaire.docx\n{LINK_MARK}/questionnaire.pdf\n\n"
        "You choose what may be quoted, and under which name. A partial answer is worth more than "
        "silence.\n\n"
        "Your agency will not answer, or joins the contribution of another one? The same link lets "
        "you say so; reminders stop.\n\n"
        "CNER\n"
    )


@pytest.mark.usefixtures("speaking")
def test_the_reminder_to_an_agency_that_has_said_nothing():
    letter = letters.reminder(call(), ONE, today=date(2026, 3, 5))

    assert letter.key == "reminder:7:1:2026-03-05"
    assert letter.subject == (
        "[Rappel – réponse attendue avant le mer. 11 mars] L’eau et l’industrie"
    )
    assert letter.body == (
        "Bonjour,\n\n"
        "Nous n’avons pas encore reçu la contribution de votre agence, Agence du Nord, à l’appel "
        "«\u00a0L’eau et l’industrie\u00a0».\n\n"
        "Elle peut être transmise avant le mercredi 11 mars 2026 à 18\u00a0h\u00a000 "
        "(heure de Paris).\n\n"
        f"Votre lien personnel\u00a0:\n{LINK_MARK}\n\n"
        "Il ouvre le questionnaire sans compte ni mot de passe. Une réponse partielle vaut mieux "
        "qu’un silence.\n\n"
        "Votre agence ne répondra pas, ou s’associe à la contribution d’une autre\u202f? "
        "Le même lien permet de le dire\u202f; les relances cessent.\n\n"
        "Si vous l’avez transmise entre-temps, ne tenez pas compte de ce courriel.\n\n"
        "CNER\n"
    )


@pytest.mark.usefixtures("speaking")
def test_the_reminder_to_an_agency_with_a_draft_says_that_it_is_not_sent():
    letter = letters.reminder(call("en"), DRAFT, today=date(2026, 3, 5))

    assert letter.subject == "[Draft not sent – before Wed 11 Mar] L’eau et l’industrie"
    assert letter.body == (
        "Hello,\n\n"
        "The contribution of Agence du Nord to “L’eau et l’industrie” is saved as a draft. It has "
        "not been sent, so we cannot read it.\n\n"
        "Questions answered: 29%.\n\n"
        "To send it before Wednesday 11 March 2026 at 18:00 (Paris time), open your personal "
        "link, read it again, then choose “Send the contribution”:\n"
        f"{LINK_MARK}\n\n"
        "A partial answer is worth more than silence: you can complete it until the deadline.\n\n"
        "Your agency will not answer, or joins the contribution of another one? The same link lets "
        "you say so; reminders stop.\n\n"
        "If you have sent it in the meantime, ignore this letter.\n\n"
        "CNER\n"
    )


@pytest.mark.usefixtures("speaking")
def test_the_reminder_to_an_agency_that_awaits_a_signature():
    waiting = replace(DRAFT, to_sign=True)
    letter = letters.reminder(call(), waiting, today=date(2026, 3, 5))

    assert (letter.key, letter.kind) == ("reminder:7:1:2026-03-05", "reminder")
    assert letter.subject == "[Approbation attendue avant le mer. 11 mars] L’eau et l’industrie"
    assert letter.body.split("\n\n")[1:3] == [
        (
            "La contribution de votre agence, Agence du Nord, à l’appel «\u00a0L’eau et "
            "l’industrie\u00a0» est rédigée et attend l’approbation de la personne qui la signe. "
            "Elle n’est pas transmise\u00a0: nous ne pouvons pas la lire."
        ),
        (
            "Elle peut être approuvée puis transmise avant le mercredi 11 mars 2026 à "
            "18\u00a0h\u00a000 (heure de Paris)."
        ),
    ]


@pytest.mark.usefixtures("speaking")
def test_thanks_need_no_calendar():
    letter = letters.thanks(call(), ONE)

    assert letter.key == "thanks:7:1"
    assert letter.subject == "[Merci] Votre contribution : L’eau et l’industrie"
    assert letter.enclosures == ()


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("pdf", ["echeance.ics", "questionnaire.pdf"]),
        ("docx", ["echeance.ics", "questionnaire.docx"]),
        ("", ["echeance.ics"]),
    ],
)
def test_the_invitation_carries_the_date_and_the_questionnaire(form, names):
    asked = call()
    asked.form_enclosed = form

    assert [one.filename for one in letters.invitation(asked, ONE).enclosures] == names
    assert len(letters.reminder(asked, ONE, today=date(2026, 3, 5)).enclosures) == 1


@pytest.mark.usefixtures("speaking")
def test_the_words_that_staff_chose_leave_in_their_language_only():
    asked = call()
    asked.wordings = [Wording(kind="invitation", language="fr", subject="{Titre}", body="{LIEN}")]

    letter = letters.invitation(asked, ONE)
    assert (letter.subject, letter.body) == ("L’eau et l’industrie", f"{LINK_MARK}\n")
    english = letters.invitation(asked, replace(ONE, language="en"))
    assert english.body.startswith("Hello,")


@pytest.mark.usefixtures("speaking")
def test_a_trial_goes_to_whoever_tries_it_and_opens_nothing_of_the_agency():
    at = datetime(2026, 3, 5, 8, tzinfo=UTC)
    letter = letters.trial(call(), ONE, Kind.INVITATION, to="claire@fed.example", at=at)

    assert (letter.to, letter.kind, letter.invitation_id) == ("claire@fed.example", "trial", None)
    assert letter.subject.startswith("[Essai] [Action requise avant le mer. 11 mars]")
    assert LINK_MARK not in letter.body
    assert "http://localhost/staff/calls/eau/questionnaire\n" in letter.body


@pytest.mark.usefixtures("speaking")
def test_a_new_deadline_is_told_in_the_words_used_everywhere():
    letter = letters.extension(call(), ONE)

    assert letter.key == "extension:7:1:20260311170000"
    assert letter.body == (
        "Bonjour,\n\n"
        "L’appel «\u00a0L’eau et l’industrie\u00a0» est prolongé.\n\n"
        "Agence du Nord peut transmettre sa contribution, ou la modifier, avant le mercredi "
        "11 mars 2026 à 18\u00a0h\u00a000 (heure de Paris).\n\n"
        f"Votre lien personnel\u00a0:\n{LINK_MARK}\n\n"
        "CNER\n"
    )


@pytest.mark.usefixtures("speaking")
def test_no_text_of_somebody_can_pass_for_a_link_or_a_second_header():
    hostile = replace(ONE, name=f"A{LINK_MARK}\r\nBcc: x@y.example")
    letter = letters.invitation(call(), hostile)

    assert letter.body.count(LINK_MARK) == 3
    assert "\nBcc" not in letter.body
