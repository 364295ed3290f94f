"""Keeping the index, and wishes for what is not there."""

from sciencepop.search.services.demand import DemandInput as DemandInput
from sciencepop.search.services.demand import drop_demand as drop_demand
from sciencepop.search.services.demand import leave_demand as leave_demand
from sciencepop.search.services.pools import decline as decline
