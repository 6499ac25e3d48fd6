"""Forms in a race: which configurations decide a comparison of forms, and which are simulated again beside them.

Form factors are assumptions about a form beyond who sits where. Where every form states its own, they count, and the
structure alone is shown beside. Where one form states none, as one's own form often does, it would race against
favored ones: then the structure alone decides, and the factors that the others state are shown beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.scenario.schema import FormFactors, Scenario


@dataclass(frozen=True, slots=True)
class Race:
    """The configurations that decide, and the same ones again with other form factors."""

    deciding: tuple[Scenario, ...]
    again: tuple[Scenario, ...] = ()  # empty where factors make no difference or nobody asked
    stating_none: tuple[str, ...] = ()  # names; where there are any, the deciding ones have no factors


def race(scenarios: Sequence[Scenario], *, factors_at_one: bool) -> Race:
    """How configurations are compared: as written, or first without form factors where those would be unfair."""
    given = tuple(scenarios)
    bare = tuple(without_factors(scenario) for scenario in given)
    of_forms = any(_form(one) != _form(given[0]) for one in given)
    if not (factors_at_one and of_forms and any(one is not other for one, other in zip(given, bare, strict=True))):
        return Race(given)
    unfair = stating_none(given)
    if not unfair:
        return Race(given, bare)
    return Race(tuple(_cleared(scenario) for scenario in given), given, unfair)


def stating_none(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Names of those whose form states no factors, while another form of theirs has factors other than 1."""
    favored = {one.organization.form for one in scenarios if without_factors(one) is not one}
    return tuple(
        one.name
        for one in scenarios
        if one.organization.form not in one.organization.factors and favored - {one.organization.form}
    )


def without_factors(scenario: Scenario) -> Scenario:
    """The scenario with all factors of its form at 1; the same object where they are."""
    own = scenario.organization.factors.get(scenario.organization.form)
    if own is None or own == FormFactors() or not scenario.switches.form_factors:
        return scenario
    rest = {form: each for form, each in scenario.organization.factors.items() if form != scenario.organization.form}
    organization = scenario.organization.model_copy(update={"factors": rest})
    return scenario.model_copy(update={"organization": organization})


def _cleared(scenario: Scenario) -> Scenario:
    """The scenario without the factors of any form, so that configurations do not seem to differ in them."""
    organization = scenario.organization.model_copy(update={"factors": {}})
    return scenario.model_copy(update={"organization": organization}) if scenario.organization.factors else scenario


def _form(scenario: Scenario) -> tuple[str, FormFactors]:
    """The form with the factors assumed for it: what a comparison of forms compares."""
    organization = scenario.organization
    return organization.form, organization.factors.get(organization.form, FormFactors())
