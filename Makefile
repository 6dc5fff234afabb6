# SPDX-License-Identifier: Apache-2.0
# A thin front for the everyday commands; `make help` lists them. CMake presets do the work.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-all slow asan tsan fuzz tidy headers bench docs format lint clean

jobs := $(shell nproc)
python := .venv/bin/python
# Of both fuzz targets together; their findings and corpora stay in build/fuzz.
FUZZ_SECONDS ?= 120
# Sanitizers map their shadow at fixed addresses; address randomisation can collide with it.
fixed_addresses := $(shell setarch -R true 2>/dev/null && echo setarch -R)
cpp_files = git ls-files '*.h' '*.cpp' '*.cu' '*.cuh'
# Programs of the build that Python tests run.
export GIGAWATT_SAMPLE_RESULTS := $(CURDIR)/build/release/tests/sim/results/write_sample_results

say = @printf '\n== %s\n' $(1)
configure = @cmake --preset $(1) --log-level=WARNING >/dev/null
# $(call build,preset[,targets])
build = @cmake --build --preset $(1) --parallel $(jobs) $(if $(2),--target $(2))
# $(call ctest,preset,report name,further options)
ctest = @$(4) ctest --preset $(1) --parallel $(jobs) --output-junit "$(CURDIR)/build/test-results/$(2).xml" $(3)
# $(call pytest,report name,marker expression,command before it)
pytest = @$(3) $(python) -m pytest -q -ra -m $(2) --junitxml build/test-results/$(1).xml

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

demo: ## Install what is missing, build, run one year of the Memphis site, show the results
	$(call say,"Installing what is missing")
	@tools/install_dependencies.sh demo
	$(call say,"Building the command (release)")
	$(call configure,release)
	$(call build,release,cli/all)
	$(call say,"Running scenarios/memphis.yaml for one year")
	@mkdir -p results
	@build/release/cli/gigawatt run scenarios/memphis.yaml -o results/memphis.h5 --force
	$(call say,"Drawing the year")
	@$(python) tools/plot_summary.py results/memphis.h5 -o results/memphis.png

test: ## Install what is missing, build, run every quick test and the linters
	$(call say,"Installing what is missing")
	@tools/install_dependencies.sh test
	$(call say,"Building (release)")
	$(call configure,release)
	$(call build,release)
	$(call say,"Testing C++")
	$(call ctest,release,quick-cpp,-LE slow)
	$(call say,"Testing Python and the project rules")
	$(call pytest,quick-python,"not slow")
	@$(MAKE) --no-print-directory lint

test-all: ## Run all that `make test` leaves out: slow tests, sanitizers, clang-tidy, docs, fuzzing
	$(call say,"Installing what is missing")
	@tools/install_dependencies.sh all
	@$(MAKE) --no-print-directory headers slow asan tsan tidy docs
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=40

headers: ## Compile every header alone that no source begins with
	$(call say,"Compiling headers alone")
	$(call configure,release)
	$(call build,release,header_check)

slow: ## Run the slow tests: long runs, equal bits from two builds, the installed package
	$(call say,"Building (release; and the command with sanitizers)")
	$(call configure,release)
	$(call build,release)
	$(call configure,asan)
	$(call build,asan,cli/all)
	$(call say,"Running the slow tests")
	$(call ctest,release,slow-cpp,-L slow --no-tests=ignore)
	$(call pytest,slow-python,"slow",$(fixed_addresses))

asan: ## Run every quick test under AddressSanitizer and UndefinedBehaviorSanitizer
	$(call say,"Building with AddressSanitizer and UndefinedBehaviorSanitizer")
	$(call configure,asan)
	$(call build,asan)
	$(call say,"Testing with AddressSanitizer and UndefinedBehaviorSanitizer")
	$(call ctest,asan,asan,-LE slow,$(fixed_addresses))

tsan: ## Run the threaded tests under ThreadSanitizer
	$(call say,"Building the threaded tests with ThreadSanitizer")
	$(call configure,tsan)
	$(call build,tsan)
	$(call say,"Testing with ThreadSanitizer")
	$(call ctest,tsan,tsan,,$(fixed_addresses))

fuzz: ## Throw random input at the readers for two minutes (or FUZZ_SECONDS=N)
	$(call say,"Building the fuzz targets")
	@tools/install_dependencies.sh test
	$(call configure,fuzz)
	$(call build,fuzz)
	@for target in scenario files; do \
	  printf '\n== Fuzzing: %s\n' "$$target"; \
	  corpus=build/fuzz/corpus/$$target; \
	  mkdir -p "$$corpus"; \
	  log=build/fuzz/$$target.log; \
	  $(fixed_addresses) build/fuzz/tests/fuzz/fuzz_$$target "$$corpus" tests/fuzz/seeds/$$target \
	    -dict=tests/fuzz/$$target.dict -artifact_prefix=build/fuzz/ -print_final_stats=1 \
	    -timeout=10 -rss_limit_mb=2048 -max_total_time=$$(( $(FUZZ_SECONDS) / 2 )) >$$log 2>&1 || \
	    { tail -n 60 $$log; exit 1; }; \
	  grep 'stat::number_of_executed_units' $$log; \
	done

tidy: ## Check the sources with clang-tidy
	$(call say,"Checking with clang-tidy")
	@rm -rf build/tidy
	$(call configure,tidy)
	@run-clang-tidy -quiet -p build/tidy -j $(jobs) >build/tidy/log.txt 2>&1 || \
	  { grep -A 6 -E '(error|warning): ' build/tidy/log.txt || tail -n 40 build/tidy/log.txt; exit 1; }

bench: ## Build and run the benchmarks
	$(call say,"Building the benchmarks (release)")
	@tools/install_dependencies.sh build
	$(call configure,release)
	$(call build,release)
	@for program in build/release/tests/benchmarks/bench_*; do \
	  [[ -f $$program && -x $$program ]] || continue; \
	  printf '\n== %s\n' "$${program##*/}"; "$$program"; \
	done

docs: ## Build the documentation into build/docs
	$(call say,"Building the documentation")
	@tools/install_dependencies.sh docs
	@$(python) -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html"

format: ## Format every source file
	@tools/install_dependencies.sh test
	@$(cpp_files) | xargs -r .venv/bin/clang-format -i
	@.venv/bin/ruff check -q --fix . && .venv/bin/ruff format -q .

lint: ## Check formatting and Python style
	$(call say,"Checking formatting and style")
	@tools/install_dependencies.sh test
	@$(cpp_files) | xargs -r .venv/bin/clang-format --dry-run -Werror
	@.venv/bin/ruff check -q . && .venv/bin/ruff format -q --check .

clean: ## Remove build outputs and results (keeps .venv)
	rm -rf build results
