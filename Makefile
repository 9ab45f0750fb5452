# Everything a developer needs; each target sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := samples/water-plan.txt

.PHONY: demo test lint clean help

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /: /'

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

demo: $(VENV)/ready ## render a sample as India proposes it, and as a colour redline
	@echo '$$ redline render $(SAMPLE) --as-proposed-by IND'
	@$(BIN)/redline render $(SAMPLE) --as-proposed-by IND
	@echo
	@echo '$$ redline render $(SAMPLE) --color always'
	@$(BIN)/redline render $(SAMPLE) --color always

test: lint ## lint, types and every test
	$(BIN)/pytest

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean: ## remove what was set up
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
