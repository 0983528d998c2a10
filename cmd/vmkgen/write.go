package main

import (
	"io/fs"
	"os"
	"path/filepath"
)

// writeFile puts a text in a file, whole or not at all.
func writeFile(at string, text []byte, mode fs.FileMode) error {
	t, err := os.CreateTemp(filepath.Dir(at), "."+filepath.Base(at)+".*")
	if err != nil {
		return failed("%s: %v", at, cause(err))
	}
	_, err = t.Write(text)
	if err == nil {
		err = t.Chmod(mode)
	}
	if e := t.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(t.Name(), at)
	}
	if err != nil {
		os.Remove(t.Name())
		return failed("%s: %v", at, cause(err))
	}
	return nil
}
