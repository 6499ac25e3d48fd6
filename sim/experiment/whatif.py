"""What if: a scenario compared with itself after some changes by dotted path."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sim.errors import BadInput
from sim.experiment.asking import by_name, quoted
from sim.experiment.compare import Comparison, compared
from sim.experiment.replicate import Watch
from sim.experiment.target import Target
from sim.scenario.edit import edit, parse_assignment
from sim.scenario.load import Given, as_scenario


def changes(assignments: Iterable[str]) -> dict[str, Any]:
    """Changes as typed (`people.ml_engineer=4`, `handover.between_teams.delay*=0.5`) by path.

    Raises:
        BadInput: for what is no assignment, or for a path that is changed twice.
    """
    edits: dict[str, Any] = {}
    for text in assignments:
        path, written = parse_assignment(text)
        if path in edits:
            raise BadInput(f"{path}: changed twice. Give it one value.")
        edits[path] = written
    return edits


@by_name
def whatif(
    scenario: Given,
    edits: Mapping[str, Any] | str | Iterable[str],
    *,
    response: str = "time_to_production",
    seed: int = 1,
    replications: int | str = "auto",
    jobs: int | None = None,
    engine: str = "auto",
    out: str | Path | None = None,
    progress: Watch | None = None,
    target: str | float | date | Target | None = None,
    factors_at_one: bool = True,
    why: bool = False,
    force: bool = False,
) -> Comparison:
    """Compare a scenario (the baseline) with its edited self, under the same luck.

    Args:
        scenario: a scenario, a shipped name, the path of a file, or what a file would say as a dict.
        edits: values by dotted path (`{"people.ml_engineer": 4}`), or as typed: `"people.ml_engineer=4"`, or several
            such texts.
        response: this and all others as for `compare`.
        seed: a whole number; another seed is other luck.
        replications: how many of each, or "auto": until the interval is as narrow as the study asks.
        jobs: processes or threads; all processors by default. The result does not depend on it.
        engine: "auto", "compiled" or "reference". The result does not depend on it either.
        out: a folder; the results are written to a folder below it. None writes nothing.
        progress: called with a `Progress` now and then.
        target: a time to production that is wanted: "26w", 130, "p85<=26w" or "2028-03-15".
        factors_at_one: whether forms, if a change is one of form, are also compared with all form factors at 1.
        why: whether the difference is split by groups of effects.
        force: replace different results that are there already.

    Raises:
        BadInput: for a path that does not exist, or without any change.
        StoppedError: after Ctrl-C; what is finished is kept below `out`.
    """
    scenario, wanted = as_scenario(scenario), _by_path(edits)
    if not wanted:
        raise BadInput("nothing to change: give at least one path and value")
    name = f"{scenario.name} with {', '.join(_said(path, written) for path, written in wanted.items())}"
    variant = edit(scenario, wanted).model_copy(update={"name": name})
    return compared(
        "whatif",
        [scenario, variant],
        response=response,
        seed=seed,
        replications=replications,
        jobs=jobs,
        engine=engine,
        out=out,
        progress=progress,
        target=target,
        factors_at_one=factors_at_one,
        why=why,
        force=force,
    )


def _by_path(edits: Mapping[str, Any] | str | Iterable[str]) -> Mapping[str, Any]:
    if isinstance(edits, Mapping):
        return edits
    texts = [edits] if isinstance(edits, str) else list(edits) if isinstance(edits, Iterable) else [edits]
    if not all(isinstance(text, str) for text in texts):
        raise BadInput(f'edits = {quoted(edits)}\n    must be values by dotted path: {{"people.ml_engineer": 4}}')
    return changes(texts)


def _said(path: str, written: Any) -> str:
    text = str(written)
    if isinstance(written, str) and text[:1] in "*+-":
        return f"{path} {text[0]}= {text[1:].lstrip('=').strip()}"
    return f"{path} = {text if len(text) <= 40 else text[:39] + '…'}"
