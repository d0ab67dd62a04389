"""A small call, what two agencies answered, and people who code it."""

from __future__ import annotations

from sqlalchemy import select

from consult.accounts.models import Role, User
from consult.analysis.code_book import editing as code_book
from consult.analysis.code_book.editing import By, Facts
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.calls.models import Call, Question
from consult.contributions.models import Version
from tests import office
from tests.office import AT

TEXT = "Des délais longs, des terrains chers, des aides rares et des délais encore."


class World:
    """Two questions, two replies of the same text, Léa who codes."""

    def __init__(self, session):
        self.session = session
        self.call: Call = office.call(session, audience=2)
        for invitation in self.call.invitations:
            office.contribution(session, invitation, needs=TEXT)
        self.lea = self.person(f"lea.{self.call.slug}@example.org")
        self.needs = self.question("needs")
        self.scale = self.question("scale")

    def person(self, email):
        user = User(email=email, name="", role=Role.MANAGER, created_at=AT)
        self.session.add(user)
        self.session.flush()
        return user

    def question(self, key):
        return self.session.scalars(
            select(Question).where(Question.call_id == self.call.id, Question.key == key)
        ).one()

    def by(self, user=None):
        return By(self.call, user or self.lea, AT)

    def theme(self, label, question=None, **facts) -> Theme:
        """A theme of the question of needs, unless told `question=""`, of every question."""
        of = None if question == "" else question or self.needs
        return code_book.add(self.session, by=self.by(), question=of, facts=Facts(label, **facts))

    def versions(self):
        return self.session.scalars(select(Version).order_by(Version.id)).all()

    def excerpt(self, start=0, end=10, agency=0, question=None) -> Excerpt:
        made = Excerpt(
            version=self.versions()[agency],
            question=question or self.needs,
            start=start,
            end=end,
            confidential=False,
            position=0,
            codings=[],
        )
        self.session.add(made)
        self.session.flush()
        return made

    def code(self, theme, excerpt=None, user=None, stance=None, comment="") -> Coding:
        """One coding that nobody could undo: it was there before."""
        made = Coding(theme=theme, stance=stance, origin=Origin.HUMAN, coded_at=AT)
        made.user, made.comment = user or self.lea, comment
        there = excerpt or self.excerpt()
        there.codings.append(made)
        self.session.flush()
        return made

    def rows(self):
        """The whole code book and all codings, as plain values."""
        self.session.flush()
        return {
            model.__tablename__: sorted(
                (tuple(row) for row in self.session.execute(select(model.__table__))), key=repr
            )
            for model in (Theme, Excerpt, Coding)
        }
