# `make demo` and `make test` need only Python 3.11 with venv and pip; they set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: bench golden sweep demo test check lint types layers schemas

$(READY): pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

demo: $(READY)
	TURKFORM=$(abspath $(BIN)/turkform) bash campaigns/thousand/demo.sh

test: $(READY)
	$(BIN)/python -m pytest -n 2 -q $(PYTEST_ARGS)

lint: $(READY)
	$(BIN)/ruff check turkform tests
	$(BIN)/ruff format --check turkform tests

types: $(READY)
	$(BIN)/mypy

schemas: $(READY)
	$(BIN)/turkform schema --write schemas

layers: $(READY)
	$(BIN)/lint-imports

check: lint types layers test

# What tests compare with: rendered plans, and the picture in the README.
golden: $(READY)
	$(BIN)/python -m tests.render.golden
	$(BIN)/python -m tests.readme.picture

# Every kill and fault, on both stores, and the model; prints its table. Takes about half an hour.
sweep: $(READY)
	$(BIN)/python -m pytest -q --whole -m sweep tests/model tests/state
	$(BIN)/python -m tests.sweep --random 1500
	$(BIN)/python -m tests.faults
	$(BIN)/python -m tests.sweep --random 300 --sample 200 --store postgres

# Takes some minutes, and means something on a machine that does nothing else.
# More: make bench BENCH="--sizes 1000,10000,100000 --terraform 2000,10000"
bench: $(READY)
	$(BIN)/python -m tests.benchmarks $(BENCH)
