// Package process starts programs so that they and all that they start can be
// ended: each one leads a process group of its own, which is signalled as one.
package process

import (
	"errors"
	"os/exec"
	"syscall"
)

// Prepare has a command lead a group of its own; call it before Start. Where
// the system can, it also ends when this process dies without a chance to end
// it. A context of the command ends the whole group.
func Prepare(command *exec.Cmd) {
	command.SysProcAttr = attributes()
	if command.Cancel != nil {
		command.Cancel = func() error { return Signal(command, syscall.SIGKILL) }
	}
}

// Signal signals the group of a command that has been started. A group that is
// gone is no error.
func Signal(command *exec.Cmd, signal syscall.Signal) error {
	if err := syscall.Kill(-command.Process.Pid, signal); !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}
