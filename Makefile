# Two commands: make demo, make test. Everything they need they set up themselves.
OUT ?= demo-out
PY := .venv/bin/python

.PHONY: demo test run bench lint
demo:
	@.ci/setup run
	@$(PY) -m ui.demo --out "$(OUT)"

test:
	@.ci/setup test
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 --dist loadfile

run:
	@.ci/setup run
	@.venv/bin/port-officer

bench:
	@.ci/setup test
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.bench
