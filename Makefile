# The doors of the house. Thin: the work is done by the scripts of tools/.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test build lint fuzz bench clean

# The folder with the public data; taken by itself where it lies beside this tree, overridden by PUBLIC_DATA=folder.
PUBLIC_DATA ?= $(or $(LW_PUBLIC_DATA),$(wildcard ../shared/data))
ifneq ($(strip $(PUBLIC_DATA)),)
  ifeq ($(wildcard $(PUBLIC_DATA)/.),)
    $(error PUBLIC_DATA=$(PUBLIC_DATA) is not a folder)
  endif
  export LW_PUBLIC_DATA := $(abspath $(PUBLIC_DATA))
else
  export LW_PUBLIC_DATA :=
endif

step = @. tools/lib.sh && step

help:
	@printf '%s\n' \
	  'make demo    install what is needed, build, and replay the 2017 case from notice to decision' \
	  'make test    install what is needed, check the sources, build, run all tests' \
	  'make build   build everything (tools/build debug all)' \
	  'make lint    all static checks (tools/lint full)' \
	  'make fuzz    each fuzz target for a minute (tools/fuzz)' \
	  'make bench   benchmarks (tools/bench)' \
	  'make clean   remove build/' \
	  '' \
	  'PUBLIC_DATA=folder   the public data sets; now: $(or $(LW_PUBLIC_DATA),none)'

demo:
	@tools/setup demo
	$(step) 'Building'
	@tools/build release longwatch
	$(step) 'Replaying'
	@tools/demo

test:
	@if [[ "$$CI" == true && -z "$$LW_PUBLIC_DATA" ]]; then \
	  echo 'make test: in CI the public data must be there: PUBLIC_DATA=folder' >&2; exit 1; fi
	@tools/setup test
	$(step) 'Checking the sources'
	@tools/lint quick
	$(step) 'Building'
	@tools/build debug all
	$(step) 'Testing the judges'
	@tools/judges/check
	$(step) 'Testing'
	@tools/test debug

build:
	@tools/setup test
	@tools/build debug all

lint:
	@tools/setup test
	@tools/lint full

fuzz:
	@tools/setup test
	@tools/fuzz

bench:
	@tools/setup test
	@tools/bench

clean:
	@rm -rf build
