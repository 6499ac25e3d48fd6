"""In what two configurations differ, as far as the words for their difference depend on it."""

from typing import Any

from sim.scenario.amounts import Fixed

DESCRIPTIVE = ("opmodel", "name", "short", "description", "sources")  # blocks that nothing simulated depends on
HOW_MANY = ("per_year", "interval", "batch", "planned", "at_most")  # of demand: how many requests there are


def same_form(one: Any, other: Any) -> bool:
    """Whether two scenarios have one organization form with the same factors."""
    ours, theirs = one.organization, other.organization
    return bool(ours.form == theirs.form and ours.factors.get(ours.form) == theirs.factors.get(theirs.form))


def only_organization_differs(one: Any, other: Any) -> bool:
    """Whether two scenarios are the same but for their organization: form, factors, teams, whose platform."""
    blocks = [name for name in type(one).model_fields if name not in (*DESCRIPTIVE, "organization")]
    return all(getattr(one, name) == getattr(other, name) for name in blocks)


def demands(one: Any, other: Any) -> tuple[float, ...] | None:
    """Requests a year of two scenarios whose demand differs; empty where that is no matter of two plain numbers."""
    ours, theirs = (getattr(each, "demand", None) for each in (one, other))
    if ours is None or theirs is None or all(getattr(ours, name) == getattr(theirs, name) for name in HOW_MANY):
        return None
    rates = (ours.per_year, theirs.per_year)
    found = tuple(float(rate.value) for rate in rates if isinstance(rate, Fixed))
    return found if len(set(found)) == 2 else ()
