"""Options that several commands share, with their wording."""

from pathlib import Path
from typing import Annotated

import typer

from sim.experiment.asking import processes as processes

File = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a shipped one by name.")]
Files = Annotated[
    list[str], typer.Argument(metavar="SCENARIO...", help="Scenario files or shipped names; the first is the baseline.")
]
Replications = Annotated[
    str,
    typer.Option("--replications", "-n", metavar="auto|N", help="How many; auto: until the interval is narrow enough."),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Another seed, other luck.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, help="Processes; the results do not depend on it.", show_default="all"),
]
Engine = Annotated[
    str,
    typer.Option(
        "--engine", metavar="auto|compiled|reference", help="Which engine simulates; the results do not depend on it."
    ),
]
Out = Annotated[Path, typer.Option("--out", help="Folder for results.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no offered load; results only.")]
Json = Annotated[bool, typer.Option("--json", help="Print results as JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would run and about how long.")]
Force = Annotated[bool, typer.Option("--force", help="Replace different results that are there already.")]
Response = Annotated[str, typer.Option("--response", help="What decides, such as time_to_production, p85, conversion.")]
Why = Annotated[
    bool, typer.Option("--why", help="Also split the difference by groups of effects, each turned off and on.")
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="26w|p85<=26w|DATE",
        help="Time wanted on average, for 85 of 100, or by a day; exit code 3 unless certainly reached.",
    ),
]
