package api

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const functions = "../../"

// A refusal is the status and the names of the details that belong to a code.
type refusal struct {
	status  int
	details []string // sorted
}

// The table in functions/README.md has each code that the source can answer,
// and no other: a program may rely on it.
func TestEveryCodeIsInTheTable(t *testing.T) {
	made, listed := madeCodes(t), listedCodes(t)
	for code, made := range made {
		if listed, ok := listed[code]; !ok {
			t.Errorf("%s is not in the table", code)
		} else if fmt.Sprint(listed) != fmt.Sprint(made) {
			t.Errorf("%s is %v in the table, but %v in the source", code, listed, made)
		}
	}
	for code := range listed {
		if _, ok := made[code]; !ok {
			t.Errorf("%s is in the table, but nothing answers it", code)
		}
	}
	if len(made) < 50 {
		t.Errorf("found %d codes: the source is not read", len(made))
	}
}

// listedCodes reads the table: status, code, cause, and an example of the
// details.
func listedCodes(t *testing.T) map[string]refusal {
	t.Helper()
	text, err := os.ReadFile(functions + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]refusal{}
	row := regexp.MustCompile("(?m)^\\| (\\d{3}) \\| `(\\w+)` \\| [^|]+ \\| `(\\{.*\\})` \\|$")
	for _, cells := range row.FindAllStringSubmatch(string(text), -1) {
		var details map[string]any
		if err := json.Unmarshal([]byte(cells[3]), &details); err != nil {
			t.Errorf("%s: the details are no JSON: %v", cells[2], err)
		}
		if _, twice := codes[cells[2]]; twice {
			t.Errorf("%s is in the table twice", cells[2])
		}
		status, _ := strconv.Atoi(cells[1])
		codes[cells[2]] = refusal{status, slices.Sorted(maps.Keys(details))}
	}
	return codes
}

var statusNames = map[string]int{
	"StatusUnauthorized": http.StatusUnauthorized, "StatusForbidden": http.StatusForbidden,
	"StatusNotFound":         http.StatusNotFound,
	"StatusMethodNotAllowed": http.StatusMethodNotAllowed, "StatusRequestEntityTooLarge": http.StatusRequestEntityTooLarge,
	"StatusInternalServerError": http.StatusInternalServerError, "StatusServiceUnavailable": http.StatusServiceUnavailable,
	"Invalid": http.StatusBadRequest, "NotAllowed": http.StatusForbidden, "TooLarge": http.StatusRequestEntityTooLarge,
}

// madeCodes reads the calls that make refusals in the source of all functions.
// Each has its code and the names of its details as literals, and no two have
// the same code: one code has one cause.
func madeCodes(t *testing.T) map[string]refusal {
	t.Helper()
	codes := map[string]refusal{}
	files := token.NewFileSet()
	walk := func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && isMaker(f.Name.Name) || ok && f.Name.Name == "AsError" {
				continue // the functions that are called
			}
			ast.Inspect(declaration, func(node ast.Node) bool {
				if node == nil {
					return false
				}
				at := files.Position(node.Pos())
				switch node := node.(type) {
				case *ast.CompositeLit:
					if name := lastName(node.Type); name == "Refusal" || name == "Error" {
						t.Errorf("%s: a refusal is made without refuse, Refuse or BadRequest", at)
					}
				case *ast.CallExpr:
					name := lastName(node.Fun)
					if !isMaker(name) {
						return true
					}
					status := http.StatusBadRequest
					arguments := node.Args
					if name != "BadRequest" {
						status, arguments = statusNames[lastName(arguments[0])], arguments[1:]
					}
					code, ok := literal(arguments[0])
					details, literals := detailNames(arguments[1])
					if !ok || !literals || status == 0 {
						t.Errorf("%s: status, code and the details' names must stand in the call", at)
					} else if _, twice := codes[code]; twice {
						t.Errorf("%s: %s is answered elsewhere too: give each cause a code, or share the call", at, code)
					}
					codes[code] = refusal{status, details}
				}
				return true
			})
		}
		return nil
	}
	if err := filepath.WalkDir(functions, walk); err != nil {
		t.Fatal(err)
	}
	return codes
}

func isMaker(function string) bool {
	return function == "refuse" || function == "Refuse" || function == "BadRequest"
}

// lastName returns the name in "name" and in "package.name".
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// detailNames returns the names in Details{"name": …}, or none of nil.
func detailNames(e ast.Expr) (names []string, ok bool) {
	if lastName(e) == "nil" {
		return nil, true
	}
	details, ok := e.(*ast.CompositeLit)
	if !ok || lastName(details.Type) != "Details" {
		return nil, false
	}
	for _, element := range details.Elts {
		name, isLiteral := literal(element.(*ast.KeyValueExpr).Key)
		if !isLiteral {
			return nil, false
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names, true
}
