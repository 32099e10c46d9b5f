# make test      install what is missing, then lint, type-check and test
# make demo      install what is missing, then mine the sample corpus
# make site      build the documentation into build/site (EXTRAS=docs)
# EXTRAS=all     with the optional parts (transformers, cluster, notebooks)

PYTHON ?= python3
EXTRAS ?=
VENV := .venv
BIN := $(VENV)/bin
# The CPU build of this release is installed: any other comes with several GB of CUDA libraries (scripts/bootstrap.sh).
TORCH ?= torch==2.13.0

.PHONY: help install demo test lint types contracts unit evaluate docs site notebooks clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \(make.*\)/\1/p; s/^# \(EXTRAS.*\)/\1/p' Makefile

install:
	@PYTHON="$(PYTHON)" VENV="$(VENV)" EXTRAS="$(EXTRAS)" TORCH="$(TORCH)" sh scripts/bootstrap.sh

demo: install
	$(BIN)/policymine demo corpora/double_reduction/documents corpora/open_domain/documents --dataset demo-output/dataset --chart demo-output/reduction-rate.svg

test: install lint types contracts unit

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

unit:
	$(BIN)/python -m pytest -n 2 --dist loadfile

docs: install
	$(BIN)/python scripts/write_docs.py

site: install
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

notebooks: install
	$(BIN)/python scripts/build_notebooks.py

clean:
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis demo-output
