package expand

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// A reader reads files once, and remembers which.
type reader struct {
	fs      fs.FS
	display func(string) string
	sources *diag.Sources
	config  []File
	seen    map[string][]byte // what file() read
}

// files gives all that was read: the configuration and what sets variables in
// their order, then what file() read, by name.
func (r *reader) files() []File {
	out := slices.Clone(r.config)
	for _, name := range slices.Sorted(maps.Keys(r.seen)) {
		out = append(out, File{Name: r.display(name), Text: r.seen[name]})
	}
	return out
}

func (r *reader) keep(name string, text []byte) {
	r.config = append(r.config, File{Name: name, Text: text})
	r.sources.Add(name, text)
}

// read is what file() calls.
func (r *reader) read(name string) ([]byte, error) {
	clean, err := inside(r.fs, name)
	if err != nil {
		return nil, err
	}
	if text, ok := r.seen[clean]; ok {
		return text, nil
	}
	text, err := fs.ReadFile(r.fs, clean)
	if err != nil {
		return nil, fmt.Errorf("can't read %s: %w", name, reason(err))
	}
	r.seen[clean] = text
	r.sources.Add(r.display(clean), text)
	return text, nil
}

// reason is an error without the operation and the path, which say more of
// the machine than of the configuration.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

const staysInside = "file() reads below the configuration's directory only"

// inside gives a path as an fs.FS wants it, and refuses those that lead out.
func inside(fsys fs.FS, name string) (string, error) {
	switch {
	case name == "" || strings.ContainsRune(name, 0):
		return "", errors.New("the name of the file is empty or holds a NUL")
	case path.IsAbs(name) || strings.Contains(name, `\`) || len(name) > 1 && name[1] == ':':
		return "", fmt.Errorf("%s: %s; write a relative path with slashes", name, staysInside)
	case slices.Contains(strings.Split(name, "/"), ".."):
		return "", fmt.Errorf("%s: %s; leave out the two dots", name, staysInside)
	}
	clean := path.Clean(name)
	if links, ok := fsys.(fs.ReadLinkFS); ok {
		if err := follow(links, clean, 0); err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
	}
	return clean, nil
}

// follow refuses a path with a link in it that leads out.
func follow(fsys fs.ReadLinkFS, name string, depth int) error {
	if depth > 40 {
		return errors.New("too many links")
	}
	steps := strings.Split(name, "/")
	for i := range steps {
		at := path.Join(steps[:i+1]...)
		info, err := fsys.Lstat(at)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		to, err := fsys.ReadLink(at)
		if err != nil {
			return reason(err)
		}
		to = strings.ReplaceAll(to, `\`, "/")
		next := path.Join(append([]string{path.Dir(at), to}, steps[i+1:]...)...)
		if path.IsAbs(to) || next == ".." || strings.HasPrefix(next, "../") || len(to) > 1 && to[1] == ':' {
			return errors.New("the link leads out; " + staysInside)
		}
		return follow(fsys, next, depth+1)
	}
	return nil
}

// readFiles reads and decodes the configuration's files, by name. ok is false
// where some could not be understood: what is left would then be judged
// without what it refers to.
func (r *run) readFiles() (ok bool) {
	names, ok := r.fileNames()
	if !ok {
		return false
	}
	for _, name := range names {
		text, err := fs.ReadFile(r.in.FS, name)
		shown := r.in.Display(name)
		if err != nil {
			r.add(diag.Diagnostic{Code: diag.Unreadable, Severity: diag.Error, Summary: fmt.Sprintf("can't read %s", shown), Detail: reason(err).Error()})
			ok = false
			continue
		}
		r.reader.keep(shown, text)
		ok = r.decode(shown, text) && ok
	}
	return ok
}

func (r *run) decode(shown string, text []byte) (ok bool) {
	file, faults := hcl.Parse(shown, text)
	r.add(faults...)
	if file == nil {
		return false
	}
	body, diags := file.Decode(fileKind)
	hideSecrets(r.in.Sources, body, bytes.Contains(text, []byte("sensitive(")))
	if slices.ContainsFunc(faults, isSyntax) {
		return false // names in what could be read of it mean little
	}
	r.add(diags...)
	for _, d := range diags {
		if d.Summary == credentials.Summary {
			r.in.Sources.Hide(*d.Subject)
		}
	}
	r.bodies = append(r.bodies, body)
	for _, ref := range body.Refs() {
		if ref.Root == "var" || ref.Root == "local" {
			r.refs[ref.Root+"."+ref.Key] = true
		}
	}
	return true
}

func isSyntax(d diag.Diagnostic) bool { return d.Code == diag.BadSyntax && d.Severity == diag.Error }

// hideSecrets hides the hashes of passwords that are written out, and what is
// handed to sensitive() where there are such calls.
func hideSecrets(sources *diag.Sources, body *hcl.Body, calls bool) {
	body.Attributes(func(a *hcl.Attr) {
		if a.Name == "root_hash" && len(a.Expr.Refs()) == 0 {
			sources.Hide(a.Expr.Range)
		}
		if !calls {
			return
		}
		for _, r := range a.Expr.Secrets() {
			sources.Hide(r)
		}
	})
}

func (r *run) fileNames() ([]string, bool) {
	if r.in.Files != nil {
		return slices.Sorted(slices.Values(r.in.Files)), true
	}
	entries, err := fs.ReadDir(r.in.FS, ".")
	if err != nil {
		r.add(diag.Diagnostic{Code: diag.Unreadable, Severity: diag.Error, Summary: "can't read the configuration's directory", Detail: reason(err).Error()})
		return nil, false
	}
	var names []string
	for _, e := range entries {
		if n := e.Name(); !e.IsDir() && !strings.HasPrefix(n, ".") && (strings.HasSuffix(n, ".vmk.hcl") || strings.HasSuffix(n, ".vmk.json")) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		r.add(diag.Diagnostic{
			Code: diag.NoFiles, Severity: diag.Error, Summary: "there is no configuration here",
			Detail: "no *.vmk.hcl or *.vmk.json in the directory", Hint: "name a file or a directory, or begin with vmkgen init",
		})
	}
	return names, len(names) > 0
}
