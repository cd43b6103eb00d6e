"""The WSGI application, for a server other than the project's own: `gunicorn --preload wsgi:server`."""

from dashboard.app import create_app
from dashboard.cli.told import commands
from dashboard.settings import settings
from dashboard.store import Store

server = create_app(settings(), Store.open(settings().database_url), commands()).server
