import pytest
from flask import abort
from sqlalchemy.exc import OperationalError

from consult import errors
from consult.web.errors import STATUS, way_back

TITLES = {
    400: ("Cette page est restée ouverte trop longtemps", "This page was open for too long"),
    403: ("Cette page n’est pas accessible à ce compte", "This page is not for this account"),
    404: ("Il n’y a rien à cette adresse", "There is nothing at this address"),
    405: ("Cette page ne s’utilise pas ainsi", "This page cannot be used that way"),
    409: ("Quelqu’un vous a devancé", "Somebody was faster"),
    410: ("Ce lien n’ouvre plus rien", "This link no longer opens anything"),
    413: ("Votre envoi est trop volumineux", "What you sent is too large"),
    422: ("Cela n’est pas possible", "This cannot be done"),
    429: ("Trop d’essais", "Too many attempts"),
    500: ("Une erreur est survenue de notre côté", "Something went wrong on our side"),
    503: ("Le service est momentanément indisponible", "The service is away for a moment"),
}


@pytest.fixture
def broken(app):
    """A page that fails the way the address says."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    kinds = {kind.__name__: kind for kind in STATUS}

    @app.get("/break/<how>")
    def break_(how):
        if how in kinds:
            raise kinds[how]
        if how == "database":
            raise OperationalError("SELECT 1", {}, Exception("gone"))
        if how == "bug":
            raise ZeroDivisionError
        abort(int(how))

    return app


@pytest.mark.parametrize("status", TITLES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_error_has_a_page_in_both_languages(broken, client, status, language):
    page = client.get(f"/break/{status}", status=status, headers={"Accept-Language": language})

    assert page.h1.get_text() == TITLES[status][["fr", "en"].index(language)]
    assert page.html["lang"] == language


@pytest.mark.parametrize("kind", STATUS, ids=lambda kind: kind.__name__)
def test_every_refusal_has_its_status_and_a_page(broken, client, kind):
    page = client.get(f"/break/{kind.__name__}", status=STATUS[kind])

    assert page.select_one("main a")["href"] == "/"


def test_every_kind_of_refusal_is_in_the_table():
    kinds = {one for one in vars(errors).values() if isinstance(one, type)}

    assert {*STATUS, errors.Refusal} == kinds


def test_a_database_that_is_away_is_an_outage_and_not_a_traceback(broken, client):
    page = client.get("/break/database", status=503)

    assert page.h1.get_text() == TITLES[503][0]
    assert page.response.headers["Retry-After"] == "30"


def test_a_mistake_of_ours_says_nothing_of_itself(broken, client):
    page = client.get("/break/bug", status=500)

    assert page.words == (
        "Erreur 500 Une erreur est survenue de notre côté L’erreur a été consignée. "
        "Réessayez ; si elle se reproduit, prévenez la fédération. Revenir à la première page"
    )


def test_a_form_without_its_token_is_refused_with_a_page(client):
    page = client.send(client.get("/sign-in"), status=400, beyond={"csrf_token": "forged"})

    assert page.h1.get_text() == TITLES[400][0]


def test_a_forged_host_gets_no_page(app):
    response = app.test_client().get("/", headers={"Host": "evil.example"})

    assert (response.status_code, response.text) == (
        400,
        "This service is not known under that name.\n",
    )


@pytest.mark.parametrize(
    ("path", "status", "back"),
    [
        ("/contribution/abc/", 503, "/contribution/abc/"),
        ("/contribution/abc/receipt", 404, "/contribution/abc/"),
        ("/contribution/abc/", 410, "/"),
        ("/note/abc/note.pdf", 500, "/note/abc/"),
        ("/staff/calls/friches/figures", 500, "/staff/calls/friches"),
        ("/staff/calls/friches", 404, "/"),
        ("/staff/calls/new", 400, "/staff/"),
        ("/staff/people/3/link", 404, "/staff/"),
        ("/r/secret", 404, "/"),
    ],
)
def test_the_way_back_is_the_nearest_place_that_may_open(path, status, back):
    assert way_back(path, status) == back
