# Moi. `make run` and `make test` need Python >= 3.11 (with venv) and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= auto
RECORD := contracts/merkle.py,contracts/commitments.py,contracts/record.py,contracts/record_facts.py,contracts/record_agreeing.py,contracts/record_kinds.py,contracts/copies.py,contracts/told.py,contracts/lawful.py
FILES := contracts/history.py,contracts/heads.py,contracts/seals.py,contracts/keyset.py,contracts/documents.py,contracts/replay.py,contracts/verifier/*,contracts/consent/*
COVERED := --cov=contracts --cov=market/money --cov-branch --cov-report=

.DEFAULT_GOAL := help

## help: this list
help:
	@grep -E '^## ' $(MAKEFILE_LIST) | sed 's/^## /  make /'

.venv/.ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo "Installing into .venv (about half a minute, once) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip check --disable-pip-version-check >/dev/null
	@touch $@

## run: install, start a database, fill it with a demo, serve on http://127.0.0.1:8000 (PORT=8001, or .env, changes it)
run: .venv/.ready
	@$(BIN)/moi up

## test: every test on a PostgreSQL of its own
test: .venv/.ready
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

## check: what CI runs: format, lint, strict types, import direction, tests
check: .venv/.ready
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_house.py
	@$(MAKE) --no-print-directory test

## format: put the code in order
format: .venv/.ready
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

## bench: measure against honest counterparts, into benchmarks/latest.json (FAST=1: at most 5 minutes)
bench: .venv/.ready
	@$(BIN)/python -m benchmarks $(if $(FAST),--fast)

## drill: attack the product, into drills/latest.json (FAST=1: a sample in minutes; ONLY=G5 SECONDS=1200 SEED=1 CASE=…)
drill: .venv/.ready
	@$(BIN)/python -m drills $(if $(FAST),--fast) $(if $(ONLY),--only "$(ONLY)") $(if $(SECONDS),--seconds $(SECONDS)) \
	  $(if $(SEED),--seed $(SEED)) $(if $(CASE),--case "$(CASE)")

## coverage: every branch of the rules and of money is met by a test, or this fails (some minutes, more than CI has)
# Without tests/races: a branch that only a race meets is met by luck.
coverage: .venv/.ready
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --timeout 300 $(COVERED) \
	  tests/contracts tests/money tests/rentals tests/operators tests/commands tests/web tests/journeys \
	  tests/relations/rewards tests/relations/brought tests/test_matrix.py
	@$(BIN)/coverage report --fail-under 100 --include 'contracts/price.py,contracts/period.py,$(RECORD),$(FILES),market/money/*'

## lock: resolve the dependencies anew, with hashes and without addresses
lock:
	@for use in main local dev; do \
	  extras="--extra build"; \
	  [ $$use = main ] || extras="$$extras --extra local"; \
	  [ $$use = dev ] && extras="$$extras --extra test --extra dev"; \
	  uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --no-strip-extras \
	    --python-version 3.11 --quiet $$extras -o requirements/$$use.txt; done

## clean: forget the local market and its database
clean: .venv/.ready
	@$(BIN)/moi forget --yes
	@MOI_HOME=.moi-test $(BIN)/moi forget --yes

.PHONY: help run test check format bench drill coverage lock clean
