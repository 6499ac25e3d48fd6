"""Mistakes: a command that there is not, or not yet, and what comes nearest to what was meant."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.errors import BadInput, did_you_mean


class Nearest(NamedTuple):
    """What a command would be for, and what answers the same today."""

    question: str
    instead: str  # a command that runs


SWEEP = "opmodel sweep my.yaml --vary"
MORE_PEOPLE = f"{SWEEP} people.ml_engineer=2..6 --vary people.platform_architect=1..3"
NOT_YET = {
    "app": Nearest("sliders", "opmodel whatif my.yaml --set people.ml_engineer=4"),
    "fit": Nearest("a scenario from your own data", "opmodel new my.yaml --from federated"),
    "flip": Nearest(
        "when the other would win", f"{SWEEP} organization.form=coe,federated --vary maturity.mlops=0,0.5,1"
    ),
    "goal": Nearest("what is needed for a target", "opmodel run my.yaml --target 'p85<=26w'"),
    "hire": Nearest("where more people help most", MORE_PEOPLE),
    "optimize": Nearest(
        "the best set-up for the money", f"{MORE_PEOPLE} --response time_to_production --response cost_per_year"
    ),
    "report": Nearest("slides and workbooks", "opmodel run my.yaml"),
    "robust": Nearest(
        "whether the answer survives what is not known", f"{SWEEP} 'handover.between_teams.delay*=0.5,1,2'"
    ),
    "sensitivity": Nearest("what matters most", f"{SWEEP} 'handover.between_teams.delay*=0.8,1,1.2'"),
}
OTHER_WORDS = {
    "optimise": "optimize", "pareto": "optimize", "slides": "report", "export": "report", "html": "report",
    "simulate": "run", "start": "run", "init": "new", "create": "new", "validate": "check", "lint": "check",
    "what-if": "whatif", "vs": "compare", "grid": "sweep", "explain": "compare", "why": "compare", "gui": "app",
    "ui": "app", "serve": "app", "import": "fit", "calibrate": "fit", "tornado": "sensitivity", "breakeven": "flip",
    "target": "goal", "version": "doctor", "list": "claims", "help": "doctor",
}  # fmt: skip


def no_such_command(word: str, commands: Sequence[str]) -> BadInput:
    """What to say of a word that is no command: it comes later, it is misspelt, or it is a scenario."""
    plain = word.strip().lower()
    meant = plain if plain in NOT_YET else OTHER_WORDS.get(plain, "")
    if meant in NOT_YET:
        question, instead = NOT_YET[meant]
        report = " (its folder has one HTML page, charts as SVG and PNG, tables as CSV)" if meant == "report" else ""
        return BadInput(
            f'"{word}" is not there yet: there is no command for {question} so far.\n'
            f"    What comes nearest: {instead}{report}"
        )
    if _is_scenario(word):
        hint = f"Did you mean: opmodel run {word}"
    else:
        hint = f'Did you mean "{meant}"?' if meant else did_you_mean(word, commands)
    return BadInput(f'There is no command "{word}".\n    Commands: {", ".join(commands)}\n    {hint}'.rstrip())


def _is_scenario(word: str) -> bool:
    return word.lower().endswith((".yaml", ".yml")) or word in ("centralized", "coe", "federated", "baseline")
