"""Two agencies with the same answer, Léa who codes, and themes: what tests of counting need."""

from __future__ import annotations

from sqlalchemy import select

from consult.accounts.models import Role, User
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.calls.models import Question
from consult.contributions.models import Version
from tests import office
from tests.office import AT

TEXT = "Des délais longs, des terrains chers, des aides rares et des délais encore."


class World:
    """One call; passages are characters of the answers of its agencies."""

    def __init__(self, session, audience=2):
        self.session = session
        self.call = office.call(session, audience=audience)
        for invitation in self.call.invitations:
            office.contribution(session, invitation, needs=TEXT)
        self.lea = self.person("lea@example.org")
        self.needs = session.scalars(
            select(Question).where(Question.call_id == self.call.id, Question.key == "needs")
        ).one()
        self.themes = 0

    def person(self, email):
        user = User(email=email, name="", role=Role.MANAGER, created_at=AT)
        self.session.add(user)
        self.session.flush()
        return user

    def theme(self, key, label, *, claim="", everywhere=False):
        self.themes += 1
        made = Theme(
            call=self.call,
            question=None if everywhere else self.needs,
            key=key,
            position=self.themes,
            label=label,
            claim=claim,
            description="",
            colour=1,
        )
        self.session.add(made)
        self.session.flush()
        return made

    def excerpt(self, start=0, end=10, agency=0):
        versions = self.session.scalars(select(Version).order_by(Version.id)).all()
        made = Excerpt(
            version=versions[agency],
            question=self.needs,
            start=start,
            end=end,
            confidential=False,
            position=0,
            codings=[],
        )
        self.session.add(made)
        self.session.flush()
        return made

    def code(self, theme, excerpt=None, user=None, stance=None):
        made = Coding(theme=theme, stance=stance, origin=Origin.HUMAN, coded_at=AT)
        made.user = user or self.lea
        there = excerpt or self.excerpt()
        there.codings.append(made)
        self.session.flush()
        return made
