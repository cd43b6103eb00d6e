"""The bare floor: a Dash app with one empty callback, served as the dashboard is."""

import sys

from dash import Dash, Input, Output, dcc, html

from dashboard.serve import Gunicorn
from tests.bench.serving import HOST


class Floor(Gunicorn):
    """The dashboard's gunicorn with another app."""

    def load(self) -> object:
        app = Dash(__name__, add_log_handler=False)
        app.layout = html.Div([dcc.Store(id="asked"), html.Div(id="answer")])

        @app.callback(Output("answer", "children"), Input("asked", "data"))
        def answer(asked: int | None) -> str:
            return str(asked)

        app.server.test_client().get("/")
        return app.server


if __name__ == "__main__":
    Floor(None, None, HOST, int(sys.argv[-1]), workers=1).run()
