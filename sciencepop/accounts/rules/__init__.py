"""Decisions of feature accounts: addresses, codes, passwords, and where sign-in may lead."""
