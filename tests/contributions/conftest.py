"""What the tests of answering share."""

import pytest
import time_machine

from tests.contributions.world import DURING


@pytest.fixture
def at():
    """It is during the call; `at(instant)` goes to another moment."""
    held = []

    def travel(instant):
        while held:
            held.pop().stop()
        held.append(time_machine.travel(instant, tick=False))
        held[-1].start()

    travel(DURING)
    yield travel
    while held:
        held.pop().stop()
