"""Tables of feature search."""

from sciencepop.search.models.demand import Demand as Demand
from sciencepop.search.models.demand import DemandPool as DemandPool
from sciencepop.search.models.index import OWN_TABLES as OWN_TABLES
from sciencepop.search.models.index import Kind as Kind
from sciencepop.search.models.index import SearchDocument as SearchDocument
from sciencepop.search.models.index import SearchDue as SearchDue
from sciencepop.search.models.index import SearchWord as SearchWord
