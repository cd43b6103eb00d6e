"""Static files: read and compressed once, named by their hash, and then cached for ever."""

import gzip
import hashlib
import mimetypes
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from flask import Flask, Response, abort, request

PACKAGE = Path(__file__).parents[1]
ASSETS = PACKAGE.parent / "assets"

FOR_EVER = "public, max-age=31536000, immutable"
WORTH_COMPRESSING = ("text/", "application/json", "application/javascript", "image/svg+xml")

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/svg+xml", ".svg")


@dataclass(frozen=True)
class File:
    """One static file, as it is sent."""

    body: bytes
    compressed: bytes | None
    hash: str
    mimetype: str

    @classmethod
    def read(cls, path: Path) -> "File":
        """Read and compress a file."""
        body = path.read_bytes()
        mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        worth = mimetype.startswith(WORTH_COMPRESSING) and len(body) > 1000
        return cls(
            body, gzip.compress(body, mtime=0) if worth else None, hashlib.sha256(body).hexdigest()[:16], mimetype
        )

    def response(self, cache_control: str) -> Response:
        """The answer to a request for it: compressed where the browser takes that, empty where it has it already."""
        zipped = self.compressed if request.accept_encodings["gzip"] else None
        response = Response(zipped or self.body, mimetype=self.mimetype)
        if zipped:
            response.content_encoding = "gzip"
        response.vary.add("Accept-Encoding")
        response.headers["Cache-Control"] = cache_control
        response.set_etag(f"{self.hash}-gzip" if zipped else self.hash)
        response.make_conditional(request)
        return response


class Static:
    """The files of assets/, and those of the component libraries that the app has registered."""

    def __init__(self) -> None:
        self.assets = {
            path.relative_to(ASSETS).as_posix(): File.read(path) for path in sorted(ASSETS.rglob("*")) if path.is_file()
        }

    def url(self, name: str) -> str:
        """The address of a file of assets/, with its hash, so that it can be cached for ever."""
        return f"/assets/{name}?v={self.assets[name].hash}"

    def asset(self, filename: str) -> Response:
        """Serve a file of assets/."""
        file = self.assets.get(filename) or abort(404)
        return file.response(FOR_EVER if request.args.get("v") == file.hash else "no-cache")

    def register(
        self, server: Flask, libraries: Mapping[str, set[str]], fingerprint: Callable[[str], tuple[str, bool]]
    ) -> None:
        """Serve static files in place of Dash's own routes for them.

        `libraries` has the paths in each package that may be served; `fingerprint` parts a path from its fingerprint.
        """

        @cache
        def library(package: str, path: str) -> File:
            return File.read(Path(str(sys.modules[package].__file__)).parent / path)

        def suites(package_name: str, fingerprinted_path: str) -> Response:
            path, has_fingerprint = fingerprint(fingerprinted_path)
            if path not in libraries.get(package_name, ()):
                abort(404)
            return library(package_name, path).response(FOR_EVER if has_fingerprint else "no-cache")

        for rule in server.url_map.iter_rules():
            if rule.rule.startswith("/_dash-component-suites/"):
                server.view_functions[rule.endpoint] = suites
            elif rule.rule == "/assets/<path:filename>":
                server.view_functions[rule.endpoint] = self.asset

    @cached_property
    def build(self) -> str:
        """A hash of the program and its assets: it changes when either does."""
        found = hashlib.sha256()
        for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
            found.update(path.read_bytes())
        for name, file in self.assets.items():
            found.update(f"{name} {file.hash}".encode())
        return found.hexdigest()[:16]
