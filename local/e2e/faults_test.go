package e2e

import (
	"cmp"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/local/stack"
	"slipway/local/template"
)

// Each of many concurrent uploads gets its verdict, although the function is killed
// and S3 is restarted. SOAK_FILES sets the number of files.
func TestJudgedUnderFaults(t *testing.T) {
	count, err := strconv.Atoi(cmp.Or(os.Getenv("SOAK_FILES"), "50"))
	if err != nil {
		t.Fatal(err)
	}
	// Eight uploaders would be throttled.
	unlimited := func(s *template.Stack) { s.API.ThrottlingRate, s.API.ThrottlingBurst = 0, 0 }
	r := startOwn(t, stack.Options{Adjust: unlimited}, withParts...)
	defer r.stack.Close()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	ended, kills, outages := make(chan struct{}), 0, 0
	var faults, uploads sync.WaitGroup
	faults.Go(func() {
		random := rand.New(rand.NewPCG(seed, 0))
		for n := 1; ; n++ {
			select {
			case <-ended:
				return
			case <-time.After(time.Duration(5+random.IntN(30)) * time.Millisecond):
			}
			if n%3 != 1 {
				kills += killOne(random)
				continue
			}
			r.stack.StopS3()
			time.Sleep(time.Duration(random.IntN(150)) * time.Millisecond) // the outage
			if err := r.stack.StartS3(t.Context()); err != nil {
				t.Error(err)
				return
			}
			outages++
		}
	})
	var next sync.Mutex
	left := count
	for range 8 {
		uploads.Go(func() {
			for {
				next.Lock()
				n := left
				left--
				next.Unlock()
				if n <= 0 {
					return
				}
				action, fields := r.credentialsFor(t, "a.png")
				content := []string{picture, windowsProgram}[n%2]
				for post(action, fields, content) != http.StatusCreated { // S3 is stopped
					time.Sleep(10 * time.Millisecond)
				}
			}
		})
	}
	uploads.Wait()
	close(ended)
	faults.Wait()

	// A file that was sent again after a lost answer has two versions. Each gets a
	// verdict.
	versions, redriven := map[string]int64{}, 0
	input := &s3.ListObjectVersionsInput{Bucket: aws.String(r.variables["S3_BUCKET"]), Prefix: aws.String("uploads/")}
	pages := s3.NewListObjectVersionsPaginator(r.ownerClient(), input)
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page.Versions {
			if *v.Size == int64(len(picture)) || *v.Size == int64(len(windowsProgram)) {
				versions[*v.Key+"\n"+*v.VersionId] = *v.Size
			}
		}
	}
	if len(versions) < count {
		t.Errorf("%d versions of %d files", len(versions), count)
	}
	for name, size := range versions {
		key, id, _ := strings.Cut(name, "\n")
		want := map[int64]string{int64(len(picture)): "accepted", int64(len(windowsProgram)): "rejected"}[size]
		eventually(t, "a verdict on "+id, func() bool {
			redriven += r.stack.Redrive()
			out, err := r.ownerClient().GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: input.Bucket, Key: &key, VersionId: &id})
			if err != nil {
				t.Fatal(err)
			}
			for _, tag := range out.TagSet {
				if *tag.Key == "slipway-verdict" {
					if *tag.Value != want {
						t.Errorf("%s: %s, want %s", id, *tag.Value, want)
					}
					return true
				}
			}
			return false
		})
		// The event may be repeated, with the same verdict.
		logged := regexp.MustCompile(`(?m)^Upload (Accepted|Rejected): .*\(version ` + id + `\)$`)
		eventually(t, "an event for "+id, func() bool { return logged.MatchString(r.log.String()) })
		for _, match := range logged.FindAllStringSubmatch(r.log.String(), -1) {
			if strings.ToLower(match[1]) != want {
				t.Errorf("%s: the event says %s, want %s", id, match[1], want)
			}
		}
	}
	t.Logf("%d files, %d versions, %d kills, %d outages, %d events redriven", count, len(versions), kills, outages, redriven)
	if kills == 0 && runtime.GOOS == "linux" || outages == 0 {
		t.Error("there was no fault")
	}
}

// killOne kills a process of InspectFunction, on Linux, and returns the number of
// killed processes.
func killOne(random *rand.Rand) int {
	var found []int
	tasks, _ := filepath.Glob("/proc/self/task/*/children")
	for _, task := range tasks {
		children, _ := os.ReadFile(task)
		for child := range strings.FieldsSeq(string(children)) {
			if program, _ := os.Readlink("/proc/" + child + "/exe"); strings.HasSuffix(program, "/InspectFunction/bootstrap") {
				pid, _ := strconv.Atoi(child)
				found = append(found, pid)
			}
		}
	}
	if len(found) == 0 || syscall.Kill(found[random.IntN(len(found))], syscall.SIGKILL) != nil {
		return 0
	}
	return 1
}

// post uploads a form and returns the status, or 0 without an answer.
func post(action string, fields []field, content string) int {
	body, contentType := formBody(fields, content)
	answer, err := http.Post(action, contentType, body)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}
