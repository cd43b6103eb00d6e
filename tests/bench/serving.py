"""A server for a while, and the processor time that its workers have used."""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

HOST = "127.0.0.1"
READY_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    workers: tuple[int, ...]
    """The processes that answer."""

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def cpu(self) -> float:
        """Processor seconds of the workers so far, all their threads together."""
        # A process's own clock: psutil and /proc count in steps of 10 ms, longer than many an answer takes.
        return sum(time.clock_gettime(~worker << 3 | 2) for worker in self.workers)

    def settled_cpu(self) -> float:
        """The same once it has had nothing to do for a moment."""
        before, now = -1.0, self.cpu()
        while now - before > 0.0005:
            time.sleep(0.1)
            before, now = now, self.cpu()
        return now

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(HOST, self.port)


@contextmanager
def serving(command: list, ready: str, log: Path) -> Iterator[Server]:
    """Run a server's command, to which its port is added, until the end of the block; `ready` answers once it is up."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "--port", str(port)], stdout=output, stderr=output)
    try:
        _wait(process, port, ready, log)
        yield Server(port, tuple(worker.pid for worker in psutil.Process(process.pid).children()))
    finally:
        # SIGINT: it stops without waiting for the browser to let go of its connections.
        process.send_signal(2)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            for child in psutil.Process(process.pid).children():
                child.kill()
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen, port: int, path: str, log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
