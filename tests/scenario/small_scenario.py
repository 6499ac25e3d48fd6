"""A small scenario that is right, for tests that break one thing in it."""

SMALL = """\
opmodel: 1
name: Small
people: {engineer: 2, scientist: 1}
demand:
  per_year: 12
  domains: {retail: 0.6, finance: 0.4}
  kinds: {light: {share: 1}, standard: {share: 3}}
handover:
  between_teams: {delay: {lognormal: {median: 2, p90: 6}}, bounce: 0.3}
roles:
  engineer: {group: delivery}
  scientist: {group: delivery}
stages:
  define:
    steps:
      frame: {effort: 2, shared_by: {scientist: 1}}
      check:
        effort: {pert: {min: 1, mode: 2, max: 5}}
        shared_by: {engineer: 0.5, scientist: 0.5}
        mark: defined
    rework:
      again: {after: check, back_to: frame, chance: 0.2}
    gates:
      board: {delay: 3, stops: 0.1}
  build:
    steps:
      code: {effort: 5, shared_by: {engineer: 1}}
      release: {effort: 1, shared_by: {engineer: 1}, mark: live}
"""


def small(old: str = "", new: str = "") -> str:
    """The small scenario with one piece of its text replaced."""
    assert old in SMALL
    return SMALL.replace(old, new, 1)
