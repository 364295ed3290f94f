"""While everything is imported nothing is garbage; `conftest` has it collected again when tests are about to run."""

import gc
import sys

if "pytest" in sys.modules:  # and not where `bench` takes something from here
    gc.disable()
