"""The STRESS-DES checklist (Monks et al. 2019, Journal of Simulation 13), filled in from a run."""

from collections.abc import Mapping, Sequence
from string import Template
from typing import TYPE_CHECKING, Any

from sim.scenario.schema import Opening
from sim.scenario.sources import tally, without_source

if TYPE_CHECKING:
    from sim.experiment.run import RunResult

_LIST = Template("""\
# STRESS-DES checklist of $run_id

Filled in by the run itself, after Monks et al. (2019), Strengthening the reporting of empirical simulation studies.

## 1. Objectives

- **Purpose.** How should the teams for data & AI be set up, and how sure is the answer? Compared here: $names.
$descriptions
- **Outputs.** Time to production of the requests that go live (mean; percentiles read off the cumulative incidence,
  stopped and withdrawn requests being competing ends), conversion, flow efficiency, throughput, utilization and
  queueing by role, time by state. All estimates with intervals are in summary.csv.
- **Experimentation.** $experiment

## 2. Logic

- **Base model.** Requests arrive; people sitting in teams move them through $stages; crossing a team costs time and
  context; checks send work back; gates stop some of it; what is live keeps asking for care. The flow is drawn in
  charts/flow.svg.
- **Scenario logic.** $forms
- **Algorithms.** Routing to the team that worked on the last step, else to the one that serves the fewest domains.
  Queue discipline: $disciplines. Handover, rework, gates and hand-out as the documentation's "How it works" says.
- **Components.** Entities: use cases and what they spawn (coordination, calls, repairs, upkeep, duties). Activities:
  $activities activities in $steps steps. Resources: $people people of $roles roles in $teams teams. Queues: one for
  each team and role. Entry: arrivals by the clock ($arrivals). Exit: retirement, a gate, withdrawal, or the end.

## 3. Data

- **Sources.** $sources
- **Input parameters.** All of them, resolved, in scenario.resolved.yaml (units: working days, 5 a week, 252 a year;
  effort in focused person-days).
- **Assumptions.** $assumptions

## 4. Initialization and run length

- **Initialization.** $opening Warm-up of $warm_up working days, deleted.
- **Run length.** Requests of $intake working days are measured; observation ends at $horizon working days at most.
- **Estimation.** $n replications of each configuration. $precision Means are ratios of sums over replications with
  Student intervals of linearized ratios (waits on the scale of logarithms); percentiles and simultaneous intervals by
  bootstrap over replications.
  Level $level. Differences are paired under common random numbers. Intervals cover chance only.

## 5. Implementation

- **Software.** opmodel $version, source $source.
- **Environment.** $environment.
- **Random sampling.** Keyed draws: each a pure function of seed, replication, item, stream and visit (splitmix64
  finalizers), mapped through quantile functions. Seed $seed; replications 0 to $last.
- **Model execution.** Discrete events in the order (time, kind, item); what can start is started when nothing else is
  due at the instant. The number of processes does not change the results.
- **System.** Any machine on which the versions above run; times are in times.json.

## 6. Code access

- **Run again.** `opmodel $verb` with the resolved scenarios and the seed above; manifest.json holds the digests of all
  files.
""")


def stress(runs: Sequence["RunResult"], manifest: Mapping[str, Any], *, people: int, teams: int) -> str:
    """The checklist as Markdown."""
    base = runs[0]
    scenario, study = base.scenario, base.scenario.study
    parameters, software = manifest["parameters"], manifest["software"]
    opening = study.opening
    stock = f"{opening.waiting} waiting, {opening.in_progress} in progress, {opening.live} live on day 0."
    if opening == Opening():
        stock = "Empty on day 0."
    elif opening.expected:
        stock = "The state expected under the scenario's own load on day 0 (Little's law, step by step)."
    steps = [step for stage in scenario.stages.values() for step in stage.steps.values()]
    assumed = [path for path, source in scenario.sources.items() if source.basis == "assumption"]
    here = without_source(run.scenario for run in runs)
    row = base.figure("conversion")
    return _LIST.substitute(
        run_id=manifest["run_id"],
        names=", ".join(run.name for run in runs),
        descriptions="\n".join(f"  - {run.name}: {run.scenario.description or 'no description'}" for run in runs),
        experiment=_experiment(runs, parameters),
        stages=", ".join(stage.label or name.replace("_", " ") for name, stage in scenario.stages.items()),
        forms="; ".join(f"{run.name}: organization {run.scenario.organization.form}" for run in runs) + ".",
        disciplines=", ".join(dict.fromkeys(str(run.scenario.flow.discipline) for run in runs)),
        activities=sum(max(len(step.parallel), 1) for step in steps),
        steps=len(steps),
        people=people,
        roles=len(scenario.roles),
        teams=teams,
        arrivals=_arrivals(base),
        sources=tally(scenario) or "None named.",
        assumptions=(", ".join(assumed) or "Every value without a source.")
        + "".join(f"\n- **Set here, without a source**, in {name}: {', '.join(paths)}" for name, paths in here.items()),
        opening=stock,
        warm_up=f"{study.warm_up:g}",
        intake=f"{study.intake:g}",
        horizon=f"{study.horizon:g}",
        n=base.n,
        precision="The wanted precision was reached."
        if base.precision_reached
        else "The wanted precision was not reached.",
        level=f"{100 * row['level']:g} %" if row else "95 %",
        version=software["version"],
        source=software["source"],
        environment=", ".join(f"{name} {number}" for name, number in manifest["environment"].items()),
        seed=base.seed,
        last=base.n - 1,
        verb=parameters["verb"],
    )


def _experiment(runs: Sequence["RunResult"], parameters: Mapping[str, Any]) -> str:
    if len(runs) == 1:
        return "A single configuration."
    others = ", ".join(run.name for run in runs[1:])
    split = (
        " Differences are split by groups of effects turned off and on (why.csv)."
        if "why" in parameters["options"]
        else ""
    )
    return f"{others} against the baseline {runs[0].name}; {parameters['options'].get('response')} decides.{split}"


def _arrivals(run: "RunResult") -> str:
    demand = run.scenario.demand
    domains = ", ".join(f"{name} {share:g}" for name, share in demand.domains.items())
    return f"domains {domains}; kinds {', '.join(demand.kinds)}"
