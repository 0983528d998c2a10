package importtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer"
)

// samples lie beside the project; a clone by itself has none.
const samples = "../../../../shared/reference/samples"

// Sample is the path of a sample that lies beside the project; the test is
// skipped where there are none.
func Sample(t TB, name string) string {
	t.Helper()
	if _, err := os.Stat(samples); err != nil {
		t.Skip("the samples beside the project are not here: ", err)
	}
	return filepath.Join(samples, name)
}

// Open reads files that the format has to recognise as its own.
func Open(t TB, format importer.Format, names ...string) (files []importer.File) {
	t.Helper()
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !format.Sniff(name, importer.Head(data)) {
			t.Fatalf("%s is not recognised", name)
		}
		files = append(files, importer.File{Name: filepath.Base(name), Data: data})
	}
	return files
}

// Fuzz demands that whatever a file holds, it is read or refused, and that what
// is read can be written. The files that the pattern matches are where it begins.
func Fuzz(f *testing.F, name, pattern string, formats ...importer.Format) {
	f.Helper()
	seeds, err := filepath.Glob(pattern)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range seeds {
		data, err := os.ReadFile(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range formats {
			format.Sniff(name, importer.Head(data))
			Written(t, format.Read([]importer.File{{Name: name, Data: data}}))
		}
	})
}
