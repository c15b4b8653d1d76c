// Package process starts programs so that they and all their children can be
// ended: each one leads a process group, which is signalled as a whole.
package process

import (
	"errors"
	"os/exec"
	"syscall"
)

// Prepare makes a command the leader of a process group; call it before Start.
// Where the system supports it, the command also ends if this process is
// killed. The end of the command's context ends the whole group.
func Prepare(command *exec.Cmd) {
	command.SysProcAttr = attributes()
	if command.Cancel != nil {
		command.Cancel = func() error { return Signal(command, syscall.SIGKILL) }
	}
}

// Signal signals the process group of a started command. It ignores a group
// that has ended.
func Signal(command *exec.Cmd, signal syscall.Signal) error {
	if err := syscall.Kill(-command.Process.Pid, signal); !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}
