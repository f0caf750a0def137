# Two commands on a fresh machine: `make run` and `make test`. Each step leaves a stamp, so the next call takes seconds.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
PYTHON := .venv/bin/python
UV_INSTALL := .venv/bin/uv pip install --quiet --python .venv
APP_SOURCES := $(shell find pwa/src pwa/vite pwa/public pwa/index.html pwa/vite.config.ts pwa/svelte.config.js pwa/tsconfig.json \
	shared-schemas -type f 2>/dev/null)

.PHONY: setup run test lint bench worker clean
.DELETE_ON_ERROR:

setup: .stamps/python .stamps/python-test .stamps/node .stamps/app  ## all that run and test need; starts nothing

run: .stamps/python .stamps/node .stamps/app  ## set up, migrate, fill an empty store with the demo hospital, serve
	@.venv/bin/zhiban serve

test: setup
	@scripts/debian-packages
	@scripts/test

lint: .stamps/python-test .stamps/node
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/pyright
	cd pwa && npm run --silent check
	cd pwa && npm run --silent lint

bench: setup  ## one JSON line for each measurement
	@set -e; for bench in $(sort $(wildcard tests/bench/bench_*.py)); do $(PYTHON) $$bench; done

worker: .stamps/python  ## one more background worker against ZHIBAN_DATABASE_URL
	@.venv/bin/zhiban worker

clean:  ## drop what was built; var/ with its database stays
	rm -rf .stamps .venv pwa/node_modules pwa/dist .pytest_cache .ruff_cache

.stamps/venv: requirements-bootstrap.lock
	@mkdir -p .stamps
	@echo "Setting up: Python environment"
	@scripts/python-venv
	@touch $@

.stamps/python: .stamps/venv requirements.lock pyproject.toml
	@echo "Setting up: Python packages"
	@$(UV_INSTALL) --require-hashes -r requirements.lock
	@$(UV_INSTALL) --no-deps --editable .
	@touch $@

.stamps/python-test: .stamps/python requirements-test.lock
	@echo "Setting up: Python test tools"
	@$(UV_INSTALL) --require-hashes -r requirements-test.lock
	@touch $@

.stamps/node: .stamps/venv pwa/package.json pwa/package-lock.json
	@echo "Setting up: phone app packages"
	@scripts/node-modules
	@ln -sfn ../pwa/node_modules tests/node_modules
	@touch $@

.stamps/app: .stamps/node $(APP_SOURCES)
	@echo "Setting up: building the phone app"
	@cd pwa && npm run --silent build -- --logLevel warn
	@touch $@
