"""The tables of the feature."""

from sciencepop.delivery.models.dispatches import DispatchLine as DispatchLine
from sciencepop.delivery.models.dispatches import DispatchRun as DispatchRun
from sciencepop.delivery.models.dispatches import DispatchState as DispatchState
from sciencepop.delivery.models.dispatches import LineState as LineState
from sciencepop.delivery.models.lecturers import LecturerInvitation as LecturerInvitation
from sciencepop.delivery.models.loans import LentUnit as LentUnit
from sciencepop.delivery.models.loans import Loan as Loan
from sciencepop.delivery.models.menu import DeliveryLecturer as DeliveryLecturer
from sciencepop.delivery.models.menu import ItemLecturer as ItemLecturer
from sciencepop.delivery.models.menu import MenuItem as MenuItem
from sciencepop.delivery.models.menu import Supplier as Supplier
from sciencepop.delivery.models.orders import DeliveryOrder as DeliveryOrder
from sciencepop.delivery.models.orders import OfferAnswer as OfferAnswer
from sciencepop.delivery.models.orders import OrderEvaluation as OrderEvaluation
from sciencepop.delivery.models.orders import OrderOffer as OrderOffer
from sciencepop.delivery.models.orders import OrderSlot as OrderSlot
from sciencepop.delivery.models.orders import OrderStep as OrderStep
from sciencepop.delivery.models.photos import DeliveryPhoto as DeliveryPhoto
from sciencepop.delivery.models.window_draws import DrawState as DrawState
from sciencepop.delivery.models.window_draws import WindowDraw as WindowDraw
from sciencepop.delivery.models.windows import OrderWindow as OrderWindow
from sciencepop.delivery.models.windows import TownQuota as TownQuota
