# make run     set everything up and serve on http://127.0.0.1:$(PORT)/ from the folder $(DATA)
# make test    set everything up and run the whole suite, on SQLite and on PostgreSQL
# make test-extras  install the extras (Spark, text recognition: 1 GB) and tell the stories that need them
# make check   everything that can be checked without running it
# make fix     repair what can be repaired by a program
# make lock    write the hashed requirement files again
# make clean   remove what was installed and built; data stays

PORT ?= 8000
DATA ?= var
EXAMPLE ?= 1
BIN := .venv/bin

.PHONY: help run test test-extras check fix lock clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# //p' Makefile

run: export REDRESS_DATA ?= $(abspath $(DATA))
run: export PORT := $(PORT)
run: export EXAMPLE := $(EXAMPLE)
run: .venv/core.done
	@$(BIN)/redress serve --port $(PORT) --stop-with-parent

test: .venv/dev.done
	@$(BIN)/python -m tests.run $(ARGS)

test-extras: .venv/dev.done .venv/extras.done
	@requirements/system java
	@REDRESS_DATABASE_URL= $(BIN)/python -m pytest -m extras $(ARGS)

check: .venv/dev.done
	@$(BIN)/python -m tests.checks

fix: .venv/dev.done
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(find redress -path '*/templates/*' -name '*.html') || true
	$(BIN)/redress write-reference

lock: .venv/dev.done
	UV_CACHE_DIR=.venv/.uv $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate pyproject.toml -o requirements/core.txt
	UV_CACHE_DIR=.venv/.uv $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate pyproject.toml --group dev -o requirements/dev.txt
	UV_CACHE_DIR=.venv/.uv $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate pyproject.toml --extra spark --extra ocr -c requirements/core.txt -o requirements/extras.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests-output

# What is needed to serve is needed to test, so dev includes core.
.venv/%.done: requirements/%.txt requirements/install requirements/uv-version pyproject.toml
	@requirements/install $*
	@touch $@
