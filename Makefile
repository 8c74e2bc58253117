# Two commands matter: `make run` opens the program on the sample study, `make test` runs every test.
# Both make their own environment in .venv the first time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test coverage mutations check lint bench judges screenshots clean-env

run: $(VENV)/.ready
	@$(BIN)/python -m annotator demo --out out

# One process a core, each with whole files of tests in their order. CI=1 tries many more made-up examples.
# Compiled code is kept even where the shell says not to: the tests start a hundred processes.
# glibc gives frames back at once: each is a mapping of its own, and threads share what is smaller.
PYTEST := QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} PYTHONDONTWRITEBYTECODE= \
	MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=262144 \
	$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder --max-worker-restart=1

test: $(VENV)/.ready
	@$(PYTEST)

# The tests of the core, and then: is every branch of the files in tools/fully_covered.txt still tried?
coverage: $(VENV)/.ready
	@$(PYTEST) tests --ignore=tests/ui --ignore=tests/journeys --cov --cov-report=json:out/coverage.json
	@$(BIN)/python tools/coverage_ratchet.py out/coverage.json

# Plants small faults one by one and says which of them no test notices.
mutations: $(VENV)/.ready
	@$(BIN)/python tools/mutations.py

# What must be green before anything lands: format, lint, types, who imports whom, tests and doctests.
check: lint test

lint: $(VENV)/.ready
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.ready
	@$(BIN)/python -m benchmarks

# Other people's programs read what is written in their formats; each in an environment of its own, under out/judges.
judges: $(VENV)/.ready
	@$(BIN)/python -m tools.judges.run

screenshots: $(VENV)/.ready
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m ui.tour --out out/tour --screenshots docs/screenshots

$(VENV)/.ready: pyproject.toml constraints.txt tools/system_libraries.sh
	@PYTHON=$(PYTHON) sh tools/system_libraries.sh
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@
