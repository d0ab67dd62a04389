"""Colleagues of one agency, each with a browser of their own."""

from __future__ import annotations

from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.contributions.models import Collaborator
from consult.directory.models import ContactRole
from tests.browser import Browser
from tests.contributions.world import OPENS, link_to

HERE = "/contribution/publicABC/"
FORM = "form.sheet"


def colleague(session, invitation, name="Claire Morel", role=ContactRole.DRAFTER):
    one = Collaborator(
        invitation_id=invitation.id,
        email=f"{name.split()[0].lower()}@abc.example",
        name=name,
        role=role,
        invited_at=OPENS,
        invited_by="",
        left_at=None,
    )
    session.add(one)
    session.flush()
    return one


def signatory(session, invitation, name="Anne Roy"):
    return colleague(session, invitation, name, ContactRole.SIGNATORY)


def browser_of(app, session, settle, one):
    """A browser that opened the link of a collaborator, or the agency's own of an invitation."""
    browser = Browser(app, settle)
    if isinstance(one, Collaborator):
        token = accounts.issue_link(
            session, purpose=Purpose.COLLABORATOR, subject_id=one.id, at=OPENS, expires_at=None
        )
    else:
        token = link_to(session, one)
    browser.get(f"/r/{token}")
    return browser


def write(browser, **answers):
    """Type answers into the form and save the draft."""
    page = browser.get(HERE)
    typed = {f"q.{key}": value for key, value in answers.items()}
    return browser.send(page, form=FORM, button="save", **typed)
