package render

import (
	"io"
	"os"
	"syscall"
)

const setPipeSize = 1031 // F_SETPIPE_SZ

// growPipe lets a pipe hold more than the usual 64 KiB. Writing scripts to one
// costs half as much then, since writer and reader take turns less often. What
// is no pipe, or may not grow, stays as it is.
func growPipe(w io.Writer) {
	f, ok := w.(*os.File)
	if !ok {
		return
	}
	c, err := f.SyscallConn()
	if err != nil {
		return
	}
	_ = c.Control(func(fd uintptr) {
		_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, fd, setPipeSize, pipeSize)
	})
}
