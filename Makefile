# Extramedullary Relapse Explorer. `make` lists what there is; everything else is in tools/setup.py, which
# also works without make: python tools/setup.py run

# The first Python that is new enough. Being asked its version also tells a real one from an empty shim.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo "$$python"; exit; fi; done)
PORT ?= 8501
ARGS ?=
BENCH ?=

ifeq ($(OS),Windows_NT)
VENV_PYTHON := .venv/Scripts/python.exe
else
VENV_PYTHON := .venv/bin/python
endif
SETUP = "$(PYTHON)" tools/setup.py
# What runs on a server, and files of digests and numbers, in which every word looks like a key.
SERVED := app.py emr_core emr_ui pages deploy
# Examples of the documents and made-up keys of the tests; a new one is marked in its line: pragma: allowlist secret
MADE_UP := --exclude-lines ':password@host' \
	--exclude-secrets '^(short|s3cr3t-pass|known to both|another secret of .*|a secret of .*|0123456789abcdef.*)$$'
NO_WORDS := requirements.lock$$|\.png$$|\.csv$$|^tests/reference/.*\.json$$

.DEFAULT_GOAL := help
.PHONY: help run dev test check screenshots gallery accessibility soak bench null lock validation sbom wheelhouse clean python

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: python ## Start the application (make run PORT=8502 for another port)
	@$(SETUP) run --port $(PORT)

dev: python ## Install what tests and checks need into .venv
	@$(SETUP) dev

test: python ## Run all tests, in a browser too (make test ARGS="-k sites" for some)
	@$(SETUP) test $(ARGS)

check: dev ## Lint, types, unsafe code, secrets, and the tests that need no browser
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -m bandit --quiet --configfile pyproject.toml --recursive $(SERVED) tools
	git ls-files | grep -v -E '$(NO_WORDS)' | xargs $(VENV_PYTHON) -m detect_secrets.pre_commit_hook $(MADE_UP)
	$(VENV_PYTHON) -m pytest -m "not browser" $(ARGS)

screenshots: dev ## Take the pictures of the documentation
	$(VENV_PYTHON) tools/screenshots.py $(ARGS)

gallery: dev ## Take every picture and table in every state, and list what is cut or overlaps
	$(VENV_PYTHON) -m tools.gallery $(ARGS)

accessibility: dev ## Look at every screen, tab and popover with axe-core, in light and dark, wide and narrow
	$(VENV_PYTHON) -m tools.accessibility $(ARGS)

soak: dev ## Upload and rerun for half an hour, and see that the server has not grown
	$(VENV_PYTHON) -m benchmarks.soak $(ARGS)

bench: dev .venv-bench ## Measure how fast it is, against its peers (half an hour; BENCH="growth start" for some)
	$(VENV_PYTHON) -m benchmarks $(BENCH)

.venv-bench: benchmarks/requirements.txt
	"$(PYTHON)" -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet -r benchmarks/requirements.txt
	touch .venv-bench

null: dev ## Count how often tables find something where nothing is (minutes)
	$(VENV_PYTHON) -m benchmarks.null_simulation $(ARGS)

lock: dev ## Write both locks from what is installed in .venv
	@$(SETUP) lock

validation: python ## Run all tests and write which requirement they prove
	@mkdir -p build/validation
	@$(SETUP) test --junitxml=build/validation/junit.xml || true
	$(VENV_PYTHON) -m tools.validation build/validation/junit.xml

sbom: dev ## List what runs on a server, and its licences (build/sbom)
	$(VENV_PYTHON) -m tools.sbom

wheelhouse: dev ## Fetch the packages of a server that has no network (ARGS="--python 3.13")
	$(VENV_PYTHON) -m tools.wheels wheelhouse $(ARGS)

clean: ## Remove .venv, caches and built files
	rm -rf .venv .venv-bench .pytest_cache .mypy_cache .ruff_cache .hypothesis build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found."; \
	echo "  Debian, Ubuntu:  apt install python3 python3-venv   (Debian 12, Ubuntu 24.04 or newer)"; \
	echo "  macOS:           brew install python@3.13           (or the installer from python.org)"; \
	echo "  Another place:   make run PYTHON=/path/to/python3.12"; exit 1; } >&2
