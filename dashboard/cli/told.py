"""The commands as click knows them, for Help."""

from collections.abc import Iterator

import click

from dashboard import cli  # every command is registered once the package has been read
from dashboard.cli.common import EXAMPLE, PROGRAM
from dashboard.commands import Command


def commands() -> tuple[Command, ...]:
    """Every command, by name, with every option."""
    top = click.Context(cli.main, info_name=PROGRAM)
    return tuple(_told(cli.main.commands[name], top) for name in cli.main.list_commands(top))


def _told(command: click.Command, top: click.Context) -> Command:
    context = click.Context(command, info_name=command.name, parent=top)
    return Command(
        name=str(command.name),
        usage=f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}",
        meaning=tuple(" ".join(paragraph.split()) for paragraph in str(command.help).split("\n\n")),
        options=tuple(_options(command, context)),
        example=str(command.epilog).removeprefix(EXAMPLE),
    )


def _options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """The arguments and options but for --database, which all commands have."""
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record and parameter.name != "database":
            yield record
