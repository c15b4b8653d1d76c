package functions_test

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The costs add up, and inspection costs no more than promised.
func TestCosts(t *testing.T) {
	_, table, _ := strings.Cut(readme(t), "### What it costs")
	table, _, _ = strings.Cut(table, "\n## ")
	number := func(s string) float64 {
		n, err := strconv.ParseFloat(strings.Trim(s, " *"), 64)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		return n
	}
	total, calls := 0.0, 0
	totals := map[string]float64{}
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 6 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "call" {
			continue
		}
		name, amount := strings.Trim(cells[1], " *"), number(cells[4])
		if strings.HasSuffix(name, "inspection") {
			if math.Abs(total-amount) > 1e-9 {
				t.Errorf("%s: the rows come to %.3f, the table says %.3f", name, total, amount)
			}
			totals[name] = amount
			continue
		}
		if each := number(cells[2]) * number(cells[3]); math.Abs(each-amount) > 1e-9 {
			t.Errorf("%s: %.3f, the table says %.3f", name, each, amount)
		}
		total, calls = total+amount, calls+1
	}
	without, with := totals["without inspection"], totals["with inspection"]
	if calls != 13 || without == 0 || with/without > 2.2 {
		t.Errorf("%d rows, %.3f and %.3f: %.2f times as much", calls, without, with, with/without)
	}
	if says := fmt.Sprintf("That is %.2f times as much.", with/without); !strings.Contains(table, says) {
		t.Errorf("README does not say: %s", says)
	}
}

// The commands to redrive events send one by one, stop at the first that fails
// again, and leave it in the queue.
func TestRedrive(t *testing.T) {
	_, rest, _ := strings.Cut(readme(t), "### What could not be delivered")
	_, rest, _ = strings.Cut(rest, "```sh\n")
	script, _, _ := strings.Cut(rest, "```")
	for _, test := range []struct{ fails, invoked, left string }{
		{"none", "3", ""},
		{"two.json", "2", "three.json two.json"}, // the first is done
		{"one.json", "1", "one.json three.json two.json"},
	} {
		folder := t.TempDir()
		write := func(name, text string, mode os.FileMode) {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), mode); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"one", "two", "three"} {
			write(name+".json", `{"detail": {"key": "a  b'\"$x\\t\u00e9.png", "of": "`+name+`.json"}}`, 0o600)
		}
		// A replacement for the AWS CLI, with a folder as the queue.
		write("aws", `#!/bin/sh
cd '`+folder+`'
case "$1 $2" in
"cloudformation describe-stack-resource") test "$4 $5" = "shop --logical-resource-id" && echo "the $6" ;;
"sqs receive-message")
	test "$4" = "the NotJudgedQueue" || exit 9
	for name in one two three; do test -e $name.json && printf '%s\t%s\n' $name.json "$(cat $name.json)" && exit; done
	echo None ;;
"lambda invoke")
	test "$4" = "the InspectFunction" || exit 9
	while test "$1" != --payload; do shift; done
	echo >>invoked
	for name in one two three; do
		test "$2" = "$(cat $name.json 2>/dev/null)" || continue
		case '`+test.fails+`' in $name.json) echo Unhandled ;; *) echo None ;; esac
		exit
	done
	echo other payload ;;
"sqs delete-message") rm "$6" ;;
*) exit 9 ;;
esac
`, 0o700)
		command := exec.Command("sh", "-eu", "-c", script)
		command.Env = []string{"STACK=shop", "PATH=" + folder + ":" + os.Getenv("PATH")}
		if output, err := command.CombinedOutput(); err != nil || len(output) > 0 {
			t.Errorf("%v: %s", err, output)
		}
		invoked, _ := os.ReadFile(filepath.Join(folder, "invoked"))
		files, _ := filepath.Glob(filepath.Join(folder, "*.json"))
		for i := range files {
			files[i] = filepath.Base(files[i])
		}
		if left := strings.Join(files, " "); left != test.left || fmt.Sprint(strings.Count(string(invoked), "\n")) != test.invoked {
			t.Errorf("%s fails: %q left after %q invocations, want %q after %s", test.fails, left, invoked, test.left, test.invoked)
		}
	}
}

// The table has the reasons of the schema, and no others.
func TestReasons(t *testing.T) {
	_, table, _ := strings.Cut(readme(t), "| `reason` | cause |")
	table, _, _ = strings.Cut(table, "\n\n")
	schema, err := os.ReadFile("event.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(schema), `"Why it was rejected."`)
	list, _, _ = strings.Cut(list, "]")
	words := regexp.MustCompile(`[A-Z][A-Za-z]+`)
	want := strings.Join(words.FindAllString(list, -1), " ")
	var has []string
	for line := range strings.Lines(table) {
		if found := regexp.MustCompile("^\\| `([A-Za-z]+)`").FindStringSubmatch(line); found != nil {
			has = append(has, found[1])
		}
	}
	if strings.Join(has, " ") != want {
		t.Errorf("README has %v, the schema %s", has, want)
	}
}

// The table of the standard has each requirement once, in order, and names tests
// that exist.
func TestStandard(t *testing.T) {
	text, err := os.ReadFile("../.github/ASVS.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{}
	for _, folder := range []string{".", "../local"} {
		err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(source), -1) {
				tests[found[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var requirements []string
	for line := range strings.Lines(string(text)) {
		if found := regexp.MustCompile(`^\| (5\.\d\.\d) \|`).FindStringSubmatch(line); found != nil {
			requirements = append(requirements, found[1])
			if !strings.Contains(line, "`Test") && !strings.Contains(line, "**Not met.**") {
				t.Errorf("%s has no test", found[1])
			}
		}
	}
	const want = "5.1.1 5.2.1 5.2.2 5.2.3 5.2.4 5.2.5 5.2.6 5.3.1 5.3.2 5.3.3 5.4.1 5.4.2 5.4.3"
	if has := strings.Join(requirements, " "); has != want {
		t.Errorf("the table has %s, want %s", has, want)
	}
	for _, found := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(string(text), -1) {
		if !tests[found[1]] {
			t.Errorf("there is no %s", found[1])
		}
	}
}
