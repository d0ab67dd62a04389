"""The page of an agency opens whatever is written in its acronym."""

from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import Map, Rule

from consult.web.segments import Acronym
from tests import office

ADDRESSES = Map(
    [Rule("/of/<acronym:who>", endpoint="of"), Rule("/of/<acronym:who>/team", endpoint="team")],
    converters={"acronym": Acronym},
).bind("here")


@given(
    st.text(min_size=1, max_size=12) | st.sampled_from([".", "..", "A/B", "a~2Fb", "/team", "~"])
)
def test_an_acronym_comes_back_from_its_address_once_a_server_decoded_it(who):
    for endpoint in ("of", "team"):
        path = ADDRESSES.build(endpoint, {"who": who})

        assert not {".", ".."} & set(path.split("/"))
        assert ADDRESSES.match(unquote(path)) == (endpoint, {"who": who})


def test_the_list_of_agencies_leads_to_the_page_of_one_that_was_renamed_and_has_a_slash(
    client, session
):
    call = office.call(session, audience=1)
    invitation = call.invitations[0]
    invitation.acronym, invitation.agency.acronym, invitation.agency.key = "ADT/CRT", "B", "b"
    session.commit()
    office.sign_in(client, session)

    page = client.get(f"/staff/calls/{call.slug}")
    links = {a["href"] for a in page.select("main a[href*='/contributions/']")}

    assert links
    assert all("ADT/CRT" in client.get(link).words for link in links)
