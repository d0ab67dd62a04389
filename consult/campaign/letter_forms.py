"""What staff type to word letters, and the words of the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields import EmailField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from consult.calls.forms import REQUIRED, SelectField
from consult.campaign import queries
from consult.campaign.shelving import HELD, LOST
from consult.campaign.wording import (
    LONGEST,
    LONGEST_SUBJECT,
    Field,
    Kind,
    Problem,
    Text,
    Wrong,
    problems,
)
from consult.contributions import correspondence, letters
from consult.contributions.changing_letters import CHANGED
from consult.contributions.declarations import JOINING
from consult.contributions.team import colleague_letters, hands
from consult.contributions.team.behalf_letters import TO_CONFIRM
from consult.post import UNREACHABLE, LetterState, is_address
from consult.post.outbox import NO_ADDRESS
from consult.web.links import LINK_MARK

WORDING_WORDS = {
    Kind.INVITATION: _l("Invitation"),
    Kind.REMINDER: _l("Reminder – nothing begun"),
    Kind.REMINDER_DRAFT: _l("Reminder – draft not sent"),
    Kind.REMINDER_SIGNATURE: _l("Reminder – signature awaited"),
    Kind.EXTENSION: _l("New deadline"),
    Kind.THANKS: _l("Thanks, once closed"),
}
FIELD_WORDS = {
    Field.AGENCY: _l("the name of the agency"),
    Field.ACRONYM: _l("its acronym"),
    Field.LINK: _l("its personal link"),
    Field.DEADLINE: _l("its deadline, in full"),
    Field.DAY: _l("the day of its deadline, in short"),
    Field.TITLE: _l("the title of the call"),
    Field.COMMISSIONER: _l("who is asking"),
    Field.HEARING: _l("the date and place of the hearing"),
    Field.PROGRESS: _l("how much of its draft is filled in"),
    Field.FEDERATION: _l("the name of the federation"),
}
STATE_WORDS: dict[str, Any] = {
    LetterState.PLANNED: _l("waiting to leave"),
    HELD: _l("held back"),
    LetterState.SENDING: _l("leaving"),
    LetterState.SENT: _l("left"),
    LetterState.FAILED: _l("could not leave"),
    LetterState.BOUNCED: _l("came back"),
    LOST: _l("did not arrive and was not sent again"),
    LetterState.CANCELLED: _l("cancelled"),
}
LETTER_WORDS = {
    queries.INVITATION: _l("invitation"),
    queries.REMINDER: _l("reminder"),
    queries.EXTENSION: _l("new deadline"),
    queries.CLOSED_EARLY: _l("closed early"),
    queries.REOPENED: _l("open again"),
    queries.THANKS: _l("thanks"),
    queries.TRIAL: _l("trial"),
    letters.RECEIPT: _l("receipt"),
    letters.INFECTED: _l("file set aside"),
    hands.COLLEAGUE_LETTER: _l("to a colleague"),
    colleague_letters.TO_SIGN: _l("to sign"),
    colleague_letters.RETURNED: _l("sent back by the signatory"),
    colleague_letters.ADDRESS: _l("new address"),
    colleague_letters.WITHDRAWN: _l("contribution withdrawn"),
    correspondence.CONSENT: _l("change of consent"),
    correspondence.JOINED: _l("answer to a wish to join"),
    correspondence.READ_BACK: _l("words to read again"),
    JOINING: _l("wish to join"),
    TO_CONFIRM: _l("typed for the agency, to be confirmed"),
    CHANGED: _l("change of the questionnaire"),
}
"""Every letter about a call, by its kind."""
IN_FRENCH = "{lien}"


def error_words(error: str) -> str:
    """Why a letter did not leave, for people: what the server said stays as it said it."""
    if error == NO_ADDRESS:
        return str(_("This is not an e-mail address."))
    if error.startswith(UNREACHABLE):
        return str(_("The mail server does not answer."))
    if error[:3].isdecimal():
        return str(_("The mail server answered: “%(words)s”", words=error))
    return str(_("The letter could not leave: %(words)s", words=error)) if error else ""


def problem_words(problem: Problem) -> str:
    """What is wrong with words that were typed, and what to do."""
    sentences = {
        Wrong.UNKNOWN: _(
            "“%(name)s” is not a field: choose one of the list, or take the braces away.",
            name="{" + problem.name + "}",
        ),
        Wrong.NO_LINK: _(
            "Write %(link)s where the personal link is to stand: without it, nobody can answer.",
            link=IN_FRENCH,
        ),
        Wrong.LINK_IN_SUBJECT: _("The personal link is a secret: it cannot stand in a subject."),
        Wrong.EMPTY: _("Write something here."),
        Wrong.TOO_LONG: _("This is too long."),
    }
    return str(sentences[problem.wrong])


class WordsForm(FlaskForm):
    """The subject and the body of one kind of letter, with their fields."""

    subject = StringField(_l("Subject line"))
    body = TextAreaField(_l("Letter"), render_kw={"rows": 22})

    def said(self, kind: Kind) -> Text | None:
        """The words typed, or None with what is wrong said beside them."""
        text = Text((self.subject.data or "").strip(), (self.body.data or "").strip() + "\n")
        found = problems(kind, text)
        told(self.subject, (one for one in found if one.in_subject))
        told(self.body, (one for one in found if not one.in_subject))
        return None if found or not self.validate() else text


def told(field: Any, found: Iterable[Problem]) -> None:
    """Say each problem beside its field."""
    field.errors = [problem_words(one) for one in found]


class PostForm(FlaskForm):
    """Who reads the answers to the letters of a call, and what goes with its invitations."""

    reply_to = EmailField(
        _l("Answers go to"),
        validators=[Optional()],
        description=_l("The address to which an agency writes when it replies to a letter."),
        render_kw={"autocomplete": "email"},
    )
    form_enclosed = SelectField(_l("The blank questionnaire joined to the invitation"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_enclosed.choices = [
            SelectChoice("pdf", str(_l("as a fillable PDF"))),
            SelectChoice("docx", str(_l("as a Word document"))),
            SelectChoice("", str(_l("none: the links in the letter are enough"))),
        ]

    def validate_reply_to(self, field: Any) -> None:
        """One address, and nothing else."""
        if not is_address(field.data or ""):
            raise ValidationError(_("Write one e-mail address, such as contact@federation.fr."))


class LetterForm(FlaskForm):
    """One letter before it leaves; its link stands as a field."""

    subject = StringField(
        _l("Subject line"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_SUBJECT)]
    )
    body = TextAreaField(
        _l("Letter"),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST)],
        render_kw={"rows": 20},
    )

    @staticmethod
    def shown(body: str) -> str:
        """The body with a field where its link will stand."""
        return body.replace(LINK_MARK, IN_FRENCH)

    @property
    def kept(self) -> str:
        """The body as the outbox keeps it; only our own mark becomes a link."""
        typed = (self.body.data or "").replace("⟦", "[").replace("⟧", "]").replace("\r\n", "\n")
        marked = typed.replace(IN_FRENCH, LINK_MARK).replace("{link}", LINK_MARK)
        return marked.strip("\n") + "\n"
