package render_test

import (
	"os"
	"syscall"
	"testing"

	"github.com/vmkgen/vmkgen/internal/render"
)

func TestPipeIsGrown(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	before := pipeSize(w)
	mustPut(t, "-", render.Options{Stdout: w, Archive: "tar"}, archived[0])
	if after := pipeSize(w); after <= before {
		t.Errorf("a pipe of %d bytes grew to %d", before, after)
	}
}

func pipeSize(f *os.File) uintptr {
	const getPipeSize = 1032
	n, _, _ := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), getPipeSize, 0)
	return n
}
