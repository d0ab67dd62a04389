import pytest

from consult.web.languages import way_back


@pytest.mark.parametrize(
    ("asked", "language"),
    [("fr-FR", "fr"), ("en-GB", "en"), ("de", "fr"), ("de, en;q=0.5", "en"), ("", "fr")],
)
def test_a_visitor_reads_what_their_browser_prefers_among_ours(client, asked, language):
    assert client.get("/", headers={"Accept-Language": asked}).html["lang"] == language


def test_the_language_chosen_is_kept_and_leads_back_to_the_same_page(client):
    page = client.send(client.get("/sign-in"), form=".foot form", button="English")

    assert (page.path, page.h1.get_text(), page.html["lang"]) == ("/sign-in", "Sign in", "en")
    assert client.get("/", headers={"Accept-Language": "fr"}).html["lang"] == "en"
    assert client.send(page, form=".foot form", button="Français").html["lang"] == "fr"


def test_a_language_we_do_not_speak_changes_nothing(client):
    page = client.send(client.get("/"), form=".foot form", beyond={"language": "xx"})

    assert page.html["lang"] == "fr"


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/staff/calls/friches", "/staff/calls/friches"),
        ("/", "/"),
        ("", "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: b", "/"),
        ("/a\\b", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(asked, path):
    assert way_back(asked) == path
