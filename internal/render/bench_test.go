package render_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/vmkgen/vmkgen/internal/render"
)

// scripts are n files of the size that a host with six vmks has.
func scripts(n int) []render.File {
	files := make([]render.File, n)
	body := bytes.Repeat([]byte(mark+"esxcli network ip interface list\n"), 600)
	for i := range files {
		files[i] = render.File{Path: fmt.Sprintf("esxcli/fra/esx%05d.fra.example.com.sh", i), Mode: 0o755, Body: body}
	}
	return files
}

func write(b *testing.B, out string, o render.Options, files []render.File) {
	b.Helper()
	s, err := render.Open(b.Context(), out, o)
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range files {
		if err := s.Add(f); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkFolder(b *testing.B) {
	files, o := scripts(1000), render.Options{Targets: []string{"esxcli"}}
	b.Run("new", func(b *testing.B) {
		out := filepath.Join(b.TempDir(), "out")
		for b.Loop() {
			write(b, out, o, files)
			b.StopTimer()
			if err := os.RemoveAll(out); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		out := b.TempDir()
		write(b, out, o, files)
		for b.Loop() {
			write(b, out, o, files)
		}
	})
}

func BenchmarkArchive(b *testing.B) {
	for _, format := range []string{"tar", "tar.gz", "zip"} {
		for _, n := range []int{1, 1000} {
			files := scripts(n)
			b.Run(format+"/"+strconv.Itoa(n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					write(b, "-", render.Options{Stdout: io.Discard, Archive: format}, files)
				}
			})
		}
	}
}
