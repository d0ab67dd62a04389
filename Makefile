# `make run` and `make test` are enough on a fresh Debian with python3 and make.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
BIN := .venv/bin
JOBS ?= 2
# Where no package may be installed, the PDF libraries were unpacked here: see .ci/system.
PDF := $(if $(wildcard .venv/system/env),. .venv/system/env;)

WORDS := $(wildcard consult/*/translations/*/LC_MESSAGES/messages.po)
SAID := $(shell find templates consult -name '*.html' -o -name '*.py' -o -name '*.js' 2>/dev/null | grep -v static/dist)
STYLE := $(shell find consult/static/css -name '*.scss' 2>/dev/null)

.PHONY: help install run test check fmt bench trust lock migrate migration catalogues assets screenshots

help: ## what can be done here
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null \
		|| grep -hE '^[a-z]+:.*## ' Makefile

install: .venv/.python .venv/.pdf .venv/.assets .venv/.words .venv/.declared ## the environment only
	@:

run: install ## the demonstration, on http://127.0.0.1:8000 (PORT=… for another)
	@$(PDF) exec $(BIN)/flask serve --demonstration

test: install ## everything the tests need, then all tests
	@.ci/system browser database tools
	@$(PDF) $(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal $(ARGS)

check: install ## what CI checks before it tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python .ci/catalogues --check

fmt: install ## format code and templates
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@$(BIN)/djlint templates --reformat --quiet || true

bench: install ## how long things take, printed; with DATA=folder, what suggestions and search are worth
	@$(PDF) over=; for name in tests/bench/bench_*.py; do \
		case $$name in *suggest*|*search*) given="$(if $(DATA),DATA=$(DATA))";; *) given=;; esac; \
		bench=$$(basename "$$name" .py); \
		$(BIN)/python -m "tests.bench.$$bench" $$given || over="$$over $$bench"; done; \
	test -z "$$over" || { echo "Over a budget, or broken:$$over" >&2; exit 1; }

trust: install ## the promises of the trust page, at full size
	@.ci/system browser database tools
	@.ci/verapdf
	@$(PDF) failed=0; \
	$(BIN)/python -m pytest -q -m trust --durations=0 --durations-min=10 tests/trust tests/synthesis || failed=1; \
	$(BIN)/python -m pytest -q -n $(JOBS) --both-engines tests/journeys || failed=1; \
	exit $$failed

lock: .venv/.python ## resolve the dependencies again, with their hashes
	@$(BIN)/uv pip compile -q --upgrade $(LOCKED) -o requirements.txt pyproject.toml
	@$(BIN)/uv pip compile -q --upgrade $(LOCKED) -o requirements-dev.txt --extra dev -c requirements.txt pyproject.toml
	@.ci/libraries install && npm install --package-lock-only --silent
LOCKED := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

migrate: install ## bring the database to the schema of this version
	@$(BIN)/flask migrate

migration: install ## write the next migration: make migration m="What changes"
	@test -n "$(m)" || { echo 'Name it: make migration m="What changes"'; exit 2; }
	@$(BIN)/flask migration "$(m)"

catalogues: .venv/.python ## find the words of every room again
	@$(BIN)/python .ci/catalogues

assets: .venv/.libraries ## style, libraries, icons and fonts again
	@.ci/libraries build
	@$(BIN)/python .ci/soft-hyphens
	@$(BIN)/python .ci/screen-fonts

screenshots: install ## the pictures of the README, taken from the demonstration
	@.ci/system browser tools
	@$(PDF) $(BIN)/python .ci/screenshots

.venv/.python: requirements-dev.txt .ci/environment
	@.ci/environment
	@touch $@

.venv/.pdf: .ci/system | .venv/.python
	@.ci/system pdf
	@touch $@

.venv/.declared: requirements.txt .ci/declarations | .venv/.python
	@$(BIN)/python .ci/declarations
	@touch $@

.venv/.libraries: package.json package-lock.json .ci/libraries | .venv/.python
	@.ci/libraries install
	@touch $@

.venv/.assets: .venv/.libraries .ci/assets.mjs .ci/map.mjs .ci/soft-hyphens .ci/screen-fonts $(STYLE) $(SAID)
	@.ci/libraries build
	@$(BIN)/python .ci/soft-hyphens
	@$(BIN)/python .ci/screen-fonts
	@touch $@

.venv/.words: $(WORDS) .ci/catalogues | .venv/.python
	@$(BIN)/python .ci/catalogues --compile
	@touch $@
