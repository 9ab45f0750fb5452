# Everything a developer needs; each target sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := samples/water-plan.txt
MINUTES ?= 10

.PHONY: demo test lint nightly fuzz clean help

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

nightly: $(VENV)/ready ## the laws on ten thousand other drafts each: hours
	HYPOTHESIS_PROFILE=nightly $(BIN)/pytest -m nightly

fuzz: $(VENV)/ready ## fuzz drafts and configurations for MINUTES (10) each, on Linux
	$(BIN)/python -m pip install --quiet --group fuzz
	@mkdir -p build/fuzz
	$(BIN)/python fuzz/fuzz_draft.py -max_total_time=$$(($(MINUTES) * 60)) \
		-artifact_prefix=build/fuzz/ build/fuzz/drafts
	$(BIN)/python fuzz/fuzz_config.py -max_total_time=$$(($(MINUTES) * 60)) \
		-artifact_prefix=build/fuzz/ build/fuzz/configs

clean: ## remove what was set up
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
