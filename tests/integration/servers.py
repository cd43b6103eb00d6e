"""A PostgreSQL server that is thrown away afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class Server:
    """A server in a folder of its own, reached through a socket there."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.url = f"postgresql://postgres@/postgres?host={folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs on it."""
        # initdb refuses to run as root; Debian's package brings this user.
        as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        command = [BINARIES[-1].parent / program, "-D", self.folder / "data", *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **as_user)

    def control(self, *arguments: str) -> None:
        """Start, stop or restart it."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, *arguments)


@contextmanager
def server() -> Iterator[Server]:
    """A server that runs meanwhile."""
    if not BINARIES:
        pytest.fail("PostgreSQL is missing: `apt-get install postgresql`, or set DASHBOARD_TEST_POSTGRES to a server.")
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, user="postgres", group="postgres")
    made = Server(folder)
    made.run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
    made.control("start")
    yield made
    made.control("-m", "immediate", "stop")
    shutil.rmtree(folder)
