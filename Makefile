# Every target bootstraps .venv by itself: nothing but Python (3.11 or newer) and make is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE  # set by many images: each process would compile all that it imports again

.PHONY: run demo test test-run test-fast test-nightly check bench simulate faults guards shots strings constraints clean help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: $(VENV)/.run ## start Chatapp on http://localhost:8080
	@$(BIN)/python main.py serve

demo: $(VENV)/.run ## make a small team that has talked for ten days, to look around in; before `make run`
	@$(BIN)/python main.py demo

test: $(VENV)/.dev ## install what the tests need, the browser included, check the house and run every test
	@$(MAKE) --no-print-directory -j2 check test-run

test-run: $(VENV)/.dev
	@$(BIN)/python -m tests.support.browser.chromium
	@$(BIN)/python -m tests.support.running.debian nginx caddy redis-server
	@$(BIN)/python -m tests.run $(ARGS)

test-fast: $(VENV)/.dev ## models, text and services on SQLite, in a minute and a half; no browser
	@$(BIN)/python -m tests.run --fast $(ARGS)

test-nightly: $(VENV)/.dev ## everything with its long tails, then the soak, the guards and the faults
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m tests.support.browser.chromium
	@$(BIN)/python -m tests.support.running.debian nginx caddy redis-server
	@$(BIN)/python -m tests.contract
	@failed=0; \
	CHATAPP_TEST_SILENCE=30 CHATAPP_TEST_EXAMPLES=10 $(BIN)/python -m tests.run --nightly $(ARGS) || failed=1; \
	$(BIN)/python -m benchmarks.soak || failed=1; \
	$(BIN)/python -m tests.guards || failed=1; \
	$(BIN)/python -m tests.faults || failed=1; \
	exit $$failed

check: $(VENV)/.dev ## lint, format, types, import rules, the browser's modules, rules of the house
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/oxlint --deny-warnings --format=stylish pages
	@$(BIN)/python -m tests.house

bench: $(VENV)/.dev ## measure Chatapp beside its peers into benchmarks/RESULTS.md; ARGS="--quick"; ARGS="--browser"
	@$(BIN)/python -m $(if $(filter --browser,$(ARGS)),benchmarks.browser,benchmarks.compare) $(ARGS)

simulate: $(VENV)/.dev ## what a thousand to a million open pages would ask of each part; ARGS="--pages 100000"
	@$(BIN)/python -m benchmarks.scaling $(ARGS)

faults: $(VENV)/.dev ## kill each part of a grown Chatapp that is in use, into docs/reliability.md; ARGS="--only redis"
	@$(BIN)/python -m tests.faults $(ARGS)

guards: $(VENV)/.dev ## remove each guard in a copy of the tree; a test must notice
	@$(BIN)/python -m tests.support.browser.chromium
	@$(BIN)/python -m tests.guards

shots: $(VENV)/.dev ## screenshots of every page and state into shots/; ARGS="--keep" renews those in docs/
	@$(BIN)/python -m tests.support.browser.chromium
	@$(BIN)/python -m tests.shots $(ARGS)

strings: $(VENV)/.dev ## write every sentence that people can read into docs/strings.md
	@$(BIN)/python -m tests.house.strings

constraints: ## compile the pinned, hashed constraints (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -q --extra server pyproject.toml -o constraints.txt
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -q --extra server --extra dev -c constraints.txt pyproject.toml -o constraints-dev.txt

clean: ## remove the virtual environments, unpacked proxies and caches; data/ stays
	rm -rf $(VENV) .debian benchmarks/.peers .contract .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Chatapp needs Python 3.11 or newer; set PYTHON=/path/to/python")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: constraints.txt | $(BIN)/python
	@echo "Installing Chatapp's parts into $(VENV) (once)"
	@$(BIN)/python deploy/install.py constraints.txt
	@touch $@

$(VENV)/.dev: constraints-dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what tests need into $(VENV) (once)"
	@$(BIN)/python deploy/install.py constraints-dev.txt --no-compile
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run
