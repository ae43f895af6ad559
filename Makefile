# Every target makes .venv first, where it is missing or pyproject.toml or constraints.txt has changed.

RUN := .venv/bin/python
INSTALLED := .venv/.installed
BENCHED := .venv/.installed-bench
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
QUICK ?=

# Hundreds of processes import the same modules: without bytecode each of them would compile them anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo tour serve test lint bench constraints clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: $(INSTALLED) ## test the sync travel service, migrate it, test the result, explain one function (SQLite)
	$(RUN) -m examples.demo

tour: $(INSTALLED) ## run the async travel service on the embedded database, call it, show the answers
	$(RUN) -m examples.tour

serve: $(INSTALLED) ## serve the travel service on http://HOST:PORT
	$(RUN) -m uvicorn --app-dir examples/travel travel.main:app --host $(HOST) --port $(PORT)

test: $(INSTALLED) ## run the tests on SQLite, MariaDB and MySQL, which are brought where missing (ARGS="-k name")
	$(RUN) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(INSTALLED) ## check style and types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy --strict src/aiolift tests/servers tests/conftest.py

bench: $(BENCHED) ## measure everything on MariaDB and MySQL, and write docs/benchmarks.md (QUICK=1: roughly, into .bench/)
	$(RUN) -m scripts.bench $(if $(QUICK),--quick) $(ARGS)

constraints: ## pin the newest versions that pyproject.toml allows in constraints.txt
	sh scripts/make-venv .venv
	$(RUN) -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	$(RUN) -m pip freeze --exclude-editable > constraints.txt
	touch $(INSTALLED)

clean: ## remove the virtual environment and every cache of the checkout
	rm -rf .venv .bench .mypy_cache .pytest_cache .ruff_cache .hypothesis .demo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml constraints.txt
	test -x .venv/bin/pip || sh scripts/make-venv .venv
	$(RUN) -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt
	touch $@

$(BENCHED): $(INSTALLED)
	$(RUN) -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]' -c constraints.txt
	touch $@
