# make demo     build, take in the real data of the demo zone, print its bulletin, serve its page
# make page     build the page, web/dist, where its sources changed
# make test     install what the tests need, run all of them
# make bench    ours against the peers, answers compared first; PART=zone or PART=terrain is the half of it
# make release  the optimised binary, target/release/wellkeeper
# make lint     formatting, clippy, licences
SHELL := /bin/bash
CARGO ?= cargo
DIR ?= demo-zone

.PHONY: demo page test bench release lint tools

demo: page
	@echo "building (the first time about 5 minutes on 2 cores; cargo says what it compiles)" >&2
	$(CARGO) build --locked --workspace --bin wellkeeper
	./target/debug/wellkeeper demo --dir $(DIR)

page:
	@scripts/page.sh

tools:
	@scripts/tools.sh

test: tools page
	@scripts/test.sh

bench: tools page
	@scripts/bench.sh

release: page
	$(CARGO) build --locked --release --workspace --bin wellkeeper
	@ls -l target/release/wellkeeper

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny check licenses bans sources; \
	else echo "cargo-deny is not installed: licences not checked (cargo install cargo-deny)" >&2; fi
