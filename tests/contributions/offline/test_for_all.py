"""The blank questionnaire that goes with every invitation belongs to no agency, and to each."""

from __future__ import annotations

import pytest

from consult.contributions.offline import blank, word
from consult.contributions.offline.apart import found_in
from consult.contributions.offline.expecting import known_of
from consult.contributions.offline.marks import Identity
from consult.contributions.offline.sentences import origin_words
from consult.contributions.offline.sheet import sheet_for_all, speaking
from tests import office

OURS = Identity("eau", "ADN", "f1")


@pytest.mark.parametrize(
    ("theirs", "good"),
    [
        (Identity("eau", "*", "f1"), True),
        (Identity("eau", "ADN", "f1"), True),
        (Identity("eau", "ABC", "f1"), False),
        (Identity("air", "*", "f1"), False),
    ],
)
def test_it_may_be_handed_in_for_any_agency_of_its_call(theirs, good):
    assert theirs.is_for(OURS) is good


def test_one_from_before_a_change_of_the_questionnaire_says_so(app):
    with app.test_request_context():
        (said,) = origin_words(Identity("eau", "*", "f0"), OURS)
    assert "questionnaire" in said


@pytest.mark.parametrize(("make", "kind"), [(blank.as_pdf, "pdf"), (word.as_word, "word")])
def test_it_is_read_back_as_that_of_its_call(app, session, make, kind):
    call = office.call(session, audience=1)
    with app.test_request_context(), speaking("fr"):
        sheet = sheet_for_all(call, language="fr")
        content = make(sheet)
        found = found_in(content, known_of([sheet]))

    identity = Identity.read(found.identity)
    assert found.kind == kind
    assert (identity.call, identity.agency) == (call.slug, "*")
