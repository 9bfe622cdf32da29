"""Commands whose help and usage errors come from the catalogue, in the operator's language."""

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click
from click.exceptions import MissingParameter, NoArgsIsHelpError, NoSuchOption

from packtrail.cli.console import console_of
from packtrail.cli.streams import steady_streams
from packtrail.domain.errors import OutletError

EXIT_STOPPED = 130  # as a shell has it for what Ctrl-C ended
EXIT_USAGE = 2


class SpokenCommand(click.Command):
    """A command whose texts are ``cli.help.<name>.text`` and ``cli.help.<name>.<parameter>``.

    The name of a command inside a group has the group's in front: ``refdata.trust.add``.
    """

    def _name(self, ctx: click.Context) -> str:
        names: list[str] = []
        at: click.Context | None = ctx
        while at is not None and at.parent is not None:
            names.insert(0, at.command.name or "")
            at = at.parent
        return ".".join(names) or str(self.name)

    def _say(self, ctx: click.Context, key: str) -> str:
        return console_of(ctx).wording.say(f"cli.help.{key}")

    def _key(self, ctx: click.Context, option: click.Option) -> str:
        """Where the help of ``option`` stands; what every command has stands once."""
        common = next((name for name in ("help", "version") if f"--{name}" in option.opts), None)
        return f"any.{common}" if common else f"{self._name(ctx)}.{option.name}"

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """``Usage: packtrail decode [OPTIONS] IMAGES...``."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{self._say(ctx, 'usage')} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, and its exit codes."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self._say(ctx, f"{self._name(ctx)}.text"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line for each option."""
        records = [
            (record[0], self._say(ctx, self._key(ctx, parameter)))
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx))
        ]
        with formatter.section(self._say(ctx, "options")):
            formatter.write_dl(records)


class NoCommand(click.UsageError):
    """The first word names no command."""

    def __init__(self, name: str, ctx: click.Context) -> None:
        super().__init__(name, ctx)
        self.name = name


class SpokenGroup(SpokenCommand, click.Group):
    """The command line itself: the top, where refusals and wrong usage become one sentence."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then one line for each command."""
        super().format_options(ctx, formatter)
        group = f"{self._name(ctx)}." if ctx.parent is not None else ""
        with formatter.section(self._say(ctx, "commands")):
            formatter.write_dl(
                [(name, self._say(ctx, f"{group}{name}.short")) for name in self.list_commands(ctx)]
            )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named first; raises NoCommand."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise NoCommand(args[0], ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the one place where its refusals are told."""
        try:
            return super().invoke(ctx)
        except OutletError as error:
            raise console_of(ctx).refuse(error) from error
        except (KeyboardInterrupt, EOFError, click.Abort) as stopped:
            console = console_of(ctx)
            console.note(console.wording.say("cli.stopped"))
            raise click.exceptions.Exit(EXIT_STOPPED) from stopped

    def main(  # type: ignore[override]  # always on its own: the exit code is the answer
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Read the command line and run; always ends the process with its exit code."""
        steady_streams()
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
        except NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            code = EXIT_USAGE
        except click.UsageError as error:
            code = _tell(error)
        sys.exit(code or 0)


def _tell(error: click.UsageError) -> int:
    """Say what was wrong with the command line, and where to read on; the exit code."""
    context = error.ctx or click.Context(click.Command("packtrail"), info_name="packtrail")
    w = console_of(context).wording
    if isinstance(error, MissingParameter) and error.param is not None:
        what = w.say("cli.usage.missing", name=error.param.make_metavar(context))
    elif isinstance(error, NoSuchOption):
        what = w.say("cli.usage.no_option", name=error.option_name)
    elif isinstance(error, NoCommand):
        what = w.say("cli.usage.no_command", name=error.name)
    else:
        what = w.say("cli.usage.wrong", detail=error.format_message().rstrip("."))
    console_of(context).note(w.say("cli.usage.see", what=what, command=context.command_path))
    return EXIT_USAGE
