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

# Every kill, fault and disk error, on every store, the model and the machine; prints its tables.
# Takes about an hour of two cores.
sweep: $(READY)
	$(BIN)/python -m tests.sweep --random 1300
	$(BIN)/python -m tests.faults
	$(BIN)/python -m tests.sweep --runners 60
	$(BIN)/python -m tests.machine --examples 100
	$(BIN)/python -m tests.sweep --store postgres --sample 200 --random 200
	$(BIN)/python -m tests.sweep --store postgres --runners 20
	$(BIN)/python -m tests.sweep --store s3 --sample 20 --random 20
	$(BIN)/python -m pytest -q --whole -m sweep tests/model tests/state tests/sweep

# Takes some minutes, and means something on a machine that does nothing else.
# More: make bench BENCH="--sizes 1000,10000,100000 --terraform 2000,10000"
bench: $(READY)
	$(BIN)/python -m tests.benchmarks $(BENCH)
