"""The commands of `opmodel`, grouped by what they are for; each command's help has an example that runs."""

import os
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

from sim.cli import claims, decide, explore, published, start, sweep, trust
from sim.cli.mistakes import no_such_command
from sim.errors import OpmodelError

DEBUG = "OPMODEL_DEBUG"
RESUME = ("demo", "run", "compare", "whatif", "sweep")
GOES_ON = "\n    What was finished is kept where results go. Give the same command again to go on from there."


class Verbs(TyperGroup):
    """Tells errors without a traceback: a user's mistake as it stands, anything else in one line."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant by the first word."""
        commands = self.list_commands(ctx)
        if args and args[0] not in commands and not args[0].startswith("-"):
            raise no_such_command(args[0], commands)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Carry out one command."""
        try:
            return super().invoke(ctx)
        except OpmodelError as error:
            if os.environ.get(DEBUG):
                raise
            typer.echo(str(error), err=True)
            raise typer.Exit(error.exit_code) from None
        except (typer.TyperException, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            typer.echo(f"\nStopped.{GOES_ON if ctx.invoked_subcommand in RESUME else ''}", err=True)
            raise typer.Exit(1) from None
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            kind = type(error).__name__
            typer.echo(f"opmodel failed: {kind}: {str(error).splitlines()[0] if str(error) else ''}", err=True)
            typer.echo("    This is our mistake, not yours. `opmodel --debug ...` shows where it happened.", err=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="How should the teams for data & AI be set up to reach production sooner, and how sure is the answer?",
    epilog="Exit codes: 0 fine, 1 failure, 2 bad input, 3 target not reached.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from sim.experiment.provenance import version

        typer.echo(f"opmodel {version()}")
        raise typer.Exit


@app.callback()
def options(
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an error."),
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    """Set what holds for every command."""
    if debug:
        os.environ[DEBUG] = "1"


PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    "Start": (start.demo, start.new, start.check),
    "Decide": (decide.run, decide.compare, decide.whatif),
    "Explore": (explore.show, explore.diff, sweep.sweep, claims.claim, claims.claims),
    "Trust": (trust.reproduce, published.published, trust.doctor, trust.schema),
}
for panel, verbs in PANELS.items():
    for verb in verbs:
        app.command(rich_help_panel=panel)(verb)
