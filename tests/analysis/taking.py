"""Taking a file away by the button that a page shows for it."""

from __future__ import annotations

from tests.browser import fields


def taken(client, page, address):
    """The answer to the button of `page` that leads to `address`."""
    form = client.get(page).select_one(f'form[action="{address}"]')
    return client.request("POST", address, data=fields(form))
