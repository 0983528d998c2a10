package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/view"
)

// foreign reads a source that is no configuration but in a format that import
// knows; nil without an error for what is not.
func (a *app) foreign(name string) (*side, error) {
	if ok, err := a.isForeign(name); !ok || err != nil {
		return nil, err
	}
	r, err := a.readSources([]string{name}, "", &inputFlags{})
	if err != nil {
		return nil, err
	}
	if len(r.Clusters) == 0 {
		return nil, failed("%s: it says what is intended, and no host was seen: vmkgen import makes a configuration of it", name)
	}
	a.tellNotes(r.Notes)
	if err := view.Diagnostics(a.err, r.Diags.Sorted(), &diag.Sources{}, a.style(a.errIsTerminal)); err != nil {
		return nil, err
	}
	return &side{Side: plan.Side{Name: name, Hash: r.hash, Clusters: compact.Named(r.Clusters, "")}}, nil
}

var configBlock = pattern.Of(`(?m)^\s*(cluster|profile|variable|locals|vcenter|lint)\b.*\{`)

// isForeign looks whether a source is in a format of import's: a file that is
// not called a configuration, or a folder without one.
func (a *app) isForeign(name string) (bool, error) {
	if name == "-" {
		text, err := io.ReadAll(io.LimitReader(a.in, importer.MaxFile))
		if err != nil {
			return false, failed("standard input: %v", err)
		}
		a.in = bytes.NewReader(text)
		return !configBlock().Match(text) && known(importer.File{Name: name, Data: text}), nil
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return false, nil //nolint:nilerr // reading it as a configuration says what is wrong
	case !info.IsDir():
		return foreignFile(name), nil
	}
	return foreignFolder(name), nil
}

func isConfigName(name string) bool {
	return strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".vmk.json")
}

func foreignFile(name string) bool {
	if isConfigName(name) {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, importer.HeadSize))
	if err == nil && importer.IsWorkbook(head) { // its list of sheets lies at its end
		var rest []byte
		rest, err = io.ReadAll(io.LimitReader(f, importer.MaxFile))
		head = append(head, rest...)
	}
	return err == nil && known(importer.File{Name: filepath.ToSlash(name), Data: head})
}

// foreignFolder looks into a folder for what import reads. One with a
// configuration in it is that, whatever lies below, as what was rendered from it.
func foreignFolder(name string) bool {
	entries, _ := os.ReadDir(name)
	if slices.ContainsFunc(entries, func(e os.DirEntry) bool { return isConfigName(e.Name()) }) {
		return false
	}
	found := false
	_ = filepath.WalkDir(name, func(at string, e os.DirEntry, err error) error {
		switch {
		case err != nil || found:
			return filepath.SkipAll
		case at != name && strings.HasPrefix(e.Name(), ".") && e.IsDir():
			return filepath.SkipDir
		case e.Type().IsRegular() && isConfigName(at):
			return filepath.SkipAll
		case e.Type().IsRegular():
			found = foreignFile(at)
		}
		return nil
	})
	return found
}

// hashOf names what was read, so that a plan can tell whether it still is so.
func hashOf(files []gathered) string {
	sum := sha256.New()
	for _, f := range files {
		sum.Write([]byte(f.Name))
		sum.Write([]byte{0})
		sum.Write(f.Data)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
