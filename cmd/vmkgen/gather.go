package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
)

// A gathered file is a source, or one of a folder that is.
type gathered struct {
	importer.File
	inFolder bool
}

// gather reads the files that sources name: folders with all that lies in
// them, save hidden files, links and what is no plain file.
func (a *app) gather(sources []string) ([]gathered, error) {
	g := gathering{app: a}
	for _, s := range sources {
		if err := g.source(s); err != nil {
			return nil, err
		}
	}
	return g.files, nil
}

// A tooLargeError is a source that is not read to its end.
type tooLargeError struct{ diag.Diagnostic }

func (t tooLargeError) Error() string { return t.Path + ": " + t.Detail }

type gathering struct {
	*app
	files []gathered
	total int64
}

func (g *gathering) source(name string) error {
	if name == "-" {
		return g.take("standard input", g.in, false)
	}
	info, err := os.Stat(name)
	if err != nil {
		return failed("%s: %v", name, cause(err))
	}
	if !info.IsDir() {
		return g.file(name, false)
	}
	return g.folder(name)
}

func (g *gathering) folder(name string) error {
	var names []string
	err := filepath.WalkDir(name, func(at string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case at != name && strings.HasPrefix(e.Name(), "."):
			if e.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case e.Type().IsRegular():
			names = append(names, at)
		}
		if len(names) > importer.MaxFiles {
			return fmt.Errorf("more than %d files lie in it", importer.MaxFiles)
		}
		return nil
	})
	if err != nil {
		return failed("%s: %v", name, cause(err))
	}
	if len(names) == 0 {
		return failed("%s: no file lies in it", name)
	}
	natural.Sort(names)
	for _, at := range names {
		if err := g.file(at, true); err != nil {
			return err
		}
	}
	return nil
}

func (g *gathering) file(at string, inFolder bool) error {
	f, err := os.Open(at)
	if err != nil {
		return failed("%s: %v", at, cause(err))
	}
	defer f.Close()
	return g.take(filepath.ToSlash(at), f, inFolder)
}

func (g *gathering) take(name string, r io.Reader, inFolder bool) error {
	data, err := io.ReadAll(io.LimitReader(r, importer.MaxFile+1))
	if err != nil {
		return failed("%s: %v", name, cause(err))
	}
	if g.total += int64(len(data)); len(data) > importer.MaxFile || g.total > importer.MaxTotal {
		return tooLargeError{importer.Fault(diag.SourceTooLarge, name, 0,
			fmt.Sprintf("import reads files up to %d MiB, and %d MiB in all", importer.MaxFile>>20, importer.MaxTotal>>20), "")}
	}
	g.files = append(g.files, gathered{importer.File{Name: name, Data: data}, inFolder})
	return nil
}
