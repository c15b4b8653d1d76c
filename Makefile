# Each target is a line or two; the programs say the rest.

.PHONY: build-CredentialsFunction

# Built for Lambda unless the caller says otherwise.
GOOS   ?= linux
GOARCH ?= arm64

build-CredentialsFunction:
	CGO_ENABLED=0 GOOS=$(GOOS) GOARCH=$(GOARCH) go build -trimpath -buildvcs=false \
		-tags lambda.norpc -ldflags "-s -w -buildid=" \
		-o $(ARTIFACTS_DIR)/bootstrap ./functions/credentials
