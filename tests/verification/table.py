"""All cases of the suite by name."""

from verification.networks import NETWORKS
from verification.portfolios import PORTFOLIOS
from verification.queues import QUEUES
from verification.routes import ROUTES

CASES = {case.name: case for case in (*QUEUES, *NETWORKS, *ROUTES, *PORTFOLIOS)}
