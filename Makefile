# Everything a person or CI does here. Needs Python 3.11 or newer, pip, git and make; nothing else.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
RUN := .venv/run/bin/python
TEST := .venv/test/bin/python
INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
PYTEST := $(TEST) -m pytest

.PHONY: help demo test test-long browser check spark bench schemas lock update-snapshots clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

demo: .venv/run/ready ## See a whole fleet governed, offline, within a minute
	@$(RUN) -m bot demo

test: .venv/test/ready ## Run every test that this machine can run
	@$(PYTEST) -n auto --dist loadgroup -m "not long"

test-long: .venv/test/ready ## Run what takes long: full crash enumeration, races, big inputs
	@$(PYTEST) -m long --timeout 3600

browser: ## Fetch axe-core, with which browser tests judge the dashboard; needs npm
	@"$(PYTHON)" -m tests.browser.prepare

spark: .venv/test/ready ## Fetch Spark, on which tests run the large queries too; needs Java 17
	@$(TEST) $(INSTALL) -r requirements/build.txt
	@$(TEST) $(INSTALL) --no-build-isolation --no-binary pyspark -r requirements/spark.txt

check: .venv/test/ready ## What CI runs: format, lint, types, import rules, then the tests
	@.venv/test/bin/ruff format --check .
	@.venv/test/bin/ruff check .
	@$(TEST) -m mypy
	@.venv/test/bin/lint-imports
	@$(MAKE) --no-print-directory test

bench: .venv/test/ready ## Measure, each case beside the naive way; `make bench CASE=ingest` for one
	@$(TEST) -m bench $(CASE)

update-snapshots: .venv/test/ready ## Write what people would read now into the snapshots; read the diff
	@UPDATE_SNAPSHOTS=1 $(PYTEST) -m "not long"

schemas: .venv/test/ready ## Write the checked-in JSON Schemas and the generated part of state/ anew
	@$(TEST) -m tests.write_generated

lock: .venv/lock/ready ## Pin the newest allowed versions with their hashes
	@.venv/lock/bin/uv pip compile $(LOCKED) --extra sign --extra llm --extra mail -o requirements/run.txt pyproject.toml
	@.venv/lock/bin/uv pip compile $(LOCKED) --extra sign --extra llm --extra mail --extra lake -c requirements/run.txt -o requirements/lake.txt pyproject.toml
	@echo 'setuptools>=77' | .venv/lock/bin/uv pip compile $(LOCKED) -o requirements/build.txt -
	@.venv/lock/bin/uv pip compile $(LOCKED) --extra sign --extra llm --extra mail --extra test -c requirements/run.txt -o requirements/test.txt pyproject.toml
	@.venv/lock/bin/uv pip compile $(LOCKED) --extra sign --extra llm --extra mail --extra test --extra spark -c requirements/test.txt -o requirements/spark.txt pyproject.toml

LOCKED := --quiet --universal --no-strip-extras --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --upgrade

clean: ## Remove what was made here
	rm -rf .venv build demo-out bench-out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/run/ready: requirements/run.txt
	@$(call venv,run)
	@$(RUN) $(INSTALL) -r $<
	@touch $@

.venv/test/ready: requirements/test.txt
	@$(call venv,test)
	@$(TEST) $(INSTALL) -r $<
	@touch $@

.venv/lock/ready:
	@$(call venv,lock)
	@.venv/lock/bin/python -m pip install --quiet uv
	@touch $@

define venv
test -n "$(PYTHON)" || { echo "No python3 on PATH; install Python 3.11 or newer."; exit 1; }; \
"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
  echo "Governor needs Python 3.11 or newer, and $(PYTHON) is older: make PYTHON=/path/to/python3.11"; exit 1; }; \
echo "Preparing .venv/$(1) (once) …"; "$(PYTHON)" -m venv .venv/$(1)
endef
