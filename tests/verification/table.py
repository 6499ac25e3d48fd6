"""All cases of the suite by name."""

from tests.verification.networks import NETWORKS
from tests.verification.portfolios import PORTFOLIOS
from tests.verification.queues import QUEUES
from tests.verification.routes import ROUTES

CASES = {case.name: case for case in (*QUEUES, *NETWORKS, *ROUTES, *PORTFOLIOS)}
