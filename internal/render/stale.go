package render

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Marker stands within the first MarkerReach bytes of every file that vmkgen
// writes. Only files that have it are ever taken for vmkgen's own.
const (
	Marker      = "Made by vmkgen"
	MarkerReach = 4096 // PowerShell's help comes first
)

// Header is the line by which every rendered file says where it comes from,
// to be put behind the comment sign of the file's language.
func (m Meta) Header() string {
	return Marker + " " + m.Version + " from " + oneLine(m.Source) + " (sha256 " + m.Hash + ")"
}

// oneLine keeps the name of a source to printable ASCII.
func oneLine(source string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, source)
}

// stale finds vmkgen's files that this run did not make, in the folders of its
// targets, and removes them where that was asked for.
func (s *folderSink) stale(n names) error {
	if _, err := os.Stat(s.out); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := s.open(); err != nil {
		return err
	}
	for _, target := range s.options.Targets {
		if err := s.staleBelow(target, n); err != nil {
			return err
		}
	}
	if !s.options.Prune {
		return nil
	}
	for _, p := range s.done.Stale {
		if err := s.root.Remove(p); err != nil {
			return s.here(p, err)
		}
		s.done.Pruned = append(s.done.Pruned, p)
		s.dropEmpty(path.Dir(p))
	}
	return nil
}

// staleBelow looks only at what this run did not make: names cost little, looking
// at each file of a thousand hosts does not.
func (s *folderSink) staleBelow(dir string, n names) error {
	found, err := s.namesIn(dir)
	if err != nil {
		return s.here(dir, err)
	}
	for _, name := range found {
		p := path.Join(dir, name)
		if exact, _ := n.has(p); exact {
			continue
		}
		info, err := s.root.Lstat(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return s.here(p, err)
		case info.IsDir():
			if err := s.staleBelow(p, n); err != nil {
				return err
			}
		case info.Mode().IsRegular() && !s.current(p, n) && s.ours(p):
			s.done.Stale = append(s.done.Stale, p)
		}
	}
	return nil
}

// namesIn gives the names in a folder, in order; none where there is no such
// folder.
func (s *folderSink) namesIn(dir string) ([]string, error) {
	info, err := s.root.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	at, err := s.root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer at.Close()
	found, err := at.Readdirnames(-1)
	slices.Sort(found)
	return found, err
}

// current says whether this run made the file. Where the file system knows no
// case, an older spelling of a name is the new file.
func (s *folderSink) current(p string, n names) bool {
	exact, folded := n.has(p)
	if exact || !folded {
		return exact
	}
	have, err := s.root.Lstat(p)
	made, err2 := s.root.Lstat(n[strings.ToLower(p)])
	return err == nil && err2 == nil && os.SameFile(have, made)
}

// ours knows vmkgen's files by the marker, and what an ended run left by its
// name. What can't be read is nobody's.
func (s *folderSink) ours(p string) bool {
	if strings.HasPrefix(path.Base(p), tempPrefix) {
		return true
	}
	f, err := s.root.Open(p)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [MarkerReach]byte
	k, _ := io.ReadFull(f, head[:])
	return bytes.Contains(head[:k], []byte(Marker))
}

// dropEmpty removes folders that a removal left empty, upwards, but never the
// output folder itself.
func (s *folderSink) dropEmpty(dir string) {
	for ; dir != "."; dir = path.Dir(dir) {
		if s.root.Remove(dir) != nil {
			return
		}
	}
}
