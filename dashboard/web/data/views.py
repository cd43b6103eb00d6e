"""The Data page's addresses. Nothing is read here: a process of its own does that, and the page tells how far it is."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson
import pandas as pd
from flask import Blueprint, Flask, Response, abort, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Response as Answer

from dashboard.components import links, say
from dashboard.intake import mappings
from dashboard.intake.columns import FILES
from dashboard.intake.report import held_back_table
from dashboard.intake.templates import template
from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.measures import words
from dashboard.measures.csv import plain_csv
from dashboard.settings import Settings, environment
from dashboard.store import Store
from dashboard.web.asking import ask
from dashboard.web.data import filling, returns
from dashboard.web.data.mapping import DATES, FIXED, PARTS, Form
from dashboard.web.data.pending import Pending, kind, shortened, sweep
from dashboard.web.plain import Plain

HEADING = "What came in, and what is missing?"

MOST_FILES = 50
"""So many files, and other parts of the form, are taken at once."""

DRAINED = 20
"""Of what is too large so many times the limit is read and thrown away, so that the browser hears the answer."""

IMPORTS_SHOWN = 20
HELD_BACK_SHOWN = 50

NOT_KNOWN = "not known"
"""In place of a count that was not kept."""

SAYS = {
    "check": "Checking the files", "import": "Importing", "hold-back": "Importing the good rows",
    "look-undo": "Working out what undoing would change", "undo": "Undoing the import",
}
"""What a process does, by its task."""

STEPS = {"Checking": "Reading and checking", "Importing": "Writing"}
"""What it is at within its task."""

MARKS = {
    "reported": ("✓", "Reported: hours were sent"),
    "zero": ("0", "Zero: sent, and nothing delivered"),
    "silent": ("✕", "Silent: expected, and not sent"),
    "": ("", "Blank: not expected"),
}
"""The sign and the meaning of each word in the calendar of returns."""


class Mistake(NamedTuple):
    """What is wrong with a form: at which field, and what to do."""

    field: str
    says: str


class Given(Exception):
    """What was given cannot be taken; the message is for the field."""

    def __init__(self, says: str, status: int = 400):
        super().__init__(says)
        self.status = status


def register(server: Flask, store: Store, settings: Settings, plain: Plain) -> None:
    """Add the Data page."""
    page = Blueprint("data", __name__, url_prefix="/data", template_folder="templates")
    root = settings.pending_folder

    def render(name: str, title: str, *, status: int = 200, **more: Any) -> Response:
        query = request.query_string.decode("ascii", "replace")
        return plain.page(
            f"data/{name}.html", title, ask(store, settings, ""), name="data", under="/data", status=status,
            query=query if request.path == "/data" and "authority" in request.args else "",
            styles=["data.css"], scripts=["data.js"], **more,
        )

    def pending(token: str) -> Pending:
        return Pending.find(root, token) or abort(404)

    def start(waiting: Pending, task: str) -> Answer:
        waiting.start(task, environment(settings, store.url))
        return redirect(f"/data/{waiting.token}", 303)

    def overview(mistakes: list[Mistake] | None = None, status: int = 200) -> Response:
        asked = ask(store, settings, "weeks=13")
        every = asked.settings.authorities
        late = returns.sources(asked.market.seen(asked.day), settings)
        held_back = store.held_back()
        made = store.imports().sort_values("number", ascending=False)
        whole = request.args.get("imports") == "all"
        return render(
            "overview", HEADING, status=status, mistakes=mistakes or [], dropped="dropped" in request.args,
            files=FILES.values(), imports=_imports(made if whole else made.head(IMPORTS_SHOWN)), made=len(made),
            held_back=_held_back(held_back.head(HELD_BACK_SHOWN), settings), held=len(held_back),
            calendars=returns.calendars(asked.table("provider_weeks"), settings), marks=MARKS,
            late=[source for source in late if source.late], sources=len(late), authorities=every, words=words,
            rhythm=_rhythm(settings), findings=asked.finding("provider_weeks").values(),
            answer=_answer(made, late, len(held_back)),
            provider_page=lambda provider_id: links.provider(provider_id, Filters(weeks=52)),
        )

    @page.before_request
    def tidy() -> None:
        sweep(root, settings.pending_hours)

    @page.get("")
    def arrive() -> Response:
        return overview()

    @page.post("")
    def give() -> Answer:
        try:
            waiting = _received(root, settings)
        except Given as wrong:
            return overview([Mistake("files", str(wrong))], wrong.status)
        return start(waiting, "check")

    @page.get("/templates/<name>.csv")
    def example(name: str) -> Response:
        if name not in FILES:
            abort(404)
        return _csv(template(name, settings), FILES[name].csv)

    @page.get("/held-back.csv")
    def held_back() -> Response:
        text = plain_csv(*held_back_table(store.held_back()))
        return _csv(text, f"held-back-{clock.today()}.csv")

    @page.post("/undo/<int:number>")
    def look_undo(number: int) -> Answer:
        if number not in store.imports()["number"].tolist():
            abort(404)
        waiting = Pending.make(root)
        waiting.give({}, undo=number)
        return start(waiting, "look-undo")

    @page.get("/<token>")
    def tell(token: str) -> Response:
        return told(pending(token))

    def told(
        waiting: Pending, mistakes: list[Mistake] | None = None, form: Form | None = None,
        filled: filling.Form | None = None,
    ) -> Response:
        doing, report, result = (waiting.read(name) for name in ("doing", "report", "result"))
        given, status = waiting.given or {}, 400 if mistakes else 200
        about: dict[str, Any] = {
            "token": waiting.token, "names": list(given["names"].values()), "undo": given.get("undo"), "words": words,
        }
        if waiting.running:
            return render("progress", SAYS[(doing or {}).get("task", "check")], progress=_progress(waiting), **about)
        if result:
            return render("result", _came_of(result, given), result=result,
                          report=report, changes=_import_changes(store, result), **about)
        task = (doing or {}).get("task", "check")
        failed = (doing or {}).get("failed")
        if failed or not report or not (doing or {}).get("over"):
            again = "look-undo" if about["undo"] else "check"
            return render("failed", "That was not done", failed=failed, task=task, again=again,
                          here=bool(waiting.names) or bool(about["undo"]), **about)
        mapped = waiting.read("mapped")
        if form is None and report["unknown"]:
            form = Form(report["unknown"][0], settings)
        elif form is None and mapped and "mapping" in request.args:
            form = Form(mapped["table"], settings, mapped["sent"])
        title = f"What undoing import {about['undo']} would change" if about["undo"] else "What the files hold"
        return render(
            "report", title, status=status, report=report, form=form, mapped=mapped, mistakes=mistakes or [],
            filling=filled or filling.form(waiting, settings, again="filling" in request.args),
            filled=waiting.read("filled"), dates=DATES, part_names=PARTS, files=FILES, fixed=FIXED,
            market_is_example=store.is_example, **about,
        )

    @page.get("/<token>/progress")
    def progress(token: str) -> Response:
        return Response(orjson.dumps(_progress(pending(token))), mimetype="application/json")

    @page.get("/<token>/problems.csv")
    def problems(token: str) -> Response:
        path = pending(token).folder / "problems.csv"
        return _csv(path.read_text("utf-8-sig") if path.exists() else abort(404), "problems.csv")

    @page.post("/<token>/check")
    def check(token: str) -> Answer:
        waiting = pending(token)
        return start(waiting, "look-undo" if (waiting.given or {}).get("undo") else "check")

    @page.post("/<token>/import")
    def take_in(token: str) -> Answer:
        waiting = pending(token)
        report = waiting.read("report")
        if waiting.running or report is None or waiting.read("result"):
            return redirect(f"/data/{token}", 303)
        hold_back = "hold_back" in request.form
        if not (report["ok"] or (hold_back and report["holdable"])):
            return redirect(f"/data/{token}", 303)
        ticks = [("meant", "Say that this is meant, or drop the files")] if report["meant"] else []
        ticks += [("example", "Say that the files go into the example market")] if store.is_example else []
        missing = [Mistake(field, says) for field, says in ticks if field not in request.form]
        if missing:
            return told(waiting, missing)
        task = "undo" if (waiting.given or {}).get("undo") else "hold-back" if hold_back else "import"
        return start(waiting, task)

    @page.post("/<token>/drop")
    def drop(token: str) -> Answer:
        waiting = pending(token)
        if waiting.running:
            return redirect(f"/data/{token}", 303)
        waiting.drop()
        return redirect("/data?dropped", 303)

    @page.post("/<token>/mapping")
    def map_headings(token: str) -> Answer:
        waiting = pending(token)
        report = waiting.read("report")
        mapped = waiting.read("mapped") or {"table": None, "sent": {}}
        table = report["unknown"][0] if report and report["unknown"] else mapped["table"]
        if waiting.running or not table:
            return redirect(f"/data/{token}", 303)
        form = Form(table, settings, request.form.to_dict())
        if "keep" not in request.form:
            return told(waiting, form=form)
        mistakes = [Mistake(*mistake) for mistake in form.mistakes()]
        if not mistakes:
            again = mapped["table"] == table and mapped["sent"].get("name") == form.name
            try:
                mappings.keep(form.profile(), settings.profiles_folder, replace=again)
            except mappings.BadProfile as wrong:
                mistakes = [Mistake("name", str(wrong))]
        if mistakes:
            return told(waiting, mistakes, form)
        waiting.write("mapped", {"table": table, "sent": dict(form.sent)})
        return start(waiting, "check")

    @page.post("/<token>/filling")
    def fill_in(token: str) -> Answer:
        waiting = pending(token)
        filled = filling.form(waiting, settings, request.form, again=True)
        if waiting.running or filled is None or filled.mark != request.form.get("mark"):
            return redirect(f"/data/{token}", 303)
        mistakes = [Mistake(*mistake) for mistake in filled.mistakes()]
        if not mistakes:
            filling.keep(waiting, settings, filled)
        return told(waiting, mistakes, filled=filled) if mistakes else start(waiting, "check")

    server.register_blueprint(page)


def _received(root: Path, settings: Settings) -> Pending:
    """The files of the form, written straight into a folder of their own; Given where they cannot be taken."""
    request.max_content_length = limit = settings.upload_megabytes * 1_000_000
    waiting = Pending.make(root)
    try:
        with ExitStack() as opened:

            def new(
                total_content_length: int | None, content_type: str | None, filename: str | None,
                content_length: int | None = None,
            ) -> IO[bytes]:
                return opened.enter_context(waiting.file(kind(filename or "")))

            parser = FormDataParser(
                new, max_content_length=limit, max_form_memory_size=request.max_form_memory_size,
                max_form_parts=MOST_FILES,
            )
            _, _, files = parser.parse(
                request.stream, request.mimetype, request.content_length, request.mimetype_params
            )
            names = {Path(str(file.stream.name)).name: file.filename or "" for file in files.getlist("files")}
        taken = _taken(names, waiting)
        # An input that was left empty, or has another name, has sent a file too.
        waiting.discard(*(path.name for path in waiting.folder.iterdir() if path.name not in taken))
        waiting.give(taken)
    except RequestEntityTooLarge as error:
        waiting.drop()
        _drain(limit)
        raise Given(
            f"The selected files must be smaller than {settings.upload_megabytes} MB together. "
            "Larger ones are loaded by the command line, which has no limit", 413,
        ) from error
    except BaseException:
        waiting.drop()
        raise
    return waiting


def _drain(limit: int) -> None:
    """Read on what is too large, within reason, so that the browser hears the answer and not a broken connection."""
    left = min(request.content_length or 0, DRAINED * limit)
    while left > 0 and (read := request.environ["wsgi.input"].read(min(left, 65_536))):
        left -= len(read)


def _taken(names: dict[str, str], waiting: Pending) -> dict[str, str]:
    """The files that were chosen, if each can be taken; an input that was left empty sends one without a name."""
    names = {made: name for made, name in names.items() if name}
    one = len(names) == 1
    if not names:
        raise Given("Select one or more files")
    if strange := [name for name in names.values() if not kind(name)]:
        other = f"{_joined(strange)} {'is' if len(strange) == 1 else 'are'} not"
        raise Given(
            "The selected file must be a CSV or XLSX" if one else f"The selected files must be CSV or XLSX: {other}"
        )
    if empty := [name for made, name in names.items() if not (waiting.folder / made).stat().st_size]:
        raise Given("The selected file is empty" if one else f"One of the selected files is empty: {_joined(empty)}")
    return names


def _joined(names: Iterable[str]) -> str:
    return words.joined([f"“{shortened(name)}”" for name in names])


def _progress(waiting: Pending) -> dict[str, Any]:
    """What a process does and how far it is, in words and as a share (None: not known)."""
    doing = waiting.read("doing") or {}
    share = min(1.0, doing["done"] / doing["all"]) if doing.get("all") else None
    step = STEPS.get(doing.get("doing", ""), "Beginning")
    # In tenths: a screen reader says each change.
    return {
        "running": waiting.running, "share": share,
        "says": step if share is None else f"{step}: {int(share * 10) * 10}%",
    }


def _imports(made: pd.DataFrame) -> list[dict[str, Any]]:
    """Imports as the page lists them."""
    return [
        _counted(row) | {
            "when": row["published_at"].tz_convert(clock.LONDON),
            "files": ", ".join(FILES[name].csv for name in row["files"]),
        }
        for row in made.to_dict("records")
    ]


def _counted(row: dict[Any, Any]) -> dict[str, Any]:
    """A row whose counts are written out; of an import made before they were kept they are not known."""
    counts = ("rows", "new", "changed", "unchanged", "removed", "held_back")
    return row | {name: NOT_KNOWN if pd.isna(row[name]) else f"{row[name]:,}" for name in counts if name in row}


def _held_back(rows: pd.DataFrame, settings: Settings) -> list[dict[str, str]]:
    """Rows held back, as the page lists them; of one that was put right, and is held back again, little is known."""
    return [
        {str(name): _plain(cell) for name, cell in row.items()} | {
            "file": FILES[row["file"]].csv,
            "authority": say.name("authority", _plain(row["authority"]), settings),
            "date": "" if pd.isna(row["date"]) else f"{row['date'].day} {row['date']:%b %Y}",
        }
        for row in rows.to_dict("records")
    ]


def _answer(made: pd.DataFrame, late: list[returns.Source], held_back: int) -> str:
    """The page's question answered in a sentence."""
    if made.empty:
        return "Nothing has come in yet."
    newest = made.iloc[0]
    when = newest["published_at"].tz_convert(clock.LONDON)
    count = sum(source.late > 0 for source in late)
    missing = words.plural(count, "source is late", "sources are late") if count else "no source is late"
    held = f", {words.plural(held_back, 'row is', 'rows are')} held back" if held_back else ""
    return f"Import {newest['number']} came in on {words.day(when)} at {when:%H:%M}; {missing}{held}."


def _rhythm(settings: Settings) -> str:
    """When the hours of a week are due, in words."""
    days = {authority.name: authority.rhythm_days for authority in settings.authorities.values()}
    if len(set(days.values())) == 1:
        return f"{words.plural(next(iter(days.values())), 'day')} after its Sunday"
    return words.joined([f"{words.plural(count, 'day')} after its Sunday in {name}" for name, count in days.items()])


def _came_of(result: dict[str, Any], given: dict[str, Any]) -> str:
    number, undone = result["number"], given.get("undo")
    if number is None:
        return f"Undoing import {undone} changed nothing" if undone else "These files changed nothing"
    return f"Import {undone} is undone, by import {number}" if undone else f"Import {number} is in"


def _import_changes(store: Store, result: dict[str, Any]) -> list[dict[str, Any]]:
    """What an import changed, by file."""
    if result["number"] is None:
        return []
    rows = store.import_changes(result["number"]).to_dict("records")
    return [_counted(row) | {"csv": [FILES[row["file"]].csv]} for row in rows]


def _plain(cell: Any) -> str:
    """A cell as CSV writes it: dates as they are, what is missing empty."""
    if pd.isna(cell):
        return ""
    return f"{cell:%Y-%m-%d}" if isinstance(cell, pd.Timestamp) else str(cell)


def _csv(text: str, name: str) -> Response:
    return Response(
        text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
