# Everything runs from this folder with .venv/bin/python; nothing is installed outside it, but for what
# tools/test-machine.sh says it installs for the tests.
SHELL := /bin/bash
PY := .venv/bin/python
ARGS ?=
WORKERS ?= 2
LAWS ?= ../shared/data/laws
export PYTHON
unexport PYTHONDONTWRITEBYTECODE # else everything is compiled anew at each start

.DEFAULT_GOAL := help
.PHONY: help setup run chat test lint bench lock clean

help: ## show this list
	@echo "工友 Gongyou: make ..."
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/ready ## prepare .venv with everything that running and testing need
	@:

.venv/ready: requirements.lock
	@tools/setup.sh

run: setup ## start with a sample union on http://127.0.0.1:8000 (make run ARGS="--port 9000")
	@$(PY) -m bot serve --demo $(ARGS)

chat: setup ## talk to the sample union here in the terminal
	@$(PY) -m bot chat --demo $(ARGS)

test: setup ## run all tests (make test ARGS="-k name", THOROUGH=4 for more fuzzing); installs what they need
	@tools/test-machine.sh
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: setup ## check style, types, who imports whom, and the entries (against their articles where LAWS is a folder)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache
	@$(PY) -m bot faq lint $(wildcard $(LAWS))

bench: setup ## measure speed and answers (make bench ARGS="...")
	@$(PY) -m bench $(ARGS)

lock: setup ## bring requirements.lock in line with pyproject.toml (make lock ARGS=--upgrade takes newer versions)
	@command -v uv >/dev/null || $(PY) -m pip install --quiet --disable-pip-version-check uv
	@PATH="$$PATH:$(CURDIR)/.venv/bin" uv pip compile --quiet --universal --all-extras --generate-hashes \
		--no-header --no-annotate --no-emit-index-url $(ARGS) pyproject.toml -o requirements.lock
	@tools/setup.sh

clean: ## remove .venv and everything else that can be made again
	rm -rf .venv .chromium .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
