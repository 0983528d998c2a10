//go:build unix

// Command bench measures vmkgen beside the least that the same work can cost
// and beside a peer, and prints a table of figures and ratios.
//
// Its one rule: what is compared is run in turn, and gives the same bytes.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

type bench struct {
	vmkgen string // the program
	bare   string
	hello  string
	dir    string // where configurations and files go
	times  int
	python string
}

func main() {
	var b bench
	var dir string
	flag.StringVar(&b.vmkgen, "vmkgen", "bin/vmkgen", "the program to measure")
	flag.StringVar(&dir, "dir", os.TempDir(), "where to write; its file system is part of what is measured")
	flag.StringVar(&b.python, "python", "/usr/bin/python3", "a Python that has Jinja2")
	flag.IntVar(&b.times, "times", 5, "how often each measurement is taken; the median counts")
	flag.Parse()
	if err := b.run(dir); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(dir string) (err error) {
	if b.vmkgen, err = filepath.Abs(b.vmkgen); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp(dir, "vmkgen-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.bare, err = b.build("bare"); err != nil {
		return err
	}
	if b.hello, err = b.build("hello"); err != nil {
		return err
	}
	// Time is that of the CPU, user and system: the clock's says more of what
	// else the machine does.
	fmt.Println("| what, in CPU time | vmkgen | beside | beside it | ratio | aim |\n| --- | --- | --- | --- | --- | --- |")
	for _, part := range []func() error{b.cold, b.pipes, b.files, b.jinja} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) build(name string) (string, error) {
	out := filepath.Join(b.dir, name)
	text, err := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, "./bench/"+name).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", name, err, text)
	}
	return out, nil
}

// row prints a comparison; the ratio is vmkgen's figure by the other.
func row(what, mine, beside, other string, ratio float64, aim string) {
	fmt.Printf("| %s | %s | %s | %s | %.2f | %s |\n", what, mine, beside, other, ratio, aim)
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func ms(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64) + " ms"
}

func mib(n int64) string { return fmt.Sprintf("%d MiB", n>>20) }
