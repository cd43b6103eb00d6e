"""`python -m dashboard`: the command line."""

from dashboard.cli import main
from dashboard.cli.common import PROGRAM

main(prog_name=PROGRAM)
