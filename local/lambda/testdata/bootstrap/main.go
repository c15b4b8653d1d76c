// Command bootstrap is a function that does what its event says, such as crash.
// It implements the Runtime API's protocol itself.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

var api = "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/"

func main() {
	switch os.Getenv("INIT") {
	case "crash":
		os.Exit(4)
	case "error":
		post("init/error", `{"errorType":"Settings","errorMessage":"UPLOAD_BUCKET is missing"}`)
		os.Exit(1)
	case "hang":
		select {}
	case "eat":
		eat(200, time.Millisecond)
		select {}
	}
	for {
		answer, err := http.Get(api + "invocation/next")
		if err != nil {
			return
		}
		event, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		work(answer.Header.Get("Lambda-Runtime-Aws-Request-Id"), string(event))
	}
}

func work(id, event string) {
	fmt.Println("event", event)
	verb, argument, _ := strings.Cut(event, " ")
	switch verb {
	case "echo":
		post("invocation/"+id+"/response", argument)
	case "pid":
		post("invocation/"+id+"/response", fmt.Sprint(os.Getpid()))
	case "environment":
		list, _ := json.Marshal(os.Environ())
		post("invocation/"+id+"/response", string(list))
	case "meet": // waits until three processes have arrived
		os.WriteFile(filepath.Join(argument, id), nil, 0o600)
		for {
			if all, _ := os.ReadDir(argument); len(all) == 3 {
				break
			}
			time.Sleep(time.Millisecond)
		}
		post("invocation/"+id+"/response", fmt.Sprint(os.Getpid()))
	case "child":
		child := exec.Command("/bin/sleep", "1000")
		child.Start()
		post("invocation/"+id+"/response", fmt.Sprint(child.Process.Pid))
	case "crash":
		os.Exit(3)
	case "answer-and-crash":
		post("invocation/"+id+"/response", argument)
		os.Exit(3)
	case "hang":
		select {}
	case "eat": // this many MB, at once, and answers
		eat(number(argument), 0)
		post("invocation/"+id+"/response", "eaten")
	case "eat-slowly": // never answers
		eat(number(argument), time.Millisecond)
		select {}
	case "eat-and-free": // answers after the memory is freed
		eat(number(argument), 0)
		eaten = nil
		debug.FreeOSMemory()
		post("invocation/"+id+"/response", "freed")
	case "reserve": // address space only
		if _, err := syscall.Mmap(-1, 0, number(argument)<<20, syscall.PROT_READ|syscall.PROT_WRITE,
			syscall.MAP_ANON|syscall.MAP_PRIVATE); err != nil {
			argument = err.Error()
		}
		post("invocation/"+id+"/response", argument)
	case "error":
		post("invocation/"+id+"/error", argument)
	case "big":
		post("invocation/"+id+"/response", strings.Repeat("x", 6<<20+1))
	case "silent": // asks for the next one without an answer
	case "init-error":
		status := post("init/error", `{"errorType":"Settings","errorMessage":"too late"}`)
		post("invocation/"+id+"/response", fmt.Sprint(status))
	case "other-id":
		post("invocation/another/response", "{}")
		post("invocation/"+id+"/response", `"its own"`)
	}
}

// eaten keeps memory reachable.
var eaten [][]byte

// eat allocates memory, MB by MB, and writes to every page.
func eat(megabytes int, pause time.Duration) {
	for range megabytes {
		piece := make([]byte, 1<<20)
		for i := 0; i < len(piece); i += 4096 {
			piece[i] = 1
		}
		eaten = append(eaten, piece)
		time.Sleep(pause)
	}
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// post returns the status, or 0.
func post(path, body string) int {
	answer, err := http.Post(api+path, "application/json", bytes.NewBufferString(body))
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}
