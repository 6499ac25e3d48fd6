"""The blueprint: a scenario lowered to what an engine needs, names turned into indices, read-only arrays throughout.

Ragged lists are stored as one flat array with a `..._start` array beside it: entry i owns
`flat[start[i]:start[i + 1]]`. -1 stands for "none".
"""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Names = tuple[str, ...]


WAITS, WORK, ASKS = 0, 1, 2  # phases of an activity
INTERRUPTING, IN_ORDER = 1, 2  # how a workshop finds its people
FIRST_STEP, LIVE_FROM_START = -1, -2  # where a planned item begins
OF_THE_PARENT, RETIREMENT = -1, -2  # kind that a live item's clock makes


class PartType(IntEnum):
    """What a part of a step is."""

    STINT = 0
    DELAY = 1
    CALL = 2


class Presence(IntEnum):
    """Whether a person is there from a day on."""

    NOT_YET = 0
    ABSENT = 1
    HERE = 2
    LEFT = 3  # takes nothing new, finishes what is in hand
    LEFT_HANDING_BACK = 4


class SourceType(IntEnum):
    """How a source makes items."""

    PLANNED = 0  # at known days
    RENEWAL = 1  # one batch after another
    LIVE = 2  # the same for each live item, from its mark `live` to its retirement


@dataclass(frozen=True, slots=True)
class Money:
    """What value and cost are made of, beside people; no engine reads it."""

    until: float = -1.0  # last day of the account; -1: the end of the window, or the horizon of a portfolio
    discount: float = 0.0  # per year
    hiring: float = 0.0  # USD for each person who joins after day 0
    platform: float = 0.0  # USD per year
    half_after: float = 0.0  # days in use until half of the value is there
    takes: float = 0.0  # days from a tenth of the value to nine tenths
    drift_loses: float = 0.0  # share of the value lost from a drift to the end of its mending


@dataclass(frozen=True, eq=False)
class Blueprint:
    """Everything an engine knows of a scenario."""

    # names
    stage_names: Names
    step_names: Names
    activity_names: Names
    part_names: Names
    role_names: Names
    role_labels: Names
    person_names: Names
    person_group: Names
    team_names: Names
    kind_names: Names
    domain_names: Names
    mark_names: Names
    gate_names: Names
    rule_names: Names
    source_names: Names

    # study
    study_type: str
    warm_up: float
    intake: float
    horizon: float
    full_horizon: bool
    queueing: bool  # False: every request is served at once by a copy of the person who would be chosen
    goal_target: float

    # amounts; value = law by level x path x the factor amount
    tables: Floats  # quantile tables, see sim.laws
    path_start: Ints  # paths over days; the first three are the dials
    path_day: Floats
    path_value: Floats
    amount_law: Ints  # amount x 3 levels (the first counts where there is no dial)
    amount_shape: Floats  # amount x 3 levels x (a, b, c, multiplier)
    amount_dial: Ints  # path that interpolates the levels
    amount_scale: Ints  # rules.LINEAR, GEOMETRIC, ODDS
    amount_path: Ints  # path that multiplies
    amount_factor: Ints  # amount that multiplies

    # kinds of item: use cases first, then what is spawned
    kind_is_use_case: Flags
    kind_first_step: Ints
    kind_last_step: Ints
    kind_urgent: Flags
    kind_class: Floats
    kind_cost_of_delay: Floats
    kind_share: Ints  # amount; use cases only
    kind_smallest: Flags
    kind_stream: Keys
    kind_value: Ints  # amount
    size_amount: Ints  # one amount, as an array of length 1
    size_stream: Keys
    value_stream: Keys
    domain_share: Floats
    domain_stream: Keys

    # the route: steps of use cases in order, then the steps of each spawned kind
    step_stage: Ints
    step_activity_start: Ints
    step_mark: Ints
    step_gate: Ints
    step_rule_start: Ints
    step_stream: Keys  # of its rework decision
    step_limits: Ints  # bits of the limits whose span it lies in
    step_closeness: Floats  # share of the route behind it
    step_coordination: Ints  # step x kind: kind of the coordinating item
    coordination_stream: Keys  # step

    activity_step: Ints
    activity_part_start: Ints  # parts in order of phase: waits, work, asks
    activity_effort: Ints  # activity x kind: amount; -1: the kind skips it unless activity_for says otherwise
    activity_for: Flags  # activity x kind
    activity_mean: Floats  # activity x kind: expected effort, for disciplines
    activity_stream: Keys
    activity_together: Ints  # 0 no, 1 interrupting, 2 convened in order
    activity_patience: Ints  # activity x kind: amount
    activity_redo: Ints  # activity x kind: chance
    activity_redo_repeats: Floats
    activity_redo_fade: Floats
    activity_redo_at_most: Ints  # -1: no limit
    redo_stream: Keys
    patience_stream: Keys

    part_type: Ints
    part_phase: Ints
    part_activity: Ints
    part_step: Ints
    part_role: Ints  # -1: delay or call
    part_ask: Ints  # stints
    part_share: Floats  # stints
    part_amount: Ints  # part x kind: delay, or chance of a call
    part_again: Ints  # delays: factor on repeated visits (amount)
    part_once: Flags
    part_grows: Floats
    part_stream: Keys
    part_call: Ints  # kind of the child
    part_domain: Ints  # calls to another domain
    part_awaited: Flags
    part_patience: Ints  # part x kind: amount; calls
    part_alone: Floats  # calls: loss when decided alone

    gate_delay: Ints  # gate x kind: amount
    gate_stops: Ints  # gate x kind: chance
    gate_for: Flags  # gate x kind
    gate_grows: Floats
    gate_meet_every: Floats
    gate_coordination: Ints  # gate x kind: kind of the coordinating item
    gate_coordination_stream: Keys
    gate_stream: Keys
    verdict_stream: Keys

    rule_target: Ints
    rule_chance: Ints  # rule x kind: amount
    rule_fade: Floats
    rule_at_most: Ints
    rule_repeats: Floats

    limit_capacity: Ints

    # handover; relation 0 is the same team, 1 between teams
    handover_delay: Ints  # relation x kind: amount
    handover_bounce: Ints
    handover_loss: Ints
    handover_stream: Keys  # part (the participant's first stint)
    bounce_stream: Keys  # part
    bounces_at_most: int

    # people and teams; a pool is those of one team who serve one role
    pool_team: Ints
    pool_role: Ints
    pool_start: Ints
    pool_person: Ints
    pool_skill: Floats
    pool_preference: Ints
    ask_role: Ints
    option_start: Ints  # ask x domain (flat) + 1
    option_pool: Ints
    option_stands_in: Flags
    person_carries: Ints
    person_loss: Floats
    person_roles: Ints  # number of roles held
    person_fte: Floats
    person_role: Flags  # person x role
    person_team: Flags  # person x team
    person_modeled: Flags  # holds a role all of whose work is modeled, so not of business only
    rate_start: Ints
    rate_day: Floats
    rate_slope: Floats
    rate_presence: Ints
    role_day_rate: Floats
    weights: Floats  # of the queue discipline: class, requested, effort, cost of delay, closeness

    # sources, as written
    source_type: Ints
    source_kind: Ints  # -1: drawn among use cases, or by the source's remedies
    source_stream: Keys
    source_interval: Ints  # amount
    source_rate: Ints  # amount that divides the interval where that moves
    source_moves: Flags  # whether the interval or the rate changes over the days
    source_batch: Ints  # amount
    source_at_most: Ints
    source_ever: Ints  # chance that the clock runs at all (live sources)
    source_waits: Flags  # the next interval begins when the item made is done
    source_measurable: Flags
    source_person: Ints  # personal duties: nothing is made while the person is not a member of the team
    planned_start: Ints
    planned_day: Floats
    planned_kind: Ints
    planned_domain: Ints
    planned_size: Floats  # nan: drawn
    planned_step: Ints  # -1: the first step; -2: live
    remedy_start: Ints
    remedy_kind: Ints  # -1: of the parent's kind, from remedy_step on; -2: retirement
    remedy_step: Ints
    remedy_share: Ints  # amount
    remedy_stream: Keys
    interval_stream: Keys  # source
    batch_stream: Keys
    ever_stream: Keys
    remedy_urgent: Flags

    money: Money

    def __repr__(self) -> str:
        return f"Blueprint({len(self.step_names)} steps, {len(self.person_names)} people)"

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


MARKS: Names = ("requested", "defined", "model_ready", "live", "in_use", "retired")
