import re

from consult.contributions.consent import Attribution
from consult.contributions.freezing import content_of, digest_of, stem_of
from tests.contributions.world import EVERYTHING


def content(values, **changed):
    said = {"confidential": (), "attribution": None, "quote_permission": None} | changed
    return content_of(EVERYTHING, values=values, **said)


def test_answers_stand_in_the_order_asked_and_without_those_not_put():
    frozen = content({"text": "b", "team": "a", "share": 3, "scale": "town"})
    assert list(frozen["answers"].items()) == [("team", "a"), ("scale", "town"), ("text", "b")]


def test_only_what_is_answered_can_be_confidential():
    frozen = content({"team": "a"}, confidential={"team", "text"})
    assert frozen["confidential"] == ["team"]


def test_the_digest_follows_the_content_and_the_consent():
    same = (
        digest_of(content({"team": "a", "text": "b"})),
        digest_of(content({"text": "b", "team": "a"})),
    )
    other = digest_of(content({"team": "a", "text": "b"}, attribution=Attribution.NAMED))
    assert (same[0] == same[1], same[0] == other) == (True, False)


def test_a_reference_reads_aloud_without_doubt():
    stems = {stem_of("territoires-industrie-2018", f"id{rank}") for rank in range(500)}
    assert all(re.fullmatch("TI18-[2-9A-HJKMNP-TV-Z]{4}", stem) for stem in stems)


def test_another_attempt_draws_other_signs():
    assert len({stem_of("call", "id", attempt=attempt) for attempt in range(10)}) == 10


def test_a_call_without_a_name_still_has_a_reference():
    assert stem_of("2026", "id").startswith("C26-")
