# The menu. Two commands do all set-up by themselves: make demo, make test.
.DEFAULT_GOAL := help
.PHONY: help demo test check lint types imports unit pictures benchmarks clean

PY := .venv/bin/python
WORKERS ?= 2

# Some tests make networks and small disks of their own. What root may do, everybody else may
# in a namespace of their own.
ifeq ($(shell id -u),0)
AS_ROOT :=
else
AS_ROOT := unshare --user --map-root-user --mount --net -- \
	sh -c 'ip link set lo up && mount -t tmpfs tmpfs /run && exec "$$@"' sh
endif

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo:  ## a sample congress: the hub, a check-in kiosk and a voting booth in windows
	@.ci/prepare run
	@.venv/bin/daihoi-hub demo $(DEMO)

test:  ## everything that the build server runs
	@.ci/prepare test
	@$(MAKE) --no-print-directory check

check: lint types imports unit  ## ruff, mypy, import contracts, tests

lint:  ## ruff: rules and format
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types:  ## mypy, strict
	$(PY) -m mypy

imports:  ## who may import whom
	.venv/bin/lint-imports --config setup.cfg

unit:  ## the tests
	$(AS_ROOT) $(PY) -m pytest -q -n $(WORKERS) --dist loadfile

pictures:  ## a picture of every screen in every language, into tests/pictures/out
	$(PY) -m pytest -q tests/pictures

benchmarks:  ## figures, as ratios within one run
	for bench in tests/benchmarks/*.py; do echo "== $$bench"; $(PY) $$bench || exit 1; done

clean:  ## forget the environment and the sample congress
	rm -rf .venv .demo build *.egg-info
