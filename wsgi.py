"""The application as a WSGI server finds it."""

import gc
import sys

from config import Settings
from consult import create_app
from consult.synthesis.paper import pressroom

pressroom.foresee(sys.argv[1:])
gc.disable()  # loading leaves no garbage, and looking for it took an eighth of the time
app = create_app(Settings.from_env())
gc.freeze()
gc.enable()
