package render

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
)

// tempPrefix begins the names of what is not finished.
const tempPrefix = ".vmkgen-"

// A folderSink writes files below a folder that it never leaves, whatever
// links lie there.
//
// No half-written file ever has its final name, not even after a kill -9: a
// truncated script must not be found by who runs scripts. In a folder that is
// there already each file is written beside its place and renamed. A folder
// that is new is filled under another name and renamed as a whole, which costs
// one rename instead of one a file, so new files cost what writing them costs.
// Nothing is synced: a power cut may lose files, the next run mends that.
type folderSink struct {
	out     string
	options Options
	root    *os.Root
	made    []string // folders that this run made, parents first
	dir     string   // the folder being written, below out
	at      *os.Root // where its files go
	temp    string   // its name until it is finished; empty: it was there
	staged  int      // how many of done.Written are not finished
	window  window
	one     job // a file that may stand already
	done    Result
}

func (s *folderSink) result() Result { return s.done }

func (s *folderSink) add(f File) error {
	dir, name := path.Split(f.Path)
	if err := s.enter(path.Clean(dir)); err != nil {
		return err
	}
	if s.temp == "" {
		s.one.look(s.at, name, f)
		return s.settle(&s.one)
	}
	if j := s.window.add(s.at, name, f); j != nil {
		return s.settle(j)
	}
	return nil
}

// settle takes the next file in order: what differs is replaced only here.
func (s *folderSink) settle(j *job) error {
	err := j.err
	switch {
	case err != nil:
	case j.same:
		s.done.Unchanged++
		return nil
	case s.temp != "":
		s.staged++
	default:
		err = replace(j.at, j.name, j.file)
	}
	if err != nil {
		return s.here(j.file.Path, err)
	}
	s.done.Written = append(s.done.Written, j.file.Path)
	return nil
}

// enter makes dir the folder that is written. Files come folder by folder, so
// one is open at a time.
func (s *folderSink) enter(dir string) error {
	if s.at != nil && s.dir == dir {
		return nil
	}
	if err := s.leave(); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	at, err := s.root.OpenRoot(dir)
	temp := ""
	if errors.Is(err, fs.ErrNotExist) {
		at, temp, err = s.stage(dir)
	}
	if err != nil {
		return s.here(dir, err)
	}
	s.dir, s.at, s.temp = dir, at, temp
	return nil
}

// open makes the output folder and opens it.
func (s *folderSink) open() error {
	if s.root != nil {
		return nil
	}
	s.made = missing(s.out)
	err := os.MkdirAll(s.out, 0o755)
	if err == nil {
		s.root, err = os.OpenRoot(s.out)
	}
	return s.here(".", err)
}

// missing gives the folders that have to be made for one to be there, parents
// first.
func missing(dir string) []string {
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return append(missing(filepath.Dir(dir)), dir)
}

// stage makes dir's parents, and dir under another name.
func (s *folderSink) stage(dir string) (at *os.Root, temp string, err error) {
	if err := s.makeParents(path.Dir(dir)); err != nil {
		return nil, "", err
	}
	temp = path.Join(path.Dir(dir), tempName())
	if err := s.root.Mkdir(temp, 0o755); err != nil {
		return nil, "", err
	}
	if at, err = s.root.OpenRoot(temp); err != nil {
		_ = s.root.Remove(temp)
	}
	return at, temp, err
}

func (s *folderSink) makeParents(dir string) error {
	if dir == "." {
		return nil
	}
	if err := s.makeParents(path.Dir(dir)); err != nil {
		return err
	}
	err := s.root.Mkdir(dir, 0o755)
	if err == nil {
		s.made = append(s.made, filepath.Join(s.out, filepath.FromSlash(dir)))
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// leave finishes the folder that was written.
func (s *folderSink) leave() error {
	if s.at == nil {
		return nil
	}
	for j := s.window.oldest(); j != nil; j = s.window.oldest() {
		if err := s.settle(j); err != nil {
			return err
		}
	}
	err := s.at.Close()
	s.at = nil
	if err == nil && s.temp != "" {
		err = s.root.Rename(s.temp, s.dir)
	}
	if err != nil {
		return s.here(s.dir, err)
	}
	s.temp, s.staged = "", 0
	return nil
}

func (s *folderSink) finish(n names) error {
	if err := s.leave(); err != nil {
		return err
	}
	s.window.stop()
	if !s.options.Partial {
		if err := s.stale(n); err != nil {
			return err
		}
	}
	if s.root == nil {
		return nil
	}
	return s.root.Close()
}

// abort removes the folder that is not finished, and folders that were made
// for nothing. What fails here can't be mended and must not hide why it began.
func (s *folderSink) abort() {
	s.window.stop()
	if s.at != nil {
		_ = s.at.Close()
	}
	if s.temp != "" {
		_ = s.root.RemoveAll(s.temp)
		s.done.Written = s.done.Written[:len(s.done.Written)-s.staged]
	}
	for _, dir := range slices.Backward(s.made) {
		_ = os.Remove(dir)
	}
	if s.root != nil {
		_ = s.root.Close()
	}
}

func (s *folderSink) here(dir string, err error) error {
	if err == nil {
		return nil
	}
	return &located{path: filepath.Join(s.out, filepath.FromSlash(dir)), err: cause(err)}
}

// unchanged says whether the file stands as it is wanted. What is no plain file
// is not read: a link is replaced, never followed.
func (j *job) unchanged() (bool, error) {
	want := j.file.Body
	info, err := j.at.Lstat(j.name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(want)) || !modeStands(info.Mode(), j.file.Mode) {
		return false, err
	}
	file, err := j.at.OpenFile(j.name, atOnce(), 0)
	if err != nil {
		return false, err
	}
	defer file.Close()
	if cap(j.have) < len(want) {
		j.have = make([]byte, 2*len(want))
	}
	have := j.have[:len(want)]
	if _, err := io.ReadFull(file, have); err != nil {
		return false, err
	}
	return bytes.Equal(have, want), nil
}

// atOnce opens a file to be read without waiting: what became a pipe meanwhile
// doesn't hold us up, and Go asks the system less about a plain file.
func atOnce() int {
	if runtime.GOOS == "windows" {
		return os.O_RDONLY
	}
	return os.O_RDONLY | syscall.O_NONBLOCK
}

// modeStands lets the umask have taken rights from others, but wants the
// owner's as they are and nothing beyond what was asked for.
func modeStands(have, want fs.FileMode) bool {
	if runtime.GOOS == "windows" {
		return true
	}
	return have.Perm()&^want.Perm() == 0 && have&0o700 == want&0o700
}

// replace puts a file in the place of what is there, at once.
func replace(at *os.Root, name string, f File) error {
	temp := tempName()
	if err := create(at, temp, f); err != nil {
		return err
	}
	if err := at.Rename(temp, name); err != nil {
		_ = at.Remove(temp)
		return err
	}
	return nil
}

// create writes a file that is not there. It has its mode before its content.
func create(at *os.Root, name string, f File) error {
	file, err := at.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.Mode.Perm())
	if err != nil {
		return err
	}
	_, err = file.Write(f.Body)
	if e := file.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = at.Remove(name)
	}
	return err
}

func tempName() string { return tempPrefix + strconv.FormatUint(rand.Uint64(), 36) + ".tmp" }
