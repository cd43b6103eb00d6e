"""Serving by gunicorn: several workers that share one app, made before they are."""

from collections.abc import Sequence

from gunicorn.app.base import BaseApplication

from dashboard.app import create_app
from dashboard.commands import Command
from dashboard.settings import Settings
from dashboard.store import Store


class Gunicorn(BaseApplication):
    """gunicorn on one address, told by arguments alone."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        host: str,
        port: int,
        workers: int,
        commands: Sequence[Command] = (),
    ):
        self._store, self._settings, self._commands = store, settings, commands
        self._options = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": 4,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 60,
            "max_requests": 10_000,
            "max_requests_jitter": 1_000,
            "control_socket_disable": True,
            "proc_name": "market-sufficiency-dashboard",
        }
        super().__init__()

    def load_config(self) -> None:
        """Take the options that were given, and no file's."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> object:
        """The WSGI server: made once, before the workers are, so that all of them are the same."""
        return create_app(self._settings, self._store, self._commands).server


def serve(
    store: Store, settings: Settings, host: str, port: int, workers: int, commands: Sequence[Command]
) -> None:
    """Serve until stopped."""
    Gunicorn(store, settings, host, port, workers, commands).run()
