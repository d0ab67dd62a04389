"""The application as a WSGI server finds it."""

from config import Settings
from consult import create_app

app = create_app(Settings.from_env())
