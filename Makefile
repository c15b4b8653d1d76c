# Each target is a line or two; the programs it calls say the rest.

FUNCTIONS := CredentialsFunction MultipartFunction InspectFunction FilesFunction

.PHONY: run check test build deploy rehearse bench conformance faults soak fuzz mutants $(FUNCTIONS:%=build-%)
.PHONY: lint lint-format lint-go lint-js lint-template

run: needs-go
	@test -e .local/local || echo 'Compiling; the first time that takes a minute or two.'
	@go build -C local -o ../.local/local . && exec .local/local

# Fetched into .venv, which git ignores, when first needed. checkov needs other
# versions of what sam needs too. cfn-guard is a program in a package for the
# CDK, with AWS's rules, and so is taken without the CDK.
TOOLS   := aws-sam-cli==1.170.0 cfn-lint==1.58.0
CHECKOV := checkov==3.3.30
GUARD   := cdk-validator-cfnguard@0.0.62
CDK     := aws-cdk-lib@2.276.0
CDK_CLI := aws-cdk@2.1148.1
AWS_CLI := awscli==1.46.3
FETCHED := .venv/$(subst $() ,+,$(TOOLS)) .venv/$(CHECKOV) .venv/$(GUARD) .venv/$(CDK) .venv/$(CDK_CLI)

# Before a commit, in less than a minute: without the tests that start the whole
# stack, build the functions or run what lint fetches.
check: needs-go lint-format lint-js
	go vet ./... && go vet -C local ./...
	go test -short ./...
	cd local && go test -short -count=1 $$(go list ./... | grep -Ev '^slipway/local$$|/e2e$$')

# Everything that can be tested on one machine, and what that needs. Large files
# and parts must be allowed for it. -count=1: Go keeps the results of tests, and
# does not see that a file outside their module has changed, as template.yaml is
# outside of local. gotestsum tells what was skipped, and .ci/skipped judges it.
GOTEST = go run gotest.tools/gotestsum@v1.13.0 --format standard-quiet --jsonfile '$(CURDIR)/.local/test.json' \
	--post-run-command 'sh "$(CURDIR)/.ci/skipped"' -- -count=1
NODE_MODULES := $(addsuffix /node_modules/.package-lock.json,web web/apps web/uploaders web/verdicts)
# What is stored has the tags of a form alone, and no verdict.
UNJUDGED     := go run -C local . -parameter Inspection=off --
STACK        := go run -C local . -parameter MaxUploadBytes=209715200 -parameter MaxMultipartBytes=2147483648 \
	-profiles web/test/profiles.json --

test: needs-go lint-js chromium engines $(FETCHED)
	node functions/internal/mediatype/generate.mjs | gofmt | diff - functions/internal/mediatype/table.go
	$(UNJUDGED) $(GOTEST) ./...
	cd local && $(GOTEST) ./...
	$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) $(LONG)

# Two at a time, since they wait more than they work.
LONG := test-web rehearse openapi faults test-uploaders test-apps test-sign-in test-verdicts
.PHONY: $(filter test-%,$(LONG))
test-web:
	$(STACK) npm --prefix web test --silent
test-uploaders:
	$(STACK) npm --prefix web/uploaders test --silent
test-apps:
	npm --prefix web/apps test --silent
test-sign-in:
	npm --prefix web run --silent test:sign-in
test-verdicts:
	$(STACK) npm --prefix web/verdicts test --silent

.PHONY: needs-go needs-node chromium
needs-go:
	@command -v go >/dev/null || { echo 'Go is not installed: see https://go.dev/dl/' >&2; exit 1; }
needs-node:
	@command -v npm >/dev/null || { echo 'Node.js is not installed: see https://nodejs.org/' >&2; exit 1; }

%/node_modules/.package-lock.json: %/package-lock.json
	@npm --prefix $* ci --silent --no-audit --no-fund && touch $@

# The browser that CHROMIUM names, else the system's, else Playwright's own.
chromium: $(NODE_MODULES)
	@test -n "$$CHROMIUM" -o -x /usr/bin/chromium || { \
	if test "$$(id -u)" = 0 && command -v apt-get; then apt-get -qq update && apt-get -qq install -y chromium; \
	else npm --prefix web exec playwright-core install chromium; fi; } >/dev/null

# The other two engines, where apt has them; without them their tests say SKIPPED.
.PHONY: engines
engines:
	@mkdir -p .local && type firefox-esr WebKitWebDriver xvfb-run >.local/engines || { test "$$(id -u)" = 0 && command -v apt-get && apt-get -qq update && \
	apt-get -qq install -y firefox-esr webkit2gtk-driver xvfb; } >.local/engines 2>&1 || true

# The client as a tarball for npm, in .local/package.
.PHONY: package-web
package-web: needs-node
	@mkdir -p .local/package && cd web && npm pack --silent --pack-destination ../.local/package >/dev/null

# The user's own sam, else the one that make lint has fetched.
# (make 3.81 runs what has no redirection without a shell, which `command` is of.)
SAM := $(or $(shell command -v sam 2>/dev/null),$(wildcard .venv/bin/sam))

build:
ifdef SAM
	$(SAM) build
else
	@for f in $(FUNCTIONS); do $(MAKE) --no-print-directory build-$$f ARTIFACTS_DIR=.aws-sam/build/$$f || exit; done
endif

# What a bucket of yours lacks to be uploaded into; it changes nothing. STACK is
# the deployed stack, or PARAMETERS what it will be deployed with. (STACK has
# another meaning above, unless it is on the command line.)
.PHONY: check-bucket
check-bucket: needs-go
	@test -n '$(BUCKET)' || { echo "make check-bucket BUCKET=name [STACK=name | PARAMETERS='Name=value ...']" >&2; exit 1; }
	@go build -C local -o ../.local/checkbucket ./tools/checkbucket
	@exec .local/checkbucket $(if $(filter command,$(origin STACK)),-stack '$(STACK)') $(PARAMETERS:%=-parameter '%') '$(BUCKET)'

deploy: build
	@test -n '$(SAM)' || { echo 'make deploy needs sam, which is not installed: pip install $(word 1,$(TOOLS))' >&2; exit 1; }
	$(SAM) deploy

# What deploys without Go, in .local/package: see functions/INSTALL.md. One version
# of Go makes the same bytes everywhere; go fetches it where it is not there.
PACKAGE_GO := go1.26.8

.PHONY: package
package: needs-go package-web
	@GOTOOLCHAIN=$(PACKAGE_GO) go run -C local ./tools/package

# sam calls build-<function> for `BuildMethod: makefile`, and tells it nothing of
# the processor, which may be named as late as in the deployment. So the template
# allows one alone, and this reads which. Not from the environment: a GOARCH set
# there for other work would deploy what cannot run.
#
# sam's own builder for Go knows the processor, but leaves symbols and net/rpc in:
# the archives are 2.3 and 2.8 times as large, a start takes a fifth longer, and
# cgo links the programs to the C library of whoever builds them.
GOOS   = linux
GOARCH = $(if $(shell grep '^    AllowedValues: \[x86_64\]' template.yaml),amd64,arm64)
# Half the size: no symbols, no debugger's tables, no net/rpc of Lambda's old
# go1.x runtime. And the same bytes from the same source, wherever it lies.
BUILD  = CGO_ENABLED=0 GOOS=$(GOOS) GOARCH=$(GOARCH) go build -trimpath -buildvcs=false \
	-tags lambda.norpc -ldflags '-s -w -buildid=' -o $(ARTIFACTS_DIR)/bootstrap

# A wrong profile stops the build, not the function's start. GOOS and GOARCH are
# for what is built.
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

# Two servers of S3's forms and one that checks nothing, each row printed.
FORMS := go test -C functions/internal/conformance -count=1
# What is judged and read back, on a real server.
FILES := go test -count=1 ./functions/inspect ./functions/files

conformance:
	$(FORMS) -run TestControl
	$(UNJUDGED) $(FORMS)
	go run -C local ./tools/radosgw -- $(FORMS)
	go run -C local ./tools/radosgw -- $(FILES)
	go run -C local ./tools/radosgw -- go test -C local -count=1 ./tools/checkbucket
	go test -C local -count=1 -tags conformance ./tools/radosgw

# Beside what else one could take; the table is in .bench too.
bench:
	go run -C local ./tools/bench

# The client on a bad network, three minutes: some cases wait for the end of a
# form's life.
FAULTS := go run -C local ./tools/faults -parameter MaxUploadBytes=33554432 -parameter MaxMultipartBytes=1073741824

faults: needs-go needs-node $(NODE_MODULES) chromium
	$(FAULTS) -parameter ExpiresSeconds=60 -- npm --prefix web run --silent test:faults

# Many files under one fault after the other; two or three minutes. SOAK_FILES
# says how many.
soak: needs-go needs-node $(NODE_MODULES) chromium
	$(FAULTS) -- npm --prefix web run --silent test:soak
	SOAK_FILES=$${SOAK_FILES:-500} go test -C local -count=1 -v -run TestJudgedUnderFaults ./e2e

# A minute each; go test fuzzes one at a time.
FUZZTIME := 1m

fuzz:
	@grep -r '^func Fuzz' --include='*_test.go' functions local | sed -E 's|(.*)/.*:func (Fuzz[A-Za-z0-9]*).*|\1 \2|' | sort | \
	while read -r folder name; do echo "$$folder $$name"; go test -C $$folder -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) . || exit; done

# The survivors among mutants of functions/internal; a package takes some minutes.
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

# What cannot be fetched is skipped with a word. Where CI=true, nothing may be
# skipped but for a registry that cannot be reached, as pip and npm tell it.
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

# A real deployment, with updates, into an AWS emulator on this machine, which
# gets a certificate from openssl.
MINISTACK := ministack==1.5.33
REHEARSAL := boto3==1.43.106 aws-sam-translator==1.112.0 cryptography==50.0.2 PyJWT==2.15.1

rehearse: needs-go $(word 1,$(FETCHED)) .venv/$(MINISTACK) .venv/$(AWS_CLI)
	@test "$$(uname)" = Linux || { echo 'SKIPPED rehearsal: the functions are built for Linux'; test "$$CI" != true; exit; }; \
	for tool in $(filter .venv/%,$^); do test -e $$tool || { \
	echo "SKIPPED rehearsal: $${tool#.venv/} could not be fetched: $$(tail -n 1 .venv/log)"; exit; }; done; \
	exec .venv/ministack/bin/python -B local/tools/rehearse/rehearse.py

# The versions that ministack names, and what it needs for SAM and tokens.
.venv/$(MINISTACK):
	@mkdir -p .venv
	@{ python3 -m venv .venv/ministack && .venv/ministack/$(PIP) $(MINISTACK) $(REHEARSAL) && touch $@; } \
	>.venv/log 2>&1 || $(UNREACHED)

# The API as functions/openapi.yaml describes it, asked for what it takes and what
# it must refuse. Which profiles there are, each deployment says for itself.
SCHEMATHESIS := schemathesis==4.32.5
DESCRIBED    := go run -C local . -parameter MinUploadBytes=0 -parameter MaxUploadBytes=5368709120 \
	-parameter MaxMultipartBytes=53687091200000 -profiles local/tools/openapi/profiles.json --

.PHONY: openapi
openapi: needs-go .venv/$(SCHEMATHESIS)
	@test -e .venv/$(SCHEMATHESIS) || { echo 'SKIPPED functions/openapi.yaml: $(SCHEMATHESIS) could not be fetched, see .venv/log'; exit; }; \
	mkdir -p .local && sed "s/^    Profile: .*/    Profile: {enum: ['', plain]}/" functions/openapi.yaml >.local/openapi.yaml && \
	$(DESCRIBED) sh -c 'cd .local && exec ../.venv/schemathesis/bin/schemathesis \
	--config-file ../local/tools/openapi/schemathesis.toml run openapi.yaml --url "$$SLIPWAY_URL"'

.venv/$(SCHEMATHESIS):
	@mkdir -p .venv
	@{ python3 -m venv .venv/schemathesis && .venv/schemathesis/$(PIP) $(SCHEMATHESIS) && touch $@; } >.venv/log 2>&1 || $(UNREACHED)

# For tests of what the CDK makes of the template and of the recipe.
.venv/$(CDK):
	@mkdir -p .venv/cdk
	@{ npm --prefix .venv/cdk install --no-audit --no-fund $(CDK) constructs && touch $@; } >.venv/log 2>&1 || $(UNREACHED)

.venv/$(CDK_CLI): .venv/$(CDK)
	@{ npm --prefix .venv/cdk install --no-audit --no-fund $(CDK_CLI) typescript@7.0.2 @types/node@20.19.43 && touch $@; } \
	>.venv/log 2>&1 || $(UNREACHED)

# The packaged template is deployed as INSTALL.md says.
.venv/$(AWS_CLI):
	@mkdir -p .venv
	@{ python3 -m venv .venv/aws && .venv/aws/$(PIP) $(AWS_CLI) && touch $@; } >.venv/log 2>&1 || $(UNREACHED)
