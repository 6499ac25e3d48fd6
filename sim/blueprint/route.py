"""The route: stages, calls, duties and operation lowered to steps, activities and parts."""

from collections.abc import Mapping
from typing import Any

from sim import rules
from sim.blueprint.amounts import AmountTable, each_fixed, expected
from sim.blueprint.blueprint import ASKS, IN_ORDER, INTERRUPTING, MARKS, WAITS, WORK, PartType
from sim.blueprint.columns import Columns, Kind
from sim.blueprint.people import FIRST_PARTICIPANT, People
from sim.draws import stream_key
from sim.errors import BadInput
from sim.scenario.amounts import Amount, for_kind
from sim.scenario.schema import Activity, Call, Gate, Scenario, Share, Step

TOGETHER = {"interrupting": INTERRUPTING, "in_order": IN_ORDER}


class Route:
    """Collects steps, activities, parts, gates, rework rules and limits, and the kinds of item that pass them."""

    def __init__(self, scenario: Scenario, amounts: AmountTable, people: People) -> None:
        self.scenario, self.amounts, self.people = scenario, amounts, people
        self.use_cases = list(scenario.demand.kinds)
        self.kinds = [
            Kind(name, True, urgent=kind.urgent, klass=float(kind.priority), cost_of_delay=kind.cost_of_delay)
            for name, kind in scenario.demand.kinds.items()
        ]
        self.calls: dict[str, int] = {}
        self.steps, self.activities, self.parts = Columns(), Columns(), Columns()
        self.gates, self.rules = Columns(), Columns()
        self.limits: list[int] = []
        self.dials = [scenario.maturity.data_foundation, scenario.maturity.platform, scenario.maturity.mlops]
        self._streams: dict[int, str] = {}
        self._coordination: dict[tuple[str, int], int] = {}

    # -- the use cases' route ------------------------------------------------------------------------------------

    def lay_stages(self) -> None:
        """Lower the stages; spawned kinds get their steps afterwards."""
        for s, (stage_name, stage) in enumerate(self.scenario.stages.items()):
            for step_name, step in stage.steps.items():
                self._step(f"{stage_name}.{step_name}", s, step)
        last = len(self.steps) - 1
        for kind in self.kinds:
            kind.last_step = last
        self.route_steps = len(self.steps)
        for s, row in enumerate(self.steps.rows):
            row["closeness"] = s / max(1, self.route_steps)
        self._lay_rules_and_gates()
        self._lay_limits()

    def step_index(self, name: str) -> int:
        """Index of a step of the route by its own name."""
        names = [full.split(".", 1)[1] for full in self.steps["name"][: self.route_steps]]
        if name not in names:
            raise BadInput(f'"{name}" is not a step. Steps: {", ".join(names)}')
        return names.index(name)

    def live_step(self) -> int:
        """Step that is passed into production: the one marked `live`, else the last."""
        marks = self.steps["mark"][: self.route_steps]
        live = MARKS.index("live")
        return marks.index(live) if live in marks else self.route_steps - 1

    def _step(self, name: str, stage: int, step: Step) -> int:
        mark = -1 if step.mark is None else MARKS.index(step.mark)
        s = self.steps.add(
            name=name, stage=stage, mark=mark, gate=-1, limits=0, closeness=0.0,
            stream=self.stream(f"rework after {name}"), coordination=self.stream(f"coordination into {name}"), rules=[],
        )  # fmt: skip
        activities: Mapping[str, Activity] = step.parallel or {"": step}
        for activity_name, activity in activities.items():
            full = f"{name}.{activity_name}" if activity_name else name
            self._activity(s, full, activity, self.use_cases)
        return s

    def _lay_rules_and_gates(self) -> None:
        for stage_name, stage in self.scenario.stages.items():
            for rule_name, rule in stage.rework.items():
                after, target = self.step_index(rule.after), self.step_index(rule.back_to)
                chances = [
                    self.amounts.add(self._net(rule.chance, kind, rule.includes_loss), rules.ODDS)
                    if rule.only_for is None or kind in rule.only_for
                    else -1
                    for kind in self.use_cases
                ]
                r = self.rules.add(
                    name=f"{stage_name}.{rule_name}", target=target, chance=chances, fade=rule.fade,
                    at_most=-1 if rule.at_most is None else rule.at_most, repeats=rule.repeats, after=after,
                )  # fmt: skip
                self.steps.rows[after]["rules"].append(r)
            for gate_name, gate in stage.gates.items():
                after = self.step_index(gate.after if gate.after is not None else list(stage.steps)[-1])
                if self.steps.rows[after]["gate"] >= 0:
                    raise BadInput(f"stages.{stage_name}.gates.{gate_name}: a step has one gate at most")
                self.steps.rows[after]["gate"] = self._gate(f"{stage_name}.{gate_name}", gate)

    def _gate(self, name: str, gate: Gate) -> int:
        applies = [gate.only_for is None or kind in gate.only_for for kind in self.use_cases]
        every = self.scenario.gates.meet_every if gate.meet_every is None else gate.meet_every
        return self.gates.add(
            name=name, applies=applies, grows=gate.grows, meet_every=every,
            delay=[self.amounts.add(gate.delay, kind=kind) for kind in self.use_cases],
            stops=[self.amounts.add(gate.stops, rules.ODDS, kind) for kind in self.use_cases],
            stream=self.stream(f"gate {name}"), verdict=self.stream(f"verdict at {name}"), effort=gate.coordination,
            coordination=self.stream(f"coordination of {name}"), title=name.replace(".", " "),
        )  # fmt: skip

    def _net(self, chance: Amount, kind: str, loss: float) -> Amount | None:
        """The chance without the average context loss that the published figure contains."""
        chosen = for_kind(chance, kind)
        if chosen is None or loss == 0.0:
            return chosen
        return each_fixed(chosen, lambda p: rules.without_loss(p, loss))

    def _lay_limits(self) -> None:
        for s, stage in enumerate(self.scenario.stages.values()):
            if stage.limit is not None:
                span = [i for i, row in enumerate(self.steps.rows[: self.route_steps]) if row["stage"] == s]
                self._limit(stage.limit, span)
        if self.scenario.flow.portfolio_limit is not None:
            self._limit(self.scenario.flow.portfolio_limit, list(range(self.live_step() + 1)))

    def _limit(self, capacity: int, span: list[int]) -> None:
        for s in span:
            self.steps.rows[s]["limits"] |= 1 << len(self.limits)
        self.limits.append(capacity)

    # -- activities ------------------------------------------------------------------------------------------------

    def _activity(self, step: int, name: str, activity: Activity, kinds: list[str]) -> int:
        """Lower one activity for the kinds named (use cases, or one spawned kind)."""
        applies = [activity.only_for is None or kind in activity.only_for for kind in kinds]
        effort = [
            self.amounts.exactly(activity.effort, kind=kind) if activity.effort is not None and yes else -1
            for kind, yes in zip(kinds, applies, strict=True)
        ]
        mean = [self._expected(activity.effort, kind) if e >= 0 else 0.0 for kind, e in zip(kinds, effort, strict=True)]
        redo = activity.redo
        a = self.activities.add(
            name=name, step=step, kinds=kinds, effort=effort, mean=mean,
            applies=[yes and (e >= 0 or activity.effort is None) for yes, e in zip(applies, effort, strict=True)],
            together=TOGETHER[activity.convene] if activity.together else 0,
            patience=[self.amounts.add(activity.patience, kind=kind) for kind in kinds],
            redo=[self.amounts.add(redo.chance, rules.ODDS, kind) if redo else -1 for kind in kinds],
            repeats=redo.repeats if redo else 1.0, fade=redo.fade if redo else 1.0,
            at_most=-1 if redo is None or redo.at_most is None else redo.at_most,
            stream=self.stream(f"effort of {name}"), redo_stream=self.stream(f"redo of {name}"),
            patience_stream=self.stream(f"patience at {name}"),
        )  # fmt: skip
        for wait_name, wait in activity.waits.items():
            applies_to = [k for k in kinds if wait.only_for is None or k in wait.only_for]
            if wait.delay is not None:
                amounts = [self.amounts.add(wait.delay, kind=k) if k in applies_to else -1 for k in kinds]
                self._part(
                    PartType.DELAY, WAITS, a, f"{name}.{wait_name}", amount=amounts, once=wait.once, grows=wait.grows,
                    again=self.amounts.exactly(wait.again),
                )  # fmt: skip
            if wait.call is not None:
                self._call(WAITS, a, f"{name}.{wait_name}", wait.call, applies_to, kinds, once=wait.once)
        if activity.effort is not None:
            self._stints(a, name, activity.shared_by)
        for ask_name, call_name in activity.asks.items():
            self._call(ASKS, a, f"{name}.{ask_name}", call_name, kinds, kinds)
        return a

    def _stints(self, a: int, name: str, shared_by: Mapping[str, Share]) -> None:
        roles = list(shared_by)
        for role, share in shared_by.items():
            ask = self.people.ask(role, self.people.first_other(roles, role))
            self.people.require(ask, name)
            for seat in range(share.people):
                label = f"{name}.{role}" + (f" {seat + 1}" if share.people > 1 else "")
                self._part(
                    PartType.STINT, WORK, a, label, role=self.people.ask_role[ask], ask=ask,
                    share=share.share / share.people,
                )  # fmt: skip

    def _call(
        self, phase: int, a: int, name: str, call_name: str, applies_to: list[str], kinds: list[str], once: bool = False
    ) -> None:
        call: Call = self.scenario.calls[call_name]
        targets = [-1] if call.foreign is None else range(len(self.people.domains))
        for domain in targets:
            chance = call.chance if call.foreign is None else call.foreign
            label = name if domain < 0 else f"{name} from {self.people.domains[domain]}"
            self._part(
                PartType.CALL, phase, a, label, once=once, call=self.call_kind(call_name), domain=domain,
                amount=[self.amounts.add(chance, rules.ODDS, k) if k in applies_to else -1 for k in kinds],
                awaited=call.awaited, patience=[self.amounts.add(call.patience, kind=k) for k in kinds],
                alone=call.alone,
            )  # fmt: skip

    def _part(self, part_type: PartType, phase: int, a: int, name: str, **given: Any) -> int:
        kinds = self.activities.rows[a]["kinds"]
        row = {
            "name": name, "type": int(part_type), "phase": phase, "activity": a,
            "step": self.activities.rows[a]["step"], "role": -1, "ask": -1, "share": 0.0, "amount": [-1] * len(kinds),
            "again": -1, "once": False, "grows": 0.0, "stream": self.stream(f"{part_type.name.lower()} {name}"),
            "call": -1, "domain": -1, "awaited": True, "patience": [-1] * len(kinds), "alone": 0.0,
        }  # fmt: skip
        return self.parts.add(**{**row, **given})

    # -- spawned kinds ---------------------------------------------------------------------------------------------

    def call_kind(self, name: str) -> int:
        """Kind of the child items that a call makes; steps follow with `lay_spawned`."""
        if name not in self.calls:
            call = self.scenario.calls[name]
            self.kinds.append(Kind(f"calls.{name}", urgent=call.urgent))
            self.calls[name] = len(self.kinds) - 1
        return self.calls[name]

    def lay_calls(self) -> None:
        """Steps of every call that something asks for."""
        for name, kind in self.calls.items():
            call = self.scenario.calls[name]
            self._single_step(kind, f"calls.{name}", call.effort, call.shared_by, call.delay)

    def spawned(
        self, name: str, effort: Amount | None, shared_by: Mapping[str, Share], delay: Amount | None, urgent: bool
    ) -> int:
        """A kind of item with one step of its own: wait, then work."""
        self.kinds.append(Kind(name, urgent=urgent))
        self._single_step(len(self.kinds) - 1, name, effort, shared_by, delay)
        return len(self.kinds) - 1

    def personal_duty(self, name: str, effort: Amount, role: str, person: int, urgent: bool) -> int:
        """A kind of item that only one person can work on."""
        kind = self.spawned(name, effort, {}, None, urgent)
        ask = self.people.ask_person(person, role)
        activity = self.steps.rows[self.kinds[kind].first_step]["first_activity"]
        self._part(PartType.STINT, WORK, activity, f"{name}.{role}", role=self.people.ask_role[ask], ask=ask, share=1.0)
        return kind

    def coordination_kinds(self) -> list[list[int]]:
        """Step x use-case kind: the kind of item that coordinates a crossing into the step, -1 for none."""
        effort = self.scenario.handover.between_teams.coordination
        kinds = range(len(self.use_cases))
        return [
            [self._coordinating("coordination", step, kind, effort) for kind in kinds]
            for step in range(self.route_steps)
        ]

    def gate_coordination_kinds(self) -> list[list[int]]:
        """Gate x use-case kind: the kind of item that coordinates a decision, -1 for none."""
        decides = {row["gate"]: step for step, row in enumerate(self.steps.rows) if row["gate"] >= 0}
        return [
            [
                self._coordinating(f"coordination of {row['title']}", decides[gate], kind, row["effort"])
                if row["applies"][kind]
                else -1
                for kind in range(len(self.use_cases))
            ]
            for gate, row in enumerate(self.gates.rows)
        ]

    def _coordinating(self, name: str, step: int, kind: int, effort: Amount | None) -> int:
        """The kind of item that coordinates for those who work on this step: one for each who may be asked."""
        own = None if effort is None else for_kind(effort, self.use_cases[kind])
        roles = [
            self.people.role_names[part["role"]]
            for part in self.parts.rows
            if part["step"] == step and part["ask"] >= 0
            and self.activities.rows[part["activity"]]["applies"][kind]
        ]  # fmt: skip
        if not roles or own is None or self.amounts.add(own) < 0:
            return -1
        role = self.scenario.handover.coordinated_by
        first = self.people.first_other(roles, role)
        ask = self.people.ask(role, first)
        self.people.require(ask, "coordination")
        if own != effort:
            name += f" for {self.use_cases[kind]}"
        if (name, ask) not in self._coordination:
            helped = FIRST_PARTICIPANT in (self.scenario.roles[role].stand_in or {}) and bool(first)
            said = f"{name} or {first}" if helped else name
            new = self.spawned(said, own, {}, None, False)
            self._part(
                PartType.STINT, WORK, self.steps.rows[self.kinds[new].first_step]["first_activity"], f"{said}.{role}",
                role=self.people.ask_role[ask], ask=ask, share=1.0,
            )  # fmt: skip
            self._coordination[name, ask] = new
        return self._coordination[name, ask]

    def _single_step(
        self, kind: int, name: str, effort: Amount | None, shared_by: Mapping[str, Share], delay: Amount | None
    ) -> None:
        s = self.steps.add(
            name=name, stage=-1, mark=-1, gate=-1, limits=0, closeness=1.0, stream=self.stream(f"rework after {name}"),
            coordination=self.stream(f"coordination into {name}"), rules=[], first_activity=len(self.activities),
        )  # fmt: skip
        a = self._activity(s, name, Activity(effort=effort), [self.kinds[kind].name])
        if delay is not None:
            self._part(PartType.DELAY, WAITS, a, f"{name}.delay", amount=[self.amounts.add(delay)])
        self._stints(a, name, shared_by)
        self.kinds[kind].first_step = self.kinds[kind].last_step = s

    def stream(self, name: str) -> int:
        """Key of a stream; two names with one key are refused."""
        key = stream_key(name)
        if self._streams.setdefault(key, name) != name:
            raise BadInput(f'"{name}" and "{self._streams[key]}" have the same stream key; rename one of them')
        return key

    def _expected(self, effort: Amount | None, kind: str) -> float:
        chosen = None if effort is None else for_kind(effort, kind)
        return 0.0 if chosen is None else expected(chosen, self.dials)
