"""P7: whoever saves, merges, restores or goes back, every saved text is in the history."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consult.contributions import queries, restoring, sending, service
from consult.contributions.histories import marked
from consult.contributions.team import hands, signing
from consult.contributions.texts.joining import joined
from consult.contributions.texts.merging import NOTHING, Said, merge
from consult.directory.models import ContactRole
from consult.errors import Invalid, StaleRevision
from tests.contributions.colleagues import colleague
from tests.contributions.world import DURING, EVERYTHING, call_of, invited

KEYS = ("team", "text", "sectors")
PEOPLE = st.sampled_from(["agency", "claire", "zoe"])
TEXTS = st.sampled_from(["", "a", "a b", "b c d", "c", "d e", "a b c"])
SECTORS = st.lists(st.sampled_from(["metal", "wood", "food"]), unique=True, max_size=2)


class Hands(RuleBasedStateMachine):
    """Three people with forms of different ages in one contribution.

    `texts` is what the machine saw acknowledged, answer by answer, in order; nothing else may
    ever stand in the draft, and everything of it must be in the history.
    """

    session = None
    world = iter(range(10_000))

    def __init__(self):
        super().__init__()
        self.at = DURING
        number = next(self.world)
        call = call_of(self.session, slug=f"call-{number}")
        self.invitation = invited(self.session, call, f"A{number}")
        self.people = {
            "agency": None,
            "claire": colleague(self.session, self.invitation, "Claire Morel"),
            "zoe": colleague(self.session, self.invitation, "Zoe Roy", ContactRole.SIGNATORY),
        }
        self.forms = dict.fromkeys(self.people, (0, {}))
        self.texts = {key: [NOTHING] for key in KEYS}
        self.sent = []
        self.tick()

    def tick(self):
        self.at += timedelta(seconds=7)
        self.session.flush()
        self.session.expire_all()
        self.draft = queries.whole(self.session, self.invitation.public_id, to_write=True)

    def said(self, key):
        return self.draft.said.get(key, NOTHING)

    def acknowledged(self, answers):
        for key in KEYS:
            if answers.get(key, NOTHING) != self.said(key):
                self.texts[key].append(answers.get(key, NOTHING))
        self.tick()

    def save(self, who, answers):
        service.save(
            self.session,
            draft=self.draft,
            answers=answers,
            expected_revision=self.draft.revision,
            at=self.at,
            by=self.people[who],
        )
        self.acknowledged(answers)

    @rule(who=PEOPLE)
    def open_the_form(self, who):
        self.forms[who] = (self.draft.revision, dict(self.draft.said))

    @rule(who=PEOPLE, team=TEXTS, text=TEXTS, sectors=SECTORS)
    def type_and_save(self, who, team, text, sectors):
        """What the view does: merge, save what is clean, ask about the rest."""
        _, seen = self.forms[who]
        mine = {
            "team": Said(team or None),
            "text": Said(text or None),
            "sectors": Said(sectors or None),
        }
        base = {key: seen.get(key, NOTHING).mark for key in KEYS}
        found = merge(list(KEYS), mine=mine, theirs=self.draft.said, base=base)
        before = {key: self.said(key) for key in KEYS}
        self.save(who, {**self.draft.said, **found.without((), self.draft.said).answers})
        for key in found.conflicts:
            assert self.said(key) == before[key], "a conflict overwrote"
            self.settle(who, key, base[key], mine[key])
        self.open_the_form(who)

    def settle(self, who, key, base_mark, mine):
        saves = hands.revisions(self.session, self.draft.contribution)
        base = marked(saves, key, base_mark)
        assert base is not None, "the base of a form is always in the history"
        question = EVERYTHING.by_key[key]
        both = joined(question, base=base, mine=mine, theirs=self.said(key))
        self.save(who, {**self.draft.said, key: both or mine})

    @rule(who=PEOPLE, text=TEXTS)
    def an_old_form_is_refused_by_the_service(self, who, text):
        revision, _ = self.forms[who]
        if revision != self.draft.revision:
            with pytest.raises(StaleRevision):
                service.save(
                    self.session,
                    draft=self.draft,
                    answers={"text": Said(text)},
                    expected_revision=revision,
                    at=self.at,
                    by=self.people[who],
                )

    @precondition(lambda self: self.draft.contribution is not None)
    @rule(who=PEOPLE, key=st.sampled_from(KEYS), rank=st.integers(0, 50))
    def put_an_answer_back(self, who, key, rank):
        saves = [
            one
            for one in hands.revisions(self.session, self.draft.contribution)
            if key in one.changes
        ]
        if not saves:
            return
        chosen = saves[rank % len(saves)]
        restoring.restore_answer(
            self.session,
            draft=self.draft,
            key=key,
            revision=chosen,
            expected_revision=self.draft.revision,
            at=self.at,
            by=self.people[who],
        )
        self.acknowledged({**self.draft.said, key: Said.remembered(chosen.changes[key])})

    @precondition(lambda self: self.draft.contribution is not None)
    @rule(who=PEOPLE)
    def send_it(self, who):
        try:
            version = sending.send(
                self.session,
                draft=self.draft,
                answers=self.draft.said,
                expected_revision=self.draft.revision,
                at=self.at,
                by=self.people[who],
            )
        except Invalid:
            return
        self.sent.append((version.number, version.digest))
        self.tick()

    @precondition(lambda self: self.draft.contribution is not None)
    @rule()
    def approve_it(self):
        try:
            version = signing.approve_and_send(
                self.session,
                draft=self.draft,
                expected_revision=self.draft.revision,
                by=self.people["zoe"],
                at=self.at,
            )
        except Invalid:
            return
        self.sent.append((version.number, version.digest))
        self.tick()
        assert hands.is_approved(self.session, self.draft.contribution)

    @precondition(lambda self: self.draft.versions)
    @rule(who=PEOPLE, rank=st.integers(0, 50))
    def go_back_to_a_version(self, who, rank):
        version = self.draft.versions[rank % len(self.draft.versions)]
        answers = {key: Said(value) for key, value in version.content["answers"].items()}
        restoring.restore(
            self.session,
            draft=self.draft,
            version=version,
            expected_revision=self.draft.revision,
            at=self.at,
            by=self.people[who],
        )
        self.acknowledged(answers)

    @invariant()
    def every_saved_text_is_in_the_history_in_order(self):
        saves = hands.revisions(self.session, self.draft.contribution)
        for key, texts in self.texts.items():
            kept = [Said.remembered(one.changes[key]) for one in saves if key in one.changes]
            assert kept == texts[1:], key
            assert self.said(key) == texts[-1], key

    @invariant()
    def the_history_has_no_hole(self):
        numbers = [one.number for one in hands.revisions(self.session, self.draft.contribution)]
        assert numbers == list(range(1, self.draft.revision + 1))

    @invariant()
    def what_was_sent_never_changes(self):
        kept = [(one.number, one.digest) for one in self.draft.versions]
        assert kept == list(dict.fromkeys(self.sent))


def test_three_people_never_erase_each_other(session):
    class Here(Hands):
        pass

    Here.session = session
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
