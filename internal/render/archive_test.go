package render_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/render"
)

var archived = []render.File{
	{Path: "esxcli/fra/b.sh", Mode: 0o755, Body: []byte("b")},
	{Path: "esxcli/fra/a.sh", Mode: 0o755, Body: bytes.Repeat([]byte("a"), 5000)},
	{Path: "kickstart/fra/block.cfg", Mode: 0o600, Body: bytes.Repeat([]byte("k"), 1024)},
	{Path: "kickstart/fra/empty.cfg", Mode: 0o644, Body: []byte{}},
	{Path: "esxcli/" + strings.Repeat("long/", 40) + "x.sh", Mode: 0o755, Body: []byte("long")},
	{Path: "esxcli/zürich/x.sh", Mode: 0o755, Body: []byte("ü")},
}

func readTar(t *testing.T, r io.Reader) []render.File {
	t.Helper()
	var files []render.File
	for tr := tar.NewReader(r); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 || !h.ModTime.Equal(time.Unix(0, 0)) || h.Typeflag != tar.TypeReg {
			t.Errorf("%s: %+v", h.Name, h)
		}
		body, err := io.ReadAll(tr)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, render.File{Path: h.Name, Mode: h.FileInfo().Mode(), Body: body})
	}
}

func readZip(t *testing.T, b []byte) []render.File {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var files []render.File
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if y := f.Modified.Year(); y != 1980 && y != 1979 { // read as local time
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
		files = append(files, render.File{Path: f.Name, Mode: f.Mode(), Body: body})
	}
	return files
}

func readArchive(t *testing.T, name string) []render.File {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case strings.HasSuffix(name, ".zip"):
		return readZip(t, b)
	case strings.HasSuffix(strings.ToLower(name), "gz"):
		zr, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return readTar(t, zr)
	}
	return readTar(t, bytes.NewReader(b))
}

func TestArchivesHoldTheFiles(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"x.tar", "x.tar.gz", "x.TGZ", "x.zip"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			out, again := filepath.Join(dir, name), filepath.Join(dir, "again."+name)
			r := mustPut(t, out, render.Options{}, archived...)
			if len(r.Written) != len(archived) {
				t.Errorf("written %v", r.Written)
			}
			if diff := cmp.Diff(archived, readArchive(t, out)); diff != "" {
				t.Error(diff)
			}
			mustPut(t, again, render.Options{}, archived...)
			a, _ := os.ReadFile(out)
			b, _ := os.ReadFile(again)
			if !bytes.Equal(a, b) {
				t.Error("a second run gives other bytes")
			}
			if entries, _ := os.ReadDir(dir); len(entries) != 2 {
				t.Errorf("left: %v", entries)
			}
		})
	}
}

func TestArchiveOfNothing(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"x.tar", "x.tar.gz", "x.zip"} {
		out := filepath.Join(t.TempDir(), name)
		mustPut(t, out, render.Options{})
		if files := readArchive(t, out); len(files) != 0 {
			t.Errorf("%s holds %v", name, files)
		}
	}
}

func TestArchiveModeFollowsItsSecrets(t *testing.T) {
	t.Parallel()
	for want, f := range map[os.FileMode]render.File{0o600: archived[2], 0o644: archived[0]} {
		out := filepath.Join(t.TempDir(), "x.tar")
		mustPut(t, out, render.Options{}, f)
		if info, err := os.Stat(out); err != nil || info.Mode() != want {
			t.Errorf("mode %v, want %v (%v)", info.Mode(), want, err)
		}
	}
}

func TestFailedArchiveLeavesTheOldOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := filepath.Join(dir, "x.tar")
	if err := os.WriteFile(out, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := put(t, out, render.Options{}, archived[0], archived[0])
	if err == nil || len(r.Written) != 0 || !strings.HasSuffix(err.Error(), "(nothing was changed)") {
		t.Errorf("%v, written %v", err, r.Written)
	}
	wantTree(t, dir, map[string]string{"x.tar": "-rw-r--r-- old"})
}

func TestArchiveErrorsNameTheArchive(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "missing", "x.zip")
	_, err := put(t, out, render.Options{}, archived[0])
	if we := new(render.WriteError); !errors.As(err, &we) || we.Path != out || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	_, err = put(t, "/dev/full", render.Options{Archive: "tar"}, archived[0])
	if we := new(render.WriteError); !errors.As(err, &we) || we.Path != "/dev/full" {
		t.Errorf("full device: %v", err)
	}
}

func TestFolderWithAnArchivesName(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "x.tar")
	if err := os.Mkdir(out, 0o755); err != nil {
		t.Fatal(err)
	}
	mustPut(t, out, render.Options{}, script("esxcli/a.sh", "1"))
	wantTree(t, out, map[string]string{"esxcli/a.sh": "-rwxr-xr-x 1"})
}

func TestStandardOutput(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	mustPut(t, "-", render.Options{Stdout: &b}, archived[0])
	if b.String() != "b" {
		t.Errorf("wrote %q", b.String())
	}
	b.Reset()
	if _, err := put(t, "-", render.Options{Stdout: &b}, archived[0], archived[1]); !errors.Is(err, render.ErrSeveralFiles) || b.Len() != 0 {
		t.Errorf("two files: %v, %q", err, b.String())
	}
	b.Reset()
	body := []byte("first")
	s, _ := render.Open(t.Context(), "-", render.Options{Stdout: &b})
	if err := s.Add(render.File{Path: "a", Body: body}); err != nil {
		t.Fatal(err)
	}
	copy(body, "REUSE")
	if _, err := s.Close(); err != nil || b.String() != "first" {
		t.Errorf("wrote %q, %v", b.String(), err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestStandardOutputFails(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"", "tar", "tar.gz", "zip"} {
		if _, err := put(t, "-", render.Options{Stdout: broken{}, Archive: format}, archived[0]); !errors.Is(err, os.ErrClosed) {
			t.Errorf("%q: %v", format, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ out, format string }{{"", ""}, {"x", "rar"}} {
		if _, err := render.Open(t.Context(), c.out, render.Options{Archive: c.format}); err == nil {
			t.Errorf("%+v passes", c)
		}
	}
}
