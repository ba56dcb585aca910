# `make run` shows a demo bureau, `make test` proves the program. Both start from
# nothing and only wrap python3 -m venv and pip; README.md has the bare commands.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ok
CATALOGUE := review/translations
TEMPLATE := build/messages.pot

.DEFAULT_GOAL := help
.PHONY: help run test again check format lint imports templates fix coverage lock \
	translations bench fault model campaign

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

run: $(READY) ## a demo bureau on http://127.0.0.1:8000 (PORT=…); what was done there is kept
	@$(BIN)/case-review demo
	@$(BIN)/case-review run $(if $(PORT),--port $(PORT))

test: $(READY) ## every test, on SQLite and on PostgreSQL; ARGS are passed to pytest
	@# Many tests start the program; compiled beforehand it starts in half the time.
	@$(BIN)/python -m compileall -q review
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n 4 --dist worksteal $(ARGS) \
		|| { test $$? -eq 1 && $(MAKE) --no-print-directory again; }

again: $(READY) ## the tests that failed last, one after the other, up to the first that fails
	@echo "Once more, each alone: what passes now waits on a busy machine or on chance."
	@$(BIN)/pytest --last-failed --last-failed-no-failures none -x $(ARGS)

$(READY): setup.cfg pyproject.toml requirements.lock
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@echo "First start: making $(VENV) and downloading what requirements.lock names."
	@echo "That takes a minute or two, on a slow line or a busy machine several."
	@$(BIN)/pip install --quiet -c requirements.lock -e '.[test]'
	@touch $@

check: format lint imports templates ## format, lint, import-linter and templates

format: $(READY)
	@$(BIN)/ruff format --check .

lint: $(READY)
	@$(BIN)/ruff check .

imports: $(READY)
	@$(BIN)/lint-imports --no-logo

templates: $(READY)
	@$(BIN)/djlint review/templates --lint --profile=jinja --quiet

fix: $(READY) ## put right what a tool can: format and simple lint
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

coverage: $(READY) ## the tests with branch coverage: 95% overall, 100% of the domain
	@$(BIN)/pytest --cov $(ARGS)
	@$(BIN)/coverage report --fail-under=95
	@$(BIN)/coverage report --fail-under=100 --include='review/domain/*'

lock: ## resolve requirements.lock anew from setup.cfg
	@$(PYTHON) -m venv --clear build/lock
	@build/lock/bin/pip install --quiet -e '.[test]'
	@{ build/lock/bin/python -c 'import sys; print("# Constraints: exact versions for CPython %d.%d on Linux, made by `make lock`." % sys.version_info[:2])'; \
		build/lock/bin/pip freeze --exclude-editable; } > build/requirements.lock
	@mv build/requirements.lock requirements.lock

translations: $(READY) ## collect the sentences, update and compile the Chinese catalogue
	@mkdir -p build
	@$(BIN)/pybabel --quiet extract -F $(CATALOGUE)/babel.cfg -k lazy_gettext -k _l \
		--add-location=file --sort-output --project=case-review -o $(TEMPLATE) review
	@$(BIN)/pybabel --quiet update -i $(TEMPLATE) -d $(CATALOGUE) -l zh_Hans --init-missing \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(BIN)/pybabel --quiet compile -d $(CATALOGUE) --statistics

bench: $(READY) ## speed, printed beside a baseline of the same machine
	@$(BIN)/python -m benchmarks $(ARGS)

fault: $(READY) ## the long campaigns: kills, full disks, lost connections
	@$(BIN)/pytest -m fault $(ARGS)

model: $(READY) ## campaigns in any order of actions against an account of them, and any two at once
	@$(BIN)/pytest -m model $(ARGS)

campaign: $(READY) ## 2,000 files and 200 reviewers, set-up to settled, on both databases
	@$(BIN)/python -m benchmarks.whole $(ARGS)
