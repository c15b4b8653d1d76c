package main

import (
	"archive/zip"
	"bytes"
	"debug/elf"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

const root = "../../.."

const resources = `
Resources:
  CredentialsFunction: {Type: AWS::Serverless::Function, Properties: {CodeUri: .}}
  InspectFunction: {Type: AWS::Serverless::Function, Properties: {CodeUri: .}}
`

// source copies the source of a package, with two of the functions, to a folder.
func source(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"Makefile", "LICENSE", "template.yaml", "go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "template.yaml" {
			data = append(data[:bytes.Index(data, []byte("\nResources:"))], resources...)
		}
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(folder, "functions"), os.DirFS(filepath.Join(root, "functions"))); err != nil {
		t.Fatal(err)
	}
	return folder
}

func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(data)
	}
	return files
}

// Two packages of the same source are equal, with other folders, settings and
// clocks.
func TestSameSourceSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds functions")
	}
	build := func(folder string) map[string]string {
		out := filepath.Join(t.TempDir(), "package")
		if _, err := pack(t.Context(), folder, out); err != nil {
			t.Fatal(err)
		}
		return contents(t, out)
	}
	first := build(source(t))

	other := source(t)
	for name, value := range map[string]string{
		"GOFLAGS": "-ldflags=-X=main.a=b", "GOAMD64": "v3", "GOARM64": "v9.0", "GOOS": "darwin", "GOARCH": "riscv64",
		"CGO_ENABLED": "1", "GOTOOLCHAIN": "local", "GODEBUG": "madvdontneed=1", "MAKEFLAGS": "n", "TZ": "Asia/Tokyo",
		"SOURCE_DATE_EPOCH": "1000000000", "XDG_CONFIG_HOME": goSettings(t, "GOFLAGS=-tags=other\nGOAMD64=v2\n"),
	} {
		t.Setenv(name, value)
	}
	defer syscall.Umask(syscall.Umask(0o077))
	long := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(other, "functions/credentials/main.go"), long, long); err != nil {
		t.Fatal(err)
	}
	second := build(other)
	if !maps.Equal(first, second) {
		t.Errorf("two packages of one source differ:\n%s\n%s", first["SHA256SUMS"], second["SHA256SUMS"])
	}
	if len(first) != 7 {
		t.Errorf("the package has %q", slices.Sorted(maps.Keys(first)))
	}

	machines := map[string]elf.Machine{"arm64": elf.EM_AARCH64, "x86_64": elf.EM_X86_64}
	for name, data := range first {
		function, rest, _ := strings.Cut(name, "-")
		processor, _, isZip := strings.Cut(rest, "-")
		if !isZip {
			continue
		}
		program, header := unzip(t, data)
		if header.Name != "bootstrap" || header.Mode() != 0o755 {
			t.Errorf("%s has %s with the mode %s", name, header.Name, header.Mode())
		}
		file, err := elf.NewFile(strings.NewReader(program))
		if err != nil {
			t.Fatal(err)
		}
		if file.Machine != machines[processor] {
			t.Errorf("%s is for %s", name, file.Machine)
		}
		if !strings.Contains(program, "slipway/functions/"+function) {
			t.Errorf("%s does not contain functions/%s", name, function)
		}
		if strings.Count(first["template.yaml"], name) != 1 || strings.Count(first["SHA256SUMS"], name) != 1 {
			t.Errorf("%s is not in the template, or has no checksum", name)
		}
	}
}

// goSettings returns a folder with settings as of `go env -w`.
func goSettings(t *testing.T, text string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "go"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "go/env"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func unzip(t *testing.T, data string) (program string, header *zip.FileHeader) {
	t.Helper()
	reader, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if len(reader.File) != 1 {
		t.Fatalf("a zip file has %d files", len(reader.File))
	}
	entry, err := reader.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer entry.Close()
	bytes, err := io.ReadAll(entry)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes), &reader.File[0].FileHeader
}

// A new package removes the previous one, and no other file.
func TestRemovePrevious(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"credentials-arm64-0123456789abcdef.zip", "files-x86_64-0123456789abcdef.zip", "slipway-web-0.2.0.tgz", "photos.zip"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := removePrevious(folder); err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(contents(t, folder))); !slices.Equal(got, []string{"photos.zip", "slipway-web-0.2.0.tgz"}) {
		t.Errorf("left are %q", got)
	}
}

// packagedProject returns the project's template and the packaged one, for zip files
// that do not exist.
func packagedProject(t *testing.T) (packaged *packagedTemplate, source, text []byte) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if packaged, err = read(source); err != nil {
		t.Fatal(err)
	}
	for _, function := range packaged.functions {
		packaged.setZip(function, "arm64", function+"-for-arm64.zip")
		packaged.setZip(function, "x86_64", function+"-for-x86_64.zip")
	}
	if text, err = packaged.packaged(); err != nil {
		t.Fatal(err)
	}
	return packaged, source, text
}

// The packaged template differs from the project's in these values only.
func TestPackagedTemplate(t *testing.T) {
	packaged, source, text := packagedProject(t)
	got, want := document(t, text), document(t, source)
	if len(packaged.functions) != 4 {
		t.Errorf("the functions are %q", packaged.functions)
	}
	parameters := got["Parameters"].(map[string]any)
	architecture := parameters["Architecture"].(map[string]any)
	if !slices.Equal(architecture["AllowedValues"].([]any), []any{"arm64", "x86_64"}) || architecture["Default"] != "arm64" {
		t.Errorf("Architecture is %v", architecture)
	}
	if bucket := parameters["ArtifactBucket"].(map[string]any); bucket["Default"] != nil {
		t.Errorf("ArtifactBucket must have no default: %v", bucket)
	}
	for _, function := range packaged.functions {
		properties := got["Resources"].(map[string]any)[function].(map[string]any)["Properties"].(map[string]any)
		key := encoded(t, properties["CodeUri"])
		if want := encoded(t, document(t, []byte(`{Bucket: !Ref ArtifactBucket,
			Key: !Join ['', [!Ref ArtifactPrefix, !If [IsArm64, `+function+`-for-arm64.zip, `+function+`-for-x86_64.zip]]]}`))); key != want {
			t.Errorf("%s comes from\n%s, want\n%s", function, key, want)
		}
		properties["CodeUri"] = "."
	}
	// Remove what was compared, and what only the source has.
	for _, name := range []string{"ArtifactBucket", "ArtifactPrefix", "Architecture"} {
		delete(parameters, name)
	}
	delete(got["Conditions"].(map[string]any), "IsArm64")
	delete(want["Parameters"].(map[string]any), "Architecture")
	for _, resource := range want["Resources"].(map[string]any) {
		delete(resource.(map[string]any), "Metadata")
	}
	if a, b := encoded(t, got), encoded(t, want); a != b {
		t.Errorf("packaged:\n%s\nthe source:\n%s", a, b)
	}
	if strings.Contains(strings.TrimPrefix(string(text), "#"), "\n#") {
		t.Error("the packaged template has the comments of the source")
	}
}

func TestReadRefuses(t *testing.T) {
	for _, source := range []string{
		"",              // no template
		"Resources: {}", // no version
		"Metadata: {AWS::ServerlessRepo::Application: {SemanticVersion: 1.0.0}}", // no resources
		"Metadata: [", // no YAML
	} {
		if _, err := read([]byte(source)); err == nil {
			t.Errorf("%q is read", source)
		}
	}
}

// document reads YAML, with functions for tags.
func document(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var node yaml.Node
	if err := yaml.Unmarshal(text, &node); err != nil {
		t.Fatal(err)
	}
	return plain(node.Content[0]).(map[string]any)
}

func plain(node *yaml.Node) any {
	var value any
	switch node.Kind {
	case yaml.MappingNode:
		members := map[string]any{}
		for i := 0; i < len(node.Content); i += 2 {
			members[node.Content[i].Value] = plain(node.Content[i+1])
		}
		value = members
	case yaml.SequenceNode:
		items := []any{}
		for _, item := range node.Content {
			items = append(items, plain(item))
		}
		value = items
	default:
		value = node.Value
	}
	if strings.HasPrefix(node.Tag, "!") && !strings.HasPrefix(node.Tag, "!!") {
		return map[string]any{node.Tag: value}
	}
	return value
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	var b bytes.Buffer
	if err := yaml.NewEncoder(&b).Encode(value); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
