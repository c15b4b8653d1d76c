# Each target is a line or two; the programs it calls say the rest.

FUNCTIONS := CredentialsFunction MultipartFunction

.PHONY: run test build deploy lint $(FUNCTIONS:%=build-%)

run:
	@command -v go >/dev/null || { echo 'make run needs Go, which is not installed: see https://go.dev/dl/' >&2; exit 1; }
	@go build -C local -o ../.local/local . && exec .local/local

# -count=1: Go keeps the results of tests, and does not see that a file outside
# their module has changed, as template.yaml is outside of local.
test:
	go test ./...
	cd local && go test -count=1 ./...

# The user's own sam, else the one that make lint has fetched.
SAM := $(or $(shell command -v sam),$(wildcard .venv/bin/sam))

build:
ifdef SAM
	$(SAM) build
else
	@for f in $(FUNCTIONS); do $(MAKE) --no-print-directory build-$$f ARTIFACTS_DIR=.aws-sam/build/$$f || exit; done
endif

deploy: build
	@test -n '$(SAM)' || { echo 'make deploy needs sam, which is not installed: pip install $(word 1,$(TOOLS))' >&2; exit 1; }
	$(SAM) deploy

# sam calls build-<function> for `BuildMethod: makefile`, and tells it nothing of
# the processor. The deployment takes that from parameter_overrides in
# samconfig.toml, where `sam deploy --guided` keeps its answers, so this does
# too. Not from the environment: a GOARCH set there for other work would deploy
# what cannot run.
GOOS   = linux
GOARCH = $(if $(shell grep -s '^ *parameter_overrides.*Architecture=[\"]*x86_64' samconfig.toml),amd64,arm64)
# Half the size: no symbols, no debugger's tables, no net/rpc of Lambda's old
# go1.x runtime. And the same bytes from the same source, wherever it lies.
BUILD  = CGO_ENABLED=0 GOOS=$(GOOS) GOARCH=$(GOARCH) go build -trimpath -buildvcs=false \
	-tags lambda.norpc -ldflags '-s -w -buildid=' -o $(ARTIFACTS_DIR)/bootstrap

build-CredentialsFunction:
	$(BUILD) ./functions/credentials

build-MultipartFunction:
	$(BUILD) ./functions/multipart

# Fetched into .venv, which git ignores, by the first lint.
TOOLS       := aws-sam-cli==1.170.0 cfn-lint==1.58.0
FETCHED     := .venv/$(subst $() ,+,$(TOOLS))
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

lint: $(FETCHED)
	@test -z "$$(gofmt -l functions local)" || { gofmt -l functions local; echo 'these files need gofmt -w' >&2; exit 1; }
	go mod tidy -diff && go vet ./... && go run $(STATICCHECK) ./...
	cd local && go mod tidy -diff && go vet ./... && go run $(STATICCHECK) ./...
	@if test -e $(FETCHED); then set -x; .venv/bin/cfn-lint template.yaml && SAM_CLI_TELEMETRY=0 .venv/bin/sam validate; \
	else echo 'SKIPPED the checks of template.yaml: cfn-lint and sam could not be fetched from PyPI'; fi

$(FETCHED):
	@mkdir -p .venv
	@{ python3 -m venv .venv && .venv/bin/pip install --timeout 10 --retries 1 $(TOOLS) && touch $@; } >.venv/log 2>&1 || true
