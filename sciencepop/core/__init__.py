"""What every feature stands on and what knows no feature.

Database and transactions, refusals, the clock, access, headers, forms, languages, audit rows, the outbox,
idempotent attempts, version stamps and the page cache. Nothing here imports a feature; import-linter holds it.
"""
