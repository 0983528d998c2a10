package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing/fstest"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/load"
)

// gitSource reads a configuration as it was at a revision: REV[:PATH], where
// PATH is by default the one that the command reads now.
func (a *app) gitSource(name, rev, at string, f *inputFlags) (*side, error) {
	rev, other, found := strings.Cut(rev, ":")
	if found {
		at = other
	}
	if at == "-" {
		return nil, failed("%s: say which path of the repository, as git:%s:PATH", name, rev)
	}
	files, dir, base, err := a.revision(rev, at)
	if err != nil {
		return nil, failed("%s: %v", name, err)
	}
	req := load.Request{FS: files, Display: func(n string) string { return "git:" + rev + ":" + path.Join(dir, n) }}
	if base != "" {
		req.Files = []string{base}
	}
	if req.Vars, err = assignments(f.vars); err != nil {
		return nil, err
	}
	req.VarFS, req.VarFiles, req.Env = osFS{}, f.varFiles, a.variables()
	r := load.Load(req)
	if r.Diags.HasErrors() {
		if err := a.judged(r); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	r.Diags = r.Diags.Only(diag.Error)
	return configured(name, r), nil
}

// revision gives the folder of a path at a revision, and the file in it that
// is meant; none: the folder.
func (a *app) revision(rev, at string) (files fstest.MapFS, dir, base string, err error) {
	if strings.HasSuffix(at, ".vmk.hcl") || strings.HasSuffix(at, ".vmk.json") {
		at, base = filepath.Split(filepath.Clean(at))
		if at == "" {
			at = "."
		}
	}
	top, err := a.git("rev-parse", "--show-toplevel")
	if err != nil {
		return nil, "", "", err
	}
	prefix, err := a.git("rev-parse", "--show-prefix")
	if err != nil {
		return nil, "", "", err
	}
	if filepath.IsAbs(at) {
		if dir, err = filepath.Rel(text(top), at); err != nil {
			return nil, "", "", err
		}
		dir = filepath.ToSlash(dir)
	} else {
		dir = path.Join(text(prefix), filepath.ToSlash(at))
	}
	if dir == ".." || strings.HasPrefix(dir, "../") {
		return nil, "", "", fmt.Errorf("%s is outside the repository %s", at, text(top))
	}
	tree, err := a.git("rev-parse", "--verify", "--quiet", "--end-of-options", rev+":"+strings.TrimPrefix(dir+"/", "./"))
	if err != nil {
		return nil, "", "", fmt.Errorf("there is no %s at revision %q", dir, rev)
	}
	archive, err := a.git("-C", text(top), "archive", "--format=tar", text(tree)) // elsewhere it looks for the folder it is in
	if err != nil {
		return nil, "", "", err
	}
	files, err = untar(archive)
	return files, dir, base, err
}

func text(b []byte) string { return strings.TrimSpace(string(b)) }

// git runs git in this folder.
func (a *app) git(args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	c := exec.CommandContext(a.ctx, "git", args...)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, errors.New("git is not installed")
		}
		if said := strings.TrimSpace(errs.String()); said != "" {
			return nil, errors.New(strings.TrimPrefix(said, "fatal: "))
		}
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out.Bytes(), nil
}

// untar gives the plain files of an archive.
func untar(archive []byte) (fstest.MapFS, error) {
	files := fstest.MapFS{}
	for r := tar.NewReader(bytes.NewReader(archive)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		files[path.Clean(h.Name)] = &fstest.MapFile{Data: text, Mode: 0o644}
	}
}
