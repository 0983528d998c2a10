//go:build unix

// Command bare writes the files of a tar archive in a plain loop: the least
// that writing the same bytes can cost. It prints what the loops took, without
// the time to start and to read the archive.
//
//	bare TAR FOLDER    into new files, then again over them
//	bare TAR -N        to standard output, N times, entry by entry
package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

type file struct {
	name string
	mode os.FileMode
	body []byte
}

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func run(archive, out string) error {
	files, err := read(archive)
	if err != nil {
		return err
	}
	if count, ok := strings.CutPrefix(out, "-"); ok {
		times, err := strconv.Atoi(count)
		if err != nil {
			return err
		}
		return timed(func() error { return stream(files, times) })
	}
	for _, f := range files {
		if err := os.MkdirAll(filepath.Join(out, filepath.Dir(f.name)), 0o755); err != nil {
			return err
		}
	}
	for range 2 {
		if err := timed(func() error { return write(files, out) }); err != nil {
			return err
		}
	}
	return nil
}

func read(archive string) ([]file, error) {
	f, err := os.Open(archive)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var files []file
	for tr := tar.NewReader(f); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(tr)
		if err != nil {
			return nil, err
		}
		files = append(files, file{h.Name, h.FileInfo().Mode(), body})
	}
}

func write(files []file, out string) error {
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(out, f.name), f.body, f.mode); err != nil {
			return err
		}
	}
	return nil
}

func stream(files []file, times int) error {
	for range times {
		for _, f := range files {
			if _, err := os.Stdout.Write(f.body); err != nil {
				return err
			}
		}
	}
	return nil
}

// timed prints the nanoseconds, by the clock and of CPU, that a loop took. It
// prints to standard error, since output may be what is measured.
func timed(loop func() error) error {
	begin, used := time.Now(), cpu()
	err := loop()
	fmt.Fprintln(os.Stderr, time.Since(begin).Nanoseconds(), (cpu() - used).Nanoseconds())
	return err
}

func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
