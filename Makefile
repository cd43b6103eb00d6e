# The few commands of the project; each does its own set-up. `make help` lists them.
PYTHON ?= $(or $(shell command -v python3.11),$(shell command -v python3),python3.11)
SHELL := /bin/bash
.DELETE_ON_ERROR:
# Every process has a core to itself: threads for its small sums would only get in each other's way.
export OPENBLAS_NUM_THREADS = 1
.PHONY: help run test soak bench lint lock

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 14

run: .venv/installed ## the dashboard on an example market; with DELIVERY=folder, on your own files
ifdef DELIVERY
	.venv/bin/python -m dashboard load "$(DELIVERY)"
	.venv/bin/python -m dashboard serve
else
	.venv/bin/python -m dashboard demo
endif

test: .venv-test/installed tools ## every test but the slow ones
	.venv-test/bin/python -m pytest -n auto --dist worksteal -m "not slow" $(TESTS)

soak: .venv-test/installed tools ## the slow tests: soaks and fault trials
	.venv-test/bin/python -m pytest -n auto --dist worksteal -m slow $(TESTS)

bench: .venv-test/installed tools ## speed and size, on the example market or on MARKET=folder
	.venv-test/bin/python -m tests.bench $(MARKET)

lint: .venv-test/installed ## ruff and mypy
	.venv-test/bin/ruff check .
	.venv-test/bin/mypy

lock: .venv-test/installed ## pin every package again, with hashes
	.venv-test/bin/pip install -q pip-tools
	CUSTOM_COMPILE_COMMAND="make lock" .venv-test/bin/pip-compile $(LOCK) -o requirements.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" .venv-test/bin/pip-compile $(LOCK) --extra test -o requirements-test.lock pyproject.toml
	sed -i '/^--/d' requirements.lock requirements-test.lock  # where packages come from is each machine's own business
LOCK := -q --generate-hashes --allow-unsafe --strip-extras

# Two environments: the browser's driver pins old packages, which only the tests should have.
.venv/installed: requirements.lock
.venv-test/installed: requirements-test.lock
.venv/installed .venv-test/installed: | python
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install -q --disable-pip-version-check --require-hashes -r $<
	touch $@

# What Debian or Ubuntu has to bring. Root gets it; anybody else is told what to ask for.
NEED_ROOT = { echo "Please install (as root): apt-get install $(1)"; exit 1; }
INSTALL = if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -q -y --no-install-recommends $(1); \
	else $(call NEED_ROOT,$(1)); fi

.PHONY: python tools
python:
	@$(PYTHON) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { $(call INSTALL,python3.11 python3.11-venv); }

tools:
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || { $(call INSTALL,chromium chromium-driver); }
	@command -v node >/dev/null || { $(call INSTALL,nodejs); }
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { $(call INSTALL,postgresql); }
