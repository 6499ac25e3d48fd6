"""All cases of the suite by name."""

from tests.verification.classes import CLASSES
from tests.verification.crews import CREWS
from tests.verification.intake import INTAKE
from tests.verification.networks import NETWORKS
from tests.verification.portfolios import PORTFOLIOS
from tests.verification.queues import QUEUES
from tests.verification.routes import ROUTES

CASES = {case.name: case for case in (*QUEUES, *CLASSES, *CREWS, *INTAKE, *NETWORKS, *ROUTES, *PORTFOLIOS)}
