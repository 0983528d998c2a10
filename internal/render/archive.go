package render

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A packer writes the entries of an archive, the same bytes for the same files.
type packer interface {
	begin(w io.Writer)
	add(f File) error
	end() error
}

// pipeSize is what a pipe may hold at most without privileges on Linux.
// streamBuffer is half of what a grown pipe holds: one half is filled while the
// other is read. Copying into it costs less than a system call a file, at
// which writer and reader would contend for the pipe.
const (
	pipeSize     = 1 << 20
	streamBuffer = pipeSize / 2
)

// A stream is an archive on standard output.
type stream struct {
	w    io.Writer
	pack packer
	buf  *bufio.Writer
	done Result
}

func (s *stream) result() Result { return s.done }

// abort leaves a broken archive with the reader, and nothing else.
func (s *stream) abort() { s.done = Result{} }

func (s *stream) begin() {
	if s.buf == nil {
		growPipe(s.w)
		s.buf = bufio.NewWriterSize(s.w, streamBuffer)
		s.pack.begin(s.buf)
	}
}

func (s *stream) add(f File) error {
	s.begin()
	if err := s.pack.add(f); err != nil {
		return s.here(err)
	}
	s.done.Written = append(s.done.Written, f.Path)
	return nil
}

func (s *stream) finish(names) error {
	s.begin()
	err := s.pack.end()
	if err == nil {
		err = s.buf.Flush()
	}
	return s.here(err)
}

func (s *stream) here(err error) error {
	if err == nil {
		return nil
	}
	return &located{path: "standard output", err: cause(err)}
}

// An archive is one in a file: it has its name once it is whole.
type archive struct {
	stream
	out  string
	file *os.File
	temp string // empty: written in place, since it is no plain file
}

func (a *archive) add(f File) error {
	if err := a.begin(); err != nil {
		return err
	}
	if err := a.keepSecret(f.Mode); err != nil {
		return a.here(err)
	}
	if err := a.stream.add(f); err != nil {
		return a.here(err)
	}
	return nil
}

func (a *archive) begin() error {
	if a.file != nil {
		return nil
	}
	if target, err := filepath.EvalSymlinks(a.out); err == nil {
		a.out = target
	}
	flags, name := os.O_WRONLY|os.O_CREATE|os.O_EXCL, filepath.Join(filepath.Dir(a.out), tempName())
	info, err := os.Stat(a.out)
	switch {
	case err == nil && !info.Mode().IsRegular():
		flags, name = os.O_WRONLY, a.out
	default:
		a.temp = name
	}
	if a.file, err = os.OpenFile(name, flags, 0o644); err != nil {
		a.temp = ""
		return a.here(err)
	}
	a.w = a.file
	return nil
}

// keepSecret gives an archive that holds a secret its file's mode, before it
// holds it.
func (a *archive) keepSecret(mode fs.FileMode) error {
	if a.temp == "" || mode&0o077 != 0 {
		return nil
	}
	return a.file.Chmod(0o600)
}

func (a *archive) finish(n names) error {
	if err := a.begin(); err != nil {
		return err
	}
	if err := errors.Join(a.stream.finish(n), a.file.Close()); err != nil {
		return a.here(err)
	}
	if a.temp == "" {
		return nil
	}
	return a.here(os.Rename(a.temp, a.out))
}

func (a *archive) abort() {
	a.stream.abort()
	if a.file == nil {
		return
	}
	_ = a.file.Close()
	if a.temp != "" {
		_ = os.Remove(a.temp)
	}
}

func (a *archive) here(err error) error {
	if err == nil {
		return nil
	}
	return &located{path: a.out, err: cause(err)}
}

// A single is one file on standard output. It waits for the end, since a
// second file must be refused before the first is out.
type single struct {
	w    io.Writer
	file *File
	done Result
}

func (s *single) result() Result { return s.done }
func (s *single) abort()         { s.file = nil }

func (s *single) add(f File) error {
	if s.file != nil {
		return ErrSeveralFiles
	}
	f.Body = append([]byte(nil), f.Body...)
	s.file = &f
	return nil
}

func (s *single) finish(names) error {
	if s.file == nil {
		return nil
	}
	if _, err := s.w.Write(s.file.Body); err != nil {
		return &located{path: "standard output", err: cause(err)}
	}
	s.done.Written = []string{s.file.Path}
	return nil
}
