package render

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
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

func (s *folderSink) staleBelow(target string, n names) error {
	return fs.WalkDir(s.root.FS(), target, func(p string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return s.here(p, err)
		}
		if d.Type().IsRegular() && !s.current(p, n) && s.ours(p) {
			s.done.Stale = append(s.done.Stale, p)
		}
		return nil
	})
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
