"""Queue disciplines: which weights over which fields of a request a name stands for."""

WEIGHTS = ("class", "requested", "effort", "cost_of_delay", "closeness")  # known when a request is made, and fixed then
DISCIPLINES: dict[str, dict[str, float]] = {  # the smallest sum goes first, ties by time of the request
    "first_come": {},
    "by_class": {"class": 1.0},
    "shortest": {"effort": 1.0},
    "cost_of_delay": {"cost_of_delay": -1.0},
    "finish_first": {"closeness": -1.0},
}
