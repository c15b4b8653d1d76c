package e2e

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"slipway/local/internal/logtest"
)

// runProgram runs the program to its end, in a folder or, if it is "", in built.
func runProgram(t *testing.T, folder string, environment []string, arguments ...string) (status int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out, errors logtest.Log
	command := exec.CommandContext(ctx, program, arguments...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.Dir = cmp.Or(folder, built)
	command.Env = append(os.Environ(), environment...)
	command.Stdout, command.Stderr = &out, &errors
	command.Run()
	return command.ProcessState.ExitCode(), out.String(), errors.String()
}

// server is the running program, as started by `make run`.
type server struct {
	command *exec.Cmd
	out     *logtest.Log
	log     *logtest.Log
	data    string
	temp    string        // its folder for temporary files
	exited  chan struct{} // closed when it has exited
}

// serve starts a server, in built if the command has no folder, and waits until
// it has printed its addresses.
func serve(t *testing.T, command *exec.Cmd) *server {
	t.Helper()
	s := &server{command: command, out: new(logtest.Log), log: new(logtest.Log), data: t.TempDir(), exited: make(chan struct{})}
	var err error
	if s.temp, err = os.MkdirTemp("", "t-"); err != nil { // short, for the path of a socket
		t.Fatal(err)
	}
	command.Args = append(command.Args, "-data", s.data)
	command.Dir = cmp.Or(command.Dir, built)
	command.Env = append(os.Environ(), "PORT=0", "S3_PORT=0", "TMPDIR="+s.temp)
	command.Stdout, command.Stderr = s.out, s.log
	// The child of go run may keep the pipes open.
	command.WaitDelay = time.Second
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		command.Wait()
		close(s.exited)
	}()
	t.Cleanup(func() {
		command.Process.Signal(syscall.SIGTERM)
		<-s.exited
		os.RemoveAll(s.temp)
	})
	eventually(t, "the addresses are printed", func() bool {
		select {
		case <-s.exited:
			t.Fatalf("the server has ended: %s", s.log)
		default:
		}
		return strings.Contains(s.out.String(), "Not enforced locally")
	})
	return s
}

// address returns a printed URL.
func (s *server) address(t *testing.T, label string) string {
	t.Helper()
	match := regexp.MustCompile(`(?m)^ +` + label + ` +(http://\S+)$`).FindStringSubmatch(s.out.String())
	if match == nil {
		t.Fatalf("no address of %s in %s", label, s.out)
	}
	return match[1]
}

func TestPrintedCommandUploads(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("needs curl")
	}
	command := exec.Command(program)
	command.Dir = filepath.Join(root, "local")
	s := serve(t, command)
	_, example, _ := strings.Cut(s.out.String(), "without a browser:")
	example, _, _ = strings.Cut(example, "Not enforced")
	answer, err := exec.Command("sh", "-c", example).CombinedOutput()
	if err != nil || !strings.Contains(string(answer), "<PostResponse") {
		t.Fatalf("%s\n%s %v\n%s", example, answer, err, s.log)
	}
	files, err := filepath.Glob(filepath.Join(s.data, "s3", "*", "uploads", "*", "hello.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, %v", files, err)
	}
	if content, err := os.ReadFile(files[0]); err != nil || string(content) != "Hello, bucket" {
		t.Errorf("%q, %v", content, err)
	}
	eventually(t, "the request is in the log", func() bool { return strings.Contains(s.log.String(), "CredentialsFunction | ") })
	for _, secret := range []string{"ASIA", "AKIA", "AWS4"} {
		if strings.Contains(s.out.String()+s.log.String(), secret) {
			t.Errorf("%s is printed: %s%s", secret, s.out, s.log)
		}
	}
}

func TestNothingListensBeyondTheLoopback(t *testing.T) {
	t.Parallel()
	s := serve(t, exec.Command(program))
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, label := range []string{"Page", "S3"} {
		_, port, _ := net.SplitHostPort(strings.Split(s.address(t, label), "/")[2])
		for _, address := range addresses {
			network := address.(*net.IPNet)
			if network.IP.IsLoopback() || network.IP.IsLinkLocalUnicast() {
				continue
			}
			target := net.JoinHostPort(network.IP.String(), port)
			if connection, err := net.Dial("tcp", target); err == nil {
				connection.Close()
				t.Errorf("%s answers on %s", label, target)
			}
		}
	}
}

// processes returns the processes whose command line contains a text.
func processes(t *testing.T, text string) []string {
	t.Helper()
	list, err := exec.Command("ps", "-eo", "pid,stat,args").Output()
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(list)) {
		if strings.Contains(line, text) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

func TestSignalsLeaveNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		command []string
		signal  os.Signal
	}{
		"Ctrl-C":            {[]string{program}, os.Interrupt},
		"SIGTERM":           {[]string{program}, syscall.SIGTERM},
		"SIGTERM to go run": {[]string{"go", "run", "."}, syscall.SIGTERM},
		"SIGKILL to go run": {[]string{"go", "run", "."}, syscall.SIGKILL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.Command(test.command[0], test.command[1:]...)
			if command.Path != program {
				command.Dir = filepath.Join(root, "local")
			}
			s := serve(t, command)
			bootstraps := func() []string { return processes(t, s.temp+"/") }
			if len(bootstraps()) == 0 {
				t.Error("no bootstrap is running")
			}
			page := strings.TrimSuffix(strings.TrimPrefix(s.address(t, "Page"), "http://"), "/")
			s.command.Process.Signal(test.signal)
			<-s.exited
			eventually(t, "its processes are gone", func() bool { return len(bootstraps()) == 0 })
			eventually(t, "its port is free", func() bool {
				connection, err := net.Dial("tcp", page)
				if err == nil {
					connection.Close()
				}
				return err != nil
			})
			if s.command.Path == program {
				if status := s.command.ProcessState.ExitCode(); status != 0 {
					t.Errorf("status %d", status)
				}
			}
			eventually(t, "its temporary files are gone", func() bool {
				left, err := filepath.Glob(filepath.Join(s.temp, "slipway-*"))
				return err == nil && len(left) == 0
			})
		})
	}
}

func TestCommandEndsWithAKilledProgram(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends a process with its parent")
	}
	sleep := fmt.Sprintf("sleep 1000.%d", os.Getpid())
	command := exec.Command(program, append([]string{"--"}, strings.Fields(sleep)...)...)
	temp, err := os.MkdirTemp("", "t-") // a killed program leaves its files
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(temp)
	command.Dir = built
	command.Env = append(os.Environ(), "TMPDIR="+temp)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	running := func() []string { return processes(t, " "+sleep+"\n") }
	eventually(t, "the command is running", func() bool { return slices.ContainsFunc(running(), isCommand) })
	command.Process.Kill()
	command.Wait()
	eventually(t, "the command is gone", func() bool { return len(running()) == 0 })
}

// isCommand distinguishes the command from the program, whose command line
// contains it.
func isCommand(line string) bool { return !strings.Contains(line, program) }

func TestLongPathOfTheTemporaryFolder(t *testing.T) {
	t.Parallel()
	temp := filepath.Join(t.TempDir(), strings.Repeat("long", 25))
	if err := os.Mkdir(temp, 0o755); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := runProgram(t, "", []string{"TMPDIR=" + temp}, "--", "true"); status != 0 {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestCommandsStatus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		command string
		want    int
	}{
		{"exit 0", 0},
		{"exit 7", 7},
		{"kill -TERM $$", 128 + 15},
	} {
		if status, _, stderr := runProgram(t, "", nil, "--", "sh", "-c", test.command); status != test.want {
			t.Errorf("%s: status %d, want %d: %s", test.command, status, test.want, stderr)
		}
	}
}

func TestLogOfAFailedCommandIsShown(t *testing.T) {
	t.Parallel()
	for command, shown := range map[string]bool{"true": false, "false": true} {
		request := `curl -s "$SLIPWAY_URL/getS3UploadCredentials?filename=a.txt" >/dev/null; ` + command
		if _, _, stderr := runProgram(t, "", nil, "--", "sh", "-c", request); strings.Contains(stderr, "CredentialsFunction | ") != shown {
			t.Errorf("%s: %s", command, stderr)
		}
	}
}

func TestCommandRunsInTheCallersFolder(t *testing.T) {
	t.Parallel()
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	// `go run -C local` leaves the caller's folder in PWD.
	_, stdout, stderr := runProgram(t, "", []string{"PWD=" + folder}, "--", "sh", "-c", "/bin/pwd -P")
	if strings.TrimSpace(stdout) != folder {
		t.Errorf("%q, want %s: %s", stdout, folder, stderr)
	}
}
