"""Trust: is everything there, and what may a scenario file contain?"""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options, screen

EXTRAS = {  # what each extra brings that something here uses today
    "benchmark": ("cimba", "ciw"),
    "notebook": ("jupyterlab",),
}


def reproduce(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A folder of results.")],
    jobs: options.Jobs = None,
    quiet: options.Quiet = False,
) -> None:
    """Is that number real? Runs again what made a folder of results and compares every table.

    Example: opmodel reproduce results/run-0123456789ab
    """
    from sim.errors import OpmodelError
    from sim.experiment.reproduce import reproduce as run_again
    from sim.experiment.reproduce import tampered

    changed = tampered(folder)
    with screen.Meter(quiet=quiet) as meter:
        found = run_again(folder, jobs=options.processes(jobs), progress=meter)
    if changed:
        screen.note(f"Warning: no longer as written: {', '.join(changed)}")
    if not found.same_program:
        screen.note("Warning: made by another version of the program")
    for difference in found.environment:
        screen.note(f"Warning: {difference}")
    if found.different:
        raise OpmodelError(f"Not reproduced: {', '.join(found.different)} came out differently.")
    screen.say(f"Reproduced: all {len(found.same)} tables are the same to the last digit.")


def doctor(out: options.Out = Path("results")) -> None:
    """Is everything there? Versions, extras, processors, write access.

    Example: opmodel doctor
    """
    import platform
    from importlib.util import find_spec

    from sim.errors import OpmodelError
    from sim.experiment import provenance, store

    rows = [[name, version] for name, version in provenance.versions().items()]
    rows.append(["platform", platform.platform()])
    rows.append(["processes", str(options.processes(None))])
    rows.append(["source", provenance.source_hash()[:12]])
    screen.table(["what", "is"], rows)
    screen.say()
    present = [
        [extra, "yes" if all(find_spec(name) for name in names) else "no", ", ".join(names)]
        for extra, names in EXTRAS.items()
    ]
    screen.table(["extra", "there", "libraries"], present)
    screen.say()
    missing = [name for name in ("numpy", "scipy", "simpy", "pandas", "matplotlib") if find_spec(name) is None]
    if missing:
        raise OpmodelError(f"Missing: {', '.join(missing)}. Install the program again.")
    there = out.exists()
    store.usable(out)
    if not there:
        out.rmdir()
    screen.say(f"Results can be written to {out}.")


def schema(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write it here instead of printing it.")
    ] = None,
) -> None:
    """What may a scenario file contain? The JSON schema, for editors that complete and check as you type.

    Example: opmodel schema
    """
    import json

    from sim.errors import OpmodelError
    from sim.scenario.json_schema import json_schema

    text = json.dumps(json_schema(), indent=2, ensure_ascii=False)
    if to is None:
        screen.say(text)
        return
    try:
        to.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise OpmodelError(f"Cannot write {to}: {error.strerror or error}.") from None
    screen.say(f"{to} written.")
