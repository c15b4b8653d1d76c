FUNCTIONS := CredentialsFunction MultipartFunction InspectFunction FilesFunction

.PHONY: run check test build deploy rehearse bench conformance faults soak fuzz mutants $(FUNCTIONS:%=build-%)
.PHONY: lint lint-format lint-go lint-js lint-template

run: needs-go
	@test -e .local/local || echo 'Compiling; the first time that takes a minute or two.'
	@go build -C local -o ../.local/local . && exec .local/local

# Fetched into .venv, which git ignores, when first needed. checkov has an
# environment of its own, because it conflicts with sam. cfn-guard and AWS's rules
# are in an npm package for the CDK, which is used without the CDK.
TOOLS   := aws-sam-cli==1.170.0 cfn-lint==1.58.0
CHECKOV := checkov==3.3.30
GUARD   := cdk-validator-cfnguard@0.0.62
CDK     := aws-cdk-lib@2.276.0
CDK_CLI := aws-cdk@2.1148.1
AWS_CLI := awscli==1.46.3
FETCHED := .venv/$(subst $() ,+,$(TOOLS)) .venv/$(CHECKOV) .venv/$(GUARD) .venv/$(CDK) .venv/$(CDK_CLI)

# For use before each commit: less than a minute, without the tests that start the
# whole stack, build the functions or need what lint fetches.
check: needs-go lint-format lint-js
	go vet ./... && go vet -C local ./...
	go test -short ./...
	cd local && go test -short -count=1 $$(go list ./... | grep -Ev '^slipway/local$$|/e2e$$')

# Everything that can be tested on one machine. It installs what it needs. -count=1
# because Go caches test results, and does not notice changes in files outside the
# module, such as template.yaml for local. gotestsum reports skipped tests, and
# .ci/skipped decides whether they may be.
GOTEST = go run gotest.tools/gotestsum@v1.13.0 --format standard-quiet --jsonfile '$(CURDIR)/.local/test.json' \
	--post-run-command 'sh "$(CURDIR)/.ci/skipped"' -- -count=1
NODE_MODULES := $(addsuffix /node_modules/.package-lock.json,web web/apps web/uploaders web/verdicts)
# Without inspection, so that stored files have only the tags of their forms.
UNINSPECTED  := go run -C local . -parameter Inspection=off --
WEB_STACK    := go run -C local . -parameter MaxUploadBytes=209715200 -parameter MaxMultipartBytes=2147483648 \
	-profiles web/test/profiles.json --

test: needs-go lint-js chromium engines $(FETCHED)
	node functions/internal/mediatype/generate.mjs | gofmt | diff - functions/internal/mediatype/table.go
	$(UNINSPECTED) $(GOTEST) ./...
	cd local && $(GOTEST) ./...
	$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) $(LONG)

# Two at a time, since they mostly wait.
LONG := test-web rehearse openapi faults test-uploaders test-apps test-sign-in test-verdicts
.PHONY: $(filter test-%,$(LONG))
test-web:
	$(WEB_STACK) npm --prefix web test --silent
test-uploaders:
	$(WEB_STACK) npm --prefix web/uploaders test --silent
test-apps:
	npm --prefix web/apps test --silent
test-sign-in:
	npm --prefix web run --silent test:sign-in
test-verdicts:
	$(WEB_STACK) npm --prefix web/verdicts test --silent

.PHONY: needs-go needs-node chromium
needs-go:
	@command -v go >/dev/null || { echo 'Go is not installed: see https://go.dev/dl/' >&2; exit 1; }
needs-node:
	@command -v npm >/dev/null || { echo 'Node.js is not installed: see https://nodejs.org/' >&2; exit 1; }

%/node_modules/.package-lock.json: %/package-lock.json
	@npm --prefix $* ci --silent --no-audit --no-fund && touch $@

# The browser: CHROMIUM, the system's Chromium, or Playwright's.
chromium: $(NODE_MODULES)
	@test -n "$$CHROMIUM" -o -x /usr/bin/chromium || { \
	if test "$$(id -u)" = 0 && command -v apt-get; then apt-get -qq update && apt-get -qq install -y chromium; \
	else npm --prefix web exec playwright-core install chromium; fi; } >/dev/null

# Firefox and WebKit, installed with apt if possible; otherwise their tests print SKIPPED.
.PHONY: engines
engines:
	@mkdir -p .local && type firefox-esr WebKitWebDriver xvfb-run >.local/engines || { test "$$(id -u)" = 0 && command -v apt-get && apt-get -qq update && \
	apt-get -qq install -y firefox-esr webkit2gtk-driver xvfb; } >.local/engines 2>&1 || true

# The client as an npm tarball, in .local/package.
.PHONY: package-web
package-web: needs-node
	@mkdir -p .local/package && cd web && npm pack --silent --pack-destination ../.local/package >/dev/null

# The user's own sam, or the one that make lint has fetched. Because of the
# redirection, make 3.81 starts a shell, which has `command`.
SAM := $(or $(shell command -v sam 2>/dev/null),$(wildcard .venv/bin/sam))

build:
ifdef SAM
	$(SAM) build
else
	@for f in $(FUNCTIONS); do $(MAKE) --no-print-directory build-$$f ARTIFACTS_DIR=.aws-sam/build/$$f || exit; done
endif

# Prints what an existing bucket lacks; it changes nothing. STACK is the deployed
# stack; before the first deployment, PARAMETERS are its parameters. STACK is ignored
# in the environment, where it may be for other programs.
.PHONY: check-bucket
check-bucket: needs-go
	@test -n '$(BUCKET)' || { echo "make check-bucket BUCKET=name [STACK=name | PARAMETERS='Name=value ...']" >&2; exit 1; }
	@go build -C local -o ../.local/checkbucket ./tools/checkbucket
	@exec .local/checkbucket $(if $(filter command,$(origin STACK)),-stack '$(STACK)') $(PARAMETERS:%=-parameter '%') '$(BUCKET)'

deploy: build
	@test -n '$(SAM)' || { echo 'make deploy needs sam, which is not installed: pip install $(word 1,$(TOOLS))' >&2; exit 1; }
	$(SAM) deploy

# A package that deploys without Go, in .local/package: see functions/INSTALL.md. A
# fixed version of Go, which go fetches, builds the same bytes everywhere.
PACKAGE_GO := go1.26.8

.PHONY: package
package: needs-go package-web
	@GOTOOLCHAIN=$(PACKAGE_GO) go run -C local ./tools/package

# sam calls build-<function> for `BuildMethod: makefile`, without the processor,
# which could be chosen as late as in the deployment. So the template allows only
# one, which is read here. GOARCH in the environment is ignored: it may be for other
# programs.
#
# sam's own builder for Go builds for the chosen one, but keeps symbols and net/rpc: the
# archives are 2.3 and 2.8 times as large, a start takes a fifth longer, and cgo
# links the programs to the C library of the build machine.
GOOS   = linux
GOARCH = $(if $(shell grep '^    AllowedValues: \[x86_64\]' template.yaml),amd64,arm64)
# Half the size: without symbols, debug tables and net/rpc of Lambda's old go1.x
# runtime. The same source results in the same bytes in any folder.
BUILD  = CGO_ENABLED=0 GOOS=$(GOOS) GOARCH=$(GOARCH) go build -trimpath -buildvcs=false \
	-tags lambda.norpc -ldflags '-s -w -buildid=' -o $(ARTIFACTS_DIR)/bootstrap

# A wrong profile stops the build, before any function starts. GOOS and GOARCH apply
# only to the build.
.PHONY: profiles
profiles:
	@wrong=$$(env -u GOOS -u GOARCH go test -vet=off -run TestProfiles ./functions) || { echo "$$wrong" >&2; exit 1; }

build-CredentialsFunction: profiles
	$(BUILD) ./functions/credentials

build-MultipartFunction: profiles
	$(BUILD) ./functions/multipart

build-InspectFunction: profiles
	$(BUILD) ./functions/inspect

build-FilesFunction: profiles
	$(BUILD) ./functions/files

# The table of forms, against two S3 servers and one that checks nothing; prints each row.
FORMS := go test -C functions/internal/conformance -count=1
# Inspecting and reading files, on a real server.
FILES := go test -count=1 ./functions/inspect ./functions/files

conformance:
	$(FORMS) -run TestControl
	$(UNINSPECTED) $(FORMS)
	go run -C local ./tools/radosgw -- $(FORMS)
	go run -C local ./tools/radosgw -- $(FILES)
	go run -C local ./tools/radosgw -- go test -C local -count=1 ./tools/checkbucket
	go test -C local -count=1 -tags conformance ./tools/radosgw

# Measures Slipway and its alternatives; the table is in .bench too.
bench:
	go run -C local ./tools/bench

# The client on a bad network. Three minutes, since some cases wait until a form
# expires.
FAULTS := go run -C local ./tools/faults -parameter MaxUploadBytes=33554432 -parameter MaxMultipartBytes=1073741824

faults: needs-go needs-node $(NODE_MODULES) chromium
	$(FAULTS) -parameter ExpiresSeconds=60 -- npm --prefix web run --silent test:faults

# Many files while faults follow each other; two or three minutes. SOAK_FILES is
# their number.
soak: needs-go needs-node $(NODE_MODULES) chromium
	$(FAULTS) -- npm --prefix web run --silent test:soak
	SOAK_FILES=$${SOAK_FILES:-500} go test -C local -count=1 -v -run TestJudgedUnderFaults ./e2e

# A minute each; go test fuzzes one at a time.
FUZZTIME := 1m

fuzz:
	@grep -r '^func Fuzz' --include='*_test.go' functions local | sed -E 's|(.*)/.*:func (Fuzz[A-Za-z0-9]*).*|\1 \2|' | sort | \
	while read -r folder name; do echo "$$folder $$name"; go test -C $$folder -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) . || exit; done

# Prints the surviving mutants of functions/internal; a package takes some minutes.
mutants:
	go run -C local ./tools/mutants

lint: lint-format lint-go lint-js lint-template

lint-format: needs-go
	@test -z "$$(gofmt -l functions local)" || { gofmt -l functions local; echo 'these files need gofmt -w' >&2; exit 1; }

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0

lint-go: lint-format
	@for module in . local; do cd "$(CURDIR)/$$module" && go mod tidy -diff && go vet ./... || exit; \
	for tool in $(STATICCHECK) $(GOVULNCHECK); do found=$$(go run $$tool ./... 2>&1) || case "$$found" in \
	*'dial tcp'*|*vuln.go.dev*) echo "SKIPPED $$tool of $$module: it, or its database, cannot be reached";; \
	*) echo "$$found" >&2; exit 1;; esac; done; done

# node --test counts a skipped test as passed, so none may be skipped.
lint-js: needs-node $(NODE_MODULES)
	for folder in web web/apps web/uploaders; do npm --prefix $$folder run --silent lint || exit; done
	@! grep -rnE '[.{(, ](skip|todo|only)(\(|:)' --include='*.js' --exclude-dir=node_modules \
	web/test web/faults web/apps/test web/uploaders/test web/verdicts/test

lint-template: $(FETCHED)
	@test ! -e $< || { .venv/bin/cfn-lint template.yaml web/verdicts/recipes/*.yaml && SAM_CLI_TELEMETRY=0 .venv/bin/sam validate; }
	@for tool in $^; do test -e $$tool || { echo "SKIPPED checks of template.yaml: $${tool#.venv/} could not be fetched, see .venv/log"; exit; }; done; \
	go run -C local ./tools/lint
	@cd local && go test -count=1 -run CDK ./template

PIP := bin/pip install --timeout 10 --retries 1

# What cannot be fetched is skipped with a message. If CI=true, that is an error,
# unless pip or npm report that the registry cannot be reached.
UNREACHED = test "$$CI" != true || grep -Eq 'connection broken|^npm (error|ERR!) (network|code (E[A-Z]*(CONN|TIMEDOUT|NOTFOUND|AGAIN)|ERR_SOCKET))' .venv/log || { cat .venv/log >&2; exit 1; }

$(word 1,$(FETCHED)):
	@mkdir -p .venv
	@{ python3 -m venv .venv && .venv/$(PIP) $(TOOLS) && touch $@; } >.venv/log 2>&1 || $(UNREACHED)

.venv/$(CHECKOV):
	@mkdir -p .venv
	@{ python3 -m venv .venv/checkov && .venv/checkov/$(PIP) $(CHECKOV) && touch $@; } >.venv/log 2>&1 || $(UNREACHED)

.venv/$(GUARD):
	@rm -rf .venv/cfn-guard && mkdir -p .venv/cfn-guard
	@{ cd .venv/cfn-guard && npm pack @cdklabs/$(GUARD) && tar -xzf *.tgz && rm *.tgz && touch ../../$@; } >.venv/log 2>&1 || $(UNREACHED)

# A real deployment, with updates, into an AWS emulator on this machine, with a
# certificate made by openssl.
MINISTACK := ministack==1.5.33
REHEARSAL := boto3==1.43.106 aws-sam-translator==1.112.0 cryptography==50.0.2 PyJWT==2.15.1

rehearse: needs-go $(word 1,$(FETCHED)) .venv/$(MINISTACK) .venv/$(AWS_CLI)
	@test "$$(uname)" = Linux || { echo 'SKIPPED rehearsal: the functions are built for Linux'; test "$$CI" != true; exit; }; \
	for tool in $(filter .venv/%,$^); do test -e $$tool || { \
	echo "SKIPPED rehearsal: $${tool#.venv/} could not be fetched: $$(tail -n 1 .venv/log)"; exit; }; done; \
	exec .venv/ministack/bin/python -B local/tools/rehearse/rehearse.py

# The versions that ministack requires, and what it needs for SAM and tokens.
.venv/$(MINISTACK):
	@mkdir -p .venv
	@{ python3 -m venv .venv/ministack && .venv/ministack/$(PIP) $(MINISTACK) $(REHEARSAL) && touch $@; } \
	>.venv/log 2>&1 || $(UNREACHED)

# Tests the API against functions/openapi.yaml, with valid and invalid requests. The
# profiles are those of this deployment.
SCHEMATHESIS  := schemathesis==4.32.5
OPENAPI_STACK := go run -C local . -parameter MinUploadBytes=0 -parameter MaxUploadBytes=5368709120 \
	-parameter MaxMultipartBytes=53687091200000 -profiles local/tools/openapi/profiles.json --

.PHONY: openapi
openapi: needs-go .venv/$(SCHEMATHESIS)
	@test -e .venv/$(SCHEMATHESIS) || { echo 'SKIPPED functions/openapi.yaml: $(SCHEMATHESIS) could not be fetched, see .venv/log'; exit; }; \
	mkdir -p .local && sed "s/^    Profile: .*/    Profile: {enum: ['', plain]}/" functions/openapi.yaml >.local/openapi.yaml && \
	$(OPENAPI_STACK) sh -c 'cd .local && exec ../.venv/schemathesis/bin/schemathesis \
	--config-file ../local/tools/openapi/schemathesis.toml run openapi.yaml --url "$$SLIPWAY_URL"'

.venv/$(SCHEMATHESIS):
	@mkdir -p .venv
	@{ python3 -m venv .venv/schemathesis && .venv/schemathesis/$(PIP) $(SCHEMATHESIS) && touch $@; } >.venv/log 2>&1 || $(UNREACHED)

# For tests of the template and of the recipe with the CDK.
.venv/$(CDK):
	@mkdir -p .venv/cdk
	@{ npm --prefix .venv/cdk install --no-audit --no-fund $(CDK) constructs && touch $@; } >.venv/log 2>&1 || $(UNREACHED)

.venv/$(CDK_CLI): .venv/$(CDK)
	@{ npm --prefix .venv/cdk install --no-audit --no-fund $(CDK_CLI) typescript@7.0.2 @types/node@20.19.43 && touch $@; } \
	>.venv/log 2>&1 || $(UNREACHED)

# To deploy the packaged template as in INSTALL.md.
.venv/$(AWS_CLI):
	@mkdir -p .venv
	@{ python3 -m venv .venv/aws && .venv/aws/$(PIP) $(AWS_CLI) && touch $@; } >.venv/log 2>&1 || $(UNREACHED)
