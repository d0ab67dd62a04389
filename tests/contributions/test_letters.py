from datetime import UTC, datetime

import pytest

from consult.calls.models import Call, Invitation
from consult.contributions.letters import receipt
from consult.contributions.models import Version
from consult.directory.models import Agency

AT = datetime(2018, 10, 25, 14, 5, tzinfo=UTC)
CLOSES = datetime(2018, 10, 26, 16, tzinfo=UTC)

FRENCH = """\
Bonjour,

La contribution de l’agence Agence ABC à l’appel « Territoires » a bien été reçue.

Référence : T18-7F3K-1
Reçue le : jeudi 25 octobre 2018 à 16 h 05 (heure de Paris)
Empreinte : abcd abcd abcd abcd

Jusqu’au vendredi 26 octobre 2018 à 18 h 00 (heure de Paris), vous pouvez rouvrir votre lien \
personnel, modifier vos réponses et les transmettre de nouveau : la dernière version transmise \
est celle qui compte.

Votre lien personnel donne aussi accès à la page de cet accusé de réception, avec une copie de \
vos questions et réponses en PDF.

--\x20
CNER
"""

ENGLISH = """\
Hello,

The contribution of Agence ABC to “Territoires” has been received.

Reference: T18-7F3K-1
Received on: Thursday 25 October 2018 at 16:05 (Paris time)
Fingerprint: abcd abcd abcd abcd

Until Friday 26 October 2018 at 18:00 (Paris time) you may open your personal link again, change \
your answers and send them anew: the last version sent is the one that counts.

Your personal link also gives the page of this receipt, with a copy of your questions and answers \
as a PDF.

--\x20
CNER
"""


@pytest.fixture
def database_url():
    return "sqlite://"


def letter(app, language):
    call = Call(
        id=9,
        title="Territoires",
        timezone="Europe/Paris",
        language=language,
        federation="CNER",
        translations={},
        opens_at=AT,
        deadline_moves=0,
    )
    version = Version(reference="T18-7F3K-1", sent_at=AT, digest="abcd" * 16)
    invitation = Invitation(
        name="Agence\nABC",
        acronym="ABC",
        public_id="public",
        department="",
        region="",
        deadline_moves=0,
        agency=Agency(timezone=None),
        call=call,
    )
    with app.app_context():
        return receipt(
            to="a@abc.example", version=version, invitation=invitation, call=call, closes_at=CLOSES
        )


@pytest.mark.parametrize(
    ("language", "subject", "body"),
    [
        ("fr", "Contribution reçue : T18-7F3K-1", FRENCH),
        ("en", "Contribution received: T18-7F3K-1", ENGLISH),
    ],
)
def test_the_receipt_word_for_word(app, language, subject, body):
    written = letter(app, language)
    plain = written.body.replace("\u00a0", " ").replace("\u202f", " ")
    assert (written.subject.replace("\u00a0", " "), plain) == (subject, body)


def test_there_is_one_receipt_per_version_and_address(app):
    assert letter(app, "fr").key == letter(app, "en").key == "receipt:9:T18-7F3K-1:a@abc.example"
