GO ?= go
TOOL = $(GO) tool -modfile=tools/go.mod
VERSION ?=
LDFLAGS = -s -w$(if $(VERSION), -X main.stamped=$(VERSION))
FUZZTIME ?= 30s
OUT ?= out
EXAMPLE ?= examples/five-clusters
LIVE ?= examples/vmotion-stack
PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

# What the laws draw: the same in every run, so that a red run can be had again.
# `make laws` draws anew.
export RAPID_SEED ?= 1
CHECKS ?= 300

# Packages with texts that are compared, and that -update rewrites.
GOLDEN = $$($(GO) list -f '{{range .XTestImports}}{{if eq . "github.com/vmkgen/vmkgen/internal/golden"}}{{$$.ImportPath}} {{end}}{{end}}' ./...)

.DEFAULT_GOAL := help

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: ## build bin/vmkgen
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/vmkgen ./cmd/vmkgen

.PHONY: install
install: ## install vmkgen where Go puts programs
	CGO_ENABLED=0 $(GO) install -trimpath -ldflags '$(LDFLAGS)' ./cmd/vmkgen

.PHONY: demo
demo: build ## build, then render an example into out/, plan it and apply it to a pretend vCenter
	bin/vmkgen validate $(EXAMPLE)
	bin/vmkgen show $(EXAMPLE)
	bin/vmkgen render $(EXAMPLE) --target esxcli,kickstart,powercli -o $(OUT)
	@find $(OUT) -type f | sort | head -n 12
	bin/vmkgen plan $(LIVE) --from fresh
	VMKGEN_RUNS=$(OUT)/runs bin/vmkgen apply $(LIVE) --sim --yes --allow-management

.PHONY: test
test: ## run all tests; names what this machine lacks
	@for p in busybox shellcheck pscheck ansible-playbook terraform; do \
		command -v $$p >/dev/null || echo "$$p is not here: the tests that need it are skipped"; done
	$(GO) test -timeout 30m ./...

.PHONY: race
race: ## run all tests under the race detector, with fewer draws
	GORACE=atexit_sleep_ms=0 $(GO) test -race -short -timeout 30m ./...

.PHONY: laws
laws: ## run the laws on CHECKS new draws each
	RAPID_SEED=0 RAPID_CHECKS=$(CHECKS) $(GO) test -p 1 -timeout 0 $$($(GO) list -f '{{range .XTestImports}}{{if eq . "pgregory.net/rapid"}}{{$$.ImportPath}}{{end}}{{end}}' ./...)

.PHONY: golden
golden: ## rewrite all expected texts, then show what changed
	@$(GO) test $(GOLDEN) -update >/dev/null || true
	@$(GO) test $(GOLDEN)
	@git diff --stat

.PHONY: docs
docs: ## rewrite the generated pages, and what commands in pages print
	@$(GO) test $(GOLDEN) -run Docs -update >/dev/null || true
	@$(GO) test $(GOLDEN) -run Docs
	@git diff --stat -- '*.md'

.PHONY: examples
examples: ## rewrite what the examples are expected to give
	@$(GO) test $(GOLDEN) -run Examples -update >/dev/null || true
	@$(GO) test $(GOLDEN) -run Examples
	@git diff --stat examples

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME
	@for p in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p || exit 1; done; done

.PHONY: bench
bench: build ## measure beside a bare loop, a hello-world and Jinja (BENCHFLAGS=-h)
	$(GO) run ./bench -vmkgen bin/vmkgen $(BENCHFLAGS)

.PHONY: compare
compare: ## run the Go benchmarks, compare with the run before
	@mkdir -p dist; if [ -f dist/bench.new ]; then mv dist/bench.new dist/bench.old; fi
	$(GO) test -run '^$$' -bench . -count 6 ./internal/... ./schema/... | tee dist/bench.new
	@if [ -f dist/bench.old ]; then $(TOOL) benchstat dist/bench.old dist/bench.new; fi

.PHONY: fmt
fmt: ## format all Go files
	$(TOOL) golangci-lint fmt

.PHONY: lint
lint: ## vet, format and lint, without changing anything
	$(GO) vet ./...
	$(TOOL) golangci-lint fmt --diff
	$(TOOL) golangci-lint run

.PHONY: tidy
tidy: ## check that go.mod and go.sum are tidy
	$(GO) mod tidy -diff

.PHONY: cross
cross: ## build for each platform into dist/
	@for p in $(PLATFORMS); do os=$${p%/*} arch=$${p#*/}; \
		ext=; [ $$os = windows ] && ext=.exe; echo "$$p"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '$(LDFLAGS)' \
			-o dist/vmkgen-$$os-$$arch$$ext ./cmd/vmkgen || exit 1; done

.PHONY: stats
stats: ## print the sizes of files and functions
	cd tools && $(GO) run ./stats ..

.PHONY: clean-tree
clean-tree:
	@test -z "$$(git status --porcelain)" || { echo 'not committed:'; git status --short; exit 1; }

.PHONY: check
check: tidy lint test race cross demo clean-tree ## all that CI runs
