"""While everything is imported nothing is garbage; `conftest` has it collected again when tests are about to run."""

import gc

gc.disable()
