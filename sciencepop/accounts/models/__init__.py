"""The tables of the feature, a file for each part of it."""

from sciencepop.accounts.models.children import Child as Child
from sciencepop.accounts.models.children import Consent as Consent
from sciencepop.accounts.models.children import GuardianInvitation as GuardianInvitation
from sciencepop.accounts.models.children import Guardianship as Guardianship
from sciencepop.accounts.models.devices import Device as Device
from sciencepop.accounts.models.four_eyes import FactorReset as FactorReset
from sciencepop.accounts.models.four_eyes import MinorsPermit as MinorsPermit
from sciencepop.accounts.models.four_eyes import RoleProposal as RoleProposal
from sciencepop.accounts.models.invitations import Invitation as Invitation
from sciencepop.accounts.models.messages import Message as Message
from sciencepop.accounts.models.messages import Muted as Muted
from sciencepop.accounts.models.organisations import MemberRole as MemberRole
from sciencepop.accounts.models.organisations import Membership as Membership
from sciencepop.accounts.models.organisations import Organisation as Organisation
from sciencepop.accounts.models.organisations import OrganisationInvitation as OrganisationInvitation
from sciencepop.accounts.models.organisations import OrganisationKind as OrganisationKind
from sciencepop.accounts.models.people import Address as Address
from sciencepop.accounts.models.people import AddressKind as AddressKind
from sciencepop.accounts.models.people import Grant as Grant
from sciencepop.accounts.models.people import OneTimeCode as OneTimeCode
from sciencepop.accounts.models.people import Person as Person
from sciencepop.accounts.models.people import Role as Role
from sciencepop.accounts.models.second_step import BrowserSignIn as BrowserSignIn
from sciencepop.accounts.models.second_step import Passkey as Passkey
from sciencepop.accounts.models.second_step import RecoveryCode as RecoveryCode
from sciencepop.accounts.models.second_step import SecondStep as SecondStep
