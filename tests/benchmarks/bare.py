"""The smallest typer program: nothing that starts typer can be faster."""

import typer

app = typer.Typer()


@app.command()
def check(scenario: str) -> None:
    """Look at a scenario."""
    typer.echo(f"{scenario}: fine")


@app.command()
def run(scenario: str) -> None:
    """Do something with it."""
    typer.echo(scenario)


if __name__ == "__main__":
    app()
