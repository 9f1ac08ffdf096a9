# Needs Python 3.11 or newer, and nothing else. `make help` lists what there is.
PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
# One more than there are cores: browsers and servers of the tests are waited for.
WORKERS ?= $(shell $(PYTHON) -c "import os; print(os.cpu_count() + 1)")

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
RUNTIME := .venv/.installed
DEVELOPMENT := .venv/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help install run test pass bench bench-pages bench-desk lint format screenshots artwork messages lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(RUNTIME) ## Make the environment and install the packages

run: export BASE_URL ?= http://127.0.0.1:$(PORT)
run: $(RUNTIME) ## Set everything up and serve the site with its demo content (DEMO=0: empty, PORT=8000)
	@$(MANAGE) set_up $(if $(filter 0,$(DEMO)),--no-demo)
	@$(MANAGE) runserver --noreload 127.0.0.1:$(PORT)

# Side by side: most of what lint does takes one core, and so does the end of the tests.
test: $(DEVELOPMENT) ## Set everything up and pass all tests, lint, contracts, types, migrations, templates
	@$(MAKE) --no-print-directory --jobs 2 lint pass

pass: $(DEVELOPMENT)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(PYTEST_ARGS)

lint: $(DEVELOPMENT) ## Check style, import contracts, types, migrations and templates
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	DJANGO_SETTINGS_MODULE=cop_site.settings.test $(MANAGE) check --fail-level WARNING
	DJANGO_SETTINGS_MODULE=cop_site.settings.test $(MANAGE) makemigrations --check --dry-run
	find templates plugins -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 --check
	find templates plugins -name '*.html' -print0 | xargs -0 $(BIN)/djhtml --tabwidth 2 --check

format: $(DEVELOPMENT) ## Put code and templates into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	-find templates plugins -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2
	-find templates plugins -name '*.html' -print0 | xargs -0 $(BIN)/djhtml --tabwidth 2

bench: $(RUNTIME) ## Measure search against SQLite's FTS5 (BENCH_ARGS="--pages 2000": a few minutes)
	@$(BIN)/python -m benchmarks $(BENCH_ARGS)

bench-pages: $(DEVELOPMENT) ## Measure what pages cost to serve, and to see in Chromium (some five minutes)
	@$(BIN)/python -m benchmarks.page_figures $(BENCH_ARGS)

bench-desk: $(RUNTIME) ## Measure what the editor's pages cost, with 20,000 pages (some five minutes)
	@$(BIN)/python -m benchmarks.desk $(BENCH_ARGS)

screenshots: $(DEVELOPMENT) ## Take pictures of the pages, narrow and wide, light and dark: var/screenshots/
	@$(BIN)/python -m benchmarks.screenshots

artwork: $(RUNTIME) ## Draw the icons and the pictures for sharing anew (cop_site/artwork/)
	@$(BIN)/python -m cop_site.artwork

messages: $(DEVELOPMENT) ## Update the message catalogue (needs gettext)
	mkdir -p cop_site/locale
	$(MANAGE) makemessages --locale en --no-location --ignore .venv --ignore var --ignore tests \
		--ignore benchmarks
	$(MANAGE) compilemessages --ignore .venv

lock: ## Write the lock files anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header \
		--no-annotate pyproject.toml --extra postgres -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header \
		--no-annotate pyproject.toml --extra postgres --group dev -o requirements-dev.lock

clean: ## Remove the environment, the database, the index and the uploads of this folder
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

$(RUNTIME): requirements.lock | .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

$(DEVELOPMENT): requirements-dev.lock | .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@ $(RUNTIME)
