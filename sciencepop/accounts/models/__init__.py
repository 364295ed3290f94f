"""The tables of the feature, a file for each part of it."""

from sciencepop.accounts.models.children import Child as Child
from sciencepop.accounts.models.children import Consent as Consent
from sciencepop.accounts.models.children import GuardianInvitation as GuardianInvitation
from sciencepop.accounts.models.children import Guardianship as Guardianship
from sciencepop.accounts.models.messages import Message as Message
from sciencepop.accounts.models.messages import Muted as Muted
from sciencepop.accounts.models.people import Address as Address
from sciencepop.accounts.models.people import AddressKind as AddressKind
from sciencepop.accounts.models.people import Grant as Grant
from sciencepop.accounts.models.people import OneTimeCode as OneTimeCode
from sciencepop.accounts.models.people import Person as Person
from sciencepop.accounts.models.people import Role as Role
