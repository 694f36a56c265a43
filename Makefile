# Every target sets up what it needs: Python 3.13 and make are all that has to be there.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3.13
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Imported by the demo, the tests or both, by several processes at once: each would compile it.
COMPILED := _pytest aws_lambda_builders aws_lambda_powertools boto3 botocore cryptography docker \
  hypothesis ministack moto/core moto/ec2 pydantic rich samcli samtranslator werkzeug
EVALUATOR := tests/permissions/node_modules/.package-lock.json
# sam build looks for python3.13 on PATH and takes its pip.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export SAM_CLI_TELEMETRY := 0
# Whoever forbids byte code has every process compile the program anew: the tests start many.
unexport PYTHONDONTWRITEBYTECODE
REGION ?= us-east-1
CONFIG ?= production

.PHONY: help setup demo play test prove broken bench publish check gate scan audit local-invoke permissions format build deploy clean pins screenshots

help: ## Say what the targets do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(INSTALLED) $(EVALUATOR) ## Install the tools into .venv

# $(1) is the environment, $(2) what goes into it.
# --no-deps: the file is the whole closure, and two tools pin an older boto3 (docs/decisions).
# --no-compile: most of what the tools bring is never imported.
define set-up
@echo 'Setting up $(1): the packages of $(2), about a minute'
@$(PYTHON) -m venv $(1)
@$(1)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r $(2)
endef

$(INSTALLED): requirements/development.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null || \
	  { echo "Python 3.13 is needed and '$(PYTHON)' is not it: install it, or say make PYTHON=/path/to/python3.13" >&2; exit 1; }
	$(call set-up,$(VENV),$<)
	@cd $(VENV)/lib/python3.13/site-packages && python3.13 -m compileall -q -j 0 $(COMPILED)
	@printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' '$(CURDIR)/$(BIN)/python' '$(CURDIR)/peerctl' > $(BIN)/peerctl
	@chmod +x $(BIN)/peerctl
	@touch $@

# The tests of permissions ask a real IAM policy evaluator, which runs on node; without npm they are
# skipped, and say so.
$(EVALUATOR): tests/permissions/package-lock.json
	@if command -v npm >/dev/null; then \
	  npm ci --prefix $(<D) --ignore-scripts --no-audit --no-fund --silent && touch $@; \
	else echo "npm is not installed: the permissions will not be proven" >&2; fi

demo: $(INSTALLED) ## Run the main job end to end on the local cloud
	$(BIN)/python -m demo

play: $(INSTALLED) ## The same, and leave the local cloud running for peerctl
	$(BIN)/python -m demo --stay

# Three processes keep two cores busy: the one on the deployed stacks mostly waits.
test: $(INSTALLED) $(EVALUATOR) ## Pass the tests
	$(BIN)/python -m pytest --numprocesses 3

prove: $(INSTALLED) ## Prove every promise in full, an hour; goes on where it stopped: make prove PROOFS=crash
	$(BIN)/python -m prove $(PROOFS)

broken: $(INSTALLED) ## Break each promise in a copy, and see its tests turn red: make broken ONLY="no-fight"
	$(BIN)/python -m prove.promises $(ONLY)

# The peers that the program is held against live apart, with what draws the plots.
BENCH := .venv-bench
BENCHED := $(BENCH)/.installed
$(BENCHED): requirements/bench.txt
	$(call set-up,$(BENCH),$<)
	@touch $@

bench: export BENCH_BEGAN := $(shell date +%s)
bench: ## Measure every figure, a quarter of an hour: make bench ONLY="calls sweep"
	@$(MAKE) --no-print-directory --jobs 2 $(INSTALLED) $(BENCHED)
	$(BIN)/python -m bench $(ONLY)

publish: $(BENCHED) ## Bring the figures that were measured into docs/performance.md
	$(BIN)/python -m bench.publish

check: gate test ## The whole gate: format, lint, types, layers, templates, approvals, tests

gate: $(INSTALLED) ## The gate without the tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	PYTHONPATH=layers/peering:. $(BIN)/lint-imports --no-cache
	for template in template.yaml member.yaml .github/deploy-role.yaml; do \
	  $(BIN)/sam validate --lint --template $$template --region $(REGION); \
	done
	PYTHONPATH=layers/peering $(BIN)/python -m peering.intake.check layers/approvals/approvals.yaml

# The scanners bring old boto3s and much else, so they live apart.
SCAN := .venv-scan
SCANNED := $(SCAN)/.installed
$(SCANNED): requirements/scan.txt
	$(call set-up,$(SCAN),$<)
	@touch $@

scan: $(SCANNED) ## Scan the templates for what is insecure (checkov; needs no network)
	$(SCAN)/bin/checkov --framework cloudformation --compact --quiet --skip-download \
	  --file template.yaml --file member.yaml --file .github/deploy-role.yaml

# --strict: what could not be asked about is no good news.
audit: $(SCANNED) ## Look every pinned package up for known vulnerabilities (needs pypi.org)
	$(SCAN)/bin/pip-audit --strict --disable-pip --require-hashes -r layers/dependencies/requirements.txt
	$(SCAN)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/development.txt
	$(SCAN)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/scan.txt
	$(SCAN)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/bench.txt

local-invoke: $(INSTALLED) ## sam local invoke of every function with every event file (needs a container engine)
	$(BIN)/python -m demo.local_invoke $(ONLY)

permissions: $(INSTALLED) $(EVALUATOR) ## Break each permission, and see the tests of permissions turn red
	PYTHONPATH=layers/peering:. $(BIN)/python -m tests.permissions

format: $(INSTALLED) ## Format the code, and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

build: $(INSTALLED) ## Build the functions and layers
	$(BIN)/sam build --config-env $(CONFIG)

deploy: build ## Deploy the hub to your account: make deploy CONFIG=observe REGION=eu-west-1
	$(BIN)/sam deploy --config-env $(CONFIG) --region $(REGION)

pins: $(INSTALLED) ## Pin the packages anew from the .in files
	cd requirements && uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --universal --python-version 3.13 --override overrides.txt development.in -o development.txt
	for apart in scan bench; do \
	  uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header \
	    --universal --python-version 3.13 requirements/$$apart.in -o requirements/$$apart.txt; \
	done
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-platform linux --python-version 3.13 layers/dependencies/requirements.in -o layers/dependencies/requirements.txt

screenshots: $(INSTALLED) ## Take the pictures in docs/ anew (needs chromium)
	PYTHONPATH=layers/peering $(BIN)/python -m demo.screenshots

clean: ## Stop the local cloud and remove what was built
	if [ -x $(BIN)/python ]; then $(BIN)/python -m localcloud down; fi
	rm -rf $(VENV) $(SCAN) $(BENCH) tests/permissions/node_modules .aws-sam build .mypy_cache .ruff_cache .pytest_cache .hypothesis
