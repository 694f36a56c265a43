"""Where real parts are put together: one module a function, which imports only what it needs."""

import gc
import os

# Powertools models the records of every service with pydantic if that is imported already, and we
# read records ourselves: so it comes first.
import aws_lambda_powertools.utilities.batch as _  # noqa: F401  # imported for its place in the order

from peering import dataclass_code

dataclass_code.take()

# What is imported and put together from here on lasts as long as the environment. To look for
# garbage in it costs a tenth of a cold start, so that waits until the function has started. Only
# Lambda's runtime sets this variable: who imports this elsewhere keeps their collector.
if "AWS_LAMBDA_RUNTIME_API" in os.environ:
    gc.disable()
