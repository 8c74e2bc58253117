# Two commands matter: `make run` opens the program on the sample study, `make test` runs every test.
# Both make their own environment in .venv the first time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check lint bench screenshots clean-env

run: $(VENV)/.ready
	@$(BIN)/python -m annotator demo --out out

test: $(VENV)/.ready
	@QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} $(BIN)/python -m pytest -q

# What must be green before anything lands: format, lint, types, who imports whom, tests and doctests.
check: lint test

lint: $(VENV)/.ready
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.ready
	@$(BIN)/python -m benchmarks

screenshots: $(VENV)/.ready
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m ui.tour --out out/tour --screenshots docs/screenshots

$(VENV)/.ready: pyproject.toml constraints.txt tools/system_libraries.sh
	@PYTHON=$(PYTHON) sh tools/system_libraries.sh
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@
