package render

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Options say where files go and what becomes of old ones.
type Options struct {
	Stdout  io.Writer // for "-"
	Archive string    // "tar", "tar.gz", "zip"; empty: as the name of the output says
	Targets []string  // the folders in which files of hosts that are gone are looked for
	Partial bool      // only some hosts are rendered: what is missing is not gone
	Prune   bool      // remove files of hosts that are gone
}

// Archives are the formats that Options.Archive takes.
var Archives = []string{"tar", "tar.gz", "zip"}

// ToFolder says whether an output with that name and archive format is a
// folder.
func ToFolder(out, archive string) bool { return archive == "" && out != "-" && formatOf(out) == "" }

// ErrSeveralFiles is what a second file meets on standard output.
var ErrSeveralFiles = errors.New("standard output takes one file; more than one needs an archive")

// A Sink takes the files of one run. Whoever opens it ends it with Close where
// all went well, and with Abort where anything didn't; after either, and after
// a failed Add, Abort changes nothing more.
type Sink struct {
	ctx     context.Context // a sink is one run, so its context is too
	names   names
	back    backend
	aborted bool
	done    Result
}

// A backend writes files whose paths are known to be sound.
type backend interface {
	// add writes a file, which is still open to be taken back.
	add(f File) error
	// finish ends a run in which every file was added.
	finish(n names) error
	// abort takes back what was not finished.
	abort()
	// result says what stands.
	result() Result
}

// Open gives the sink that out asks for: "-" standard output, a name that ends
// in .tar, .tar.gz, .tgz or .zip an archive, anything else a folder. Nothing
// is made before the first file.
func Open(ctx context.Context, out string, o Options) (*Sink, error) {
	back, err := openBackend(out, o)
	if err != nil {
		return nil, err
	}
	return &Sink{ctx: ctx, names: names{}, back: back}, nil
}

func openBackend(out string, o Options) (backend, error) {
	format := o.Archive
	if format == "" {
		format = formatOf(out)
	}
	switch {
	case out == "":
		return nil, errors.New("no output is named")
	case format != "":
		p, err := packerFor(format)
		if err != nil {
			return nil, err
		}
		if out == "-" {
			return &stream{w: o.Stdout, pack: p}, nil
		}
		return &archive{stream: stream{pack: p}, out: out}, nil
	case out == "-":
		return &single{w: o.Stdout}, nil
	}
	return &folderSink{out: filepath.Clean(out), options: o}, nil
}

// formatOf reads the archive's format from its name; empty: a folder.
func formatOf(out string) string {
	if info, err := os.Stat(out); err == nil && info.IsDir() {
		return ""
	}
	lower := strings.ToLower(out)
	for _, f := range []struct{ suffix, format string }{
		{".tar", "tar"}, {".tar.gz", "tar.gz"}, {".tgz", "tar.gz"}, {".zip", "zip"},
	} {
		if strings.HasSuffix(lower, f.suffix) {
			return f.format
		}
	}
	return ""
}

func packerFor(format string) (packer, error) {
	switch format {
	case "tar":
		return &tarPacker{}, nil
	case "tar.gz":
		return &gzipPacker{}, nil
	case "zip":
		return &zipPacker{}, nil
	}
	return nil, fmt.Errorf("archive format %q is not one of tar, tar.gz, zip", format)
}

// Add writes one file. An interrupt is seen between two files, never within
// one. After an error the sink is aborted, and the error, a *WriteError, says
// what stays changed.
func (s *Sink) Add(f File) error {
	err := s.ctx.Err()
	if err == nil {
		err = s.names.take(f.Path)
	}
	if err == nil {
		err = s.back.add(f)
	}
	return s.fail(f.Path, err)
}

// Close finishes the run: the last file stands, an archive has its name, files
// of hosts that are gone are known, and removed where that was asked for.
func (s *Sink) Close() (Result, error) {
	if s.aborted {
		return s.done, errors.New("the output was given up")
	}
	if err := s.fail("", s.back.finish(s.names)); err != nil {
		return s.done, err
	}
	s.aborted, s.done = true, s.back.result()
	return s.done, nil
}

// Abort takes back what is not finished, and gives what stays changed.
func (s *Sink) Abort() Result {
	if !s.aborted {
		s.back.abort()
		s.aborted, s.done = true, s.back.result()
	}
	return s.done
}

func (s *Sink) fail(path string, err error) error {
	if err == nil {
		return nil
	}
	e := &WriteError{Path: path, Err: cause(err)}
	if at := new(located); errors.As(err, &at) {
		e.Path = at.path
	}
	e.Done = s.Abort()
	return e
}

// located is an error that knows its file better than who asked.
type located struct {
	path string
	err  error
}

func (e *located) Error() string { return e.path + ": " + e.err.Error() }
func (e *located) Unwrap() error { return e.err }

// cause leaves out the name of the system call and of a temporary file, which
// mean nothing to who reads the error.
func cause(err error) error {
	if p := new(os.PathError); errors.As(err, &p) {
		return p.Err
	}
	if l := new(os.LinkError); errors.As(err, &l) {
		return l.Err
	}
	if at := new(located); errors.As(err, &at) {
		return at.err
	}
	return err
}
