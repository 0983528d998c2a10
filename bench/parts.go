//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// program gives a job that runs a program.
func program(name string, args ...string) func() (cost, error) {
	return func() (cost, error) {
		c, _, err := child(name, args...)
		return c, err
	}
}

// cold measures the start of the program on a small configuration.
func (b *bench) cold() error {
	conf, err := configure(b.dir, 4)
	if err != nil {
		return err
	}
	c, err := paired(max(20, 8*b.times), program(b.vmkgen, "validate", conf), program(b.hello))
	if err != nil {
		return err
	}
	row("cold `validate` of a small file", ms(c[0].cpu), "hello-world in Go", ms(c[1].cpu), ratio(c[0].cpu, c[1].cpu), "6")
	return nil
}

// pipes measures a tar of all scripts into a pipe.
func (b *bench) pipes() error {
	archive, err := b.archive(1000)
	if err != nil {
		return err
	}
	for _, n := range []int{1_000, 10_000, 50_000} {
		conf, err := configure(b.dir, n)
		if err != nil {
			return err
		}
		c, err := paired(b.times,
			program(b.vmkgen, "render", conf, "--target", "esxcli", "-o", "-", "--archive", "tar"),
			func() (cost, error) { c, err := b.loops(archive, fmt.Sprintf("-%d", n/1000)); return c[0], err })
		if err != nil {
			return err
		}
		row(fmt.Sprintf("%d hosts to a tar on a pipe (peak %s)", n, mib(c[0].peak)), ms(c[0].cpu),
			"bare loop, same bytes", ms(c[1].cpu), ratio(c[0].cpu, c[1].cpu), pipeAim(n))
	}
	return nil
}

func pipeAim(hosts int) string {
	if hosts == 50_000 {
		return "1 s, 100 MiB"
	}
	return "–"
}

// archive makes the tar from which the bare loop takes its bytes.
func (b *bench) archive(n int) (string, error) {
	conf, err := configure(b.dir, n)
	if err != nil {
		return "", err
	}
	out := filepath.Join(b.dir, fmt.Sprintf("%d.tar", n))
	_, _, err = child(b.vmkgen, "render", conf, "--target", "esxcli", "-o", out)
	return out, err
}

// loops runs the bare loop: into new files and again over them, or to a pipe.
func (b *bench) loops(archive, out string) ([2]cost, error) {
	_, text, err := child(b.bare, archive, out)
	if err != nil {
		return [2]cost{}, err
	}
	var c [2]cost
	loops := strings.Fields(string(text))
	for i := range min(len(loops)/2, len(c)) {
		if _, err := fmt.Sscan(loops[2*i]+" "+loops[2*i+1], (*int64)(&c[i].wall), (*int64)(&c[i].cpu)); err != nil {
			return c, err
		}
	}
	return c, nil
}

// files measures new files, and a second run that changes nothing.
func (b *bench) files() error {
	for _, n := range []int{1_000, 10_000} {
		if err := b.filesOf(n); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) filesOf(n int) error {
	archive, err := b.archive(n)
	if err != nil {
		return err
	}
	conf, err := configure(b.dir, n)
	if err != nil {
		return err
	}
	out, plain := filepath.Join(b.dir, "out"), filepath.Join(b.dir, "plain")
	render := program(b.vmkgen, "render", conf, "--target", "esxcli", "-o", out)
	var over []cost
	c, err := paired(b.times,
		fresh(out, render), render,
		fresh(plain, func() (cost, error) {
			c, err := b.loops(archive, plain)
			over = append(over, c[1])
			return c[0], err
		}))
	if err != nil {
		return err
	}
	row(fmt.Sprintf("%d hosts, new files", n), ms(c[0].cpu), "bare loop, same bytes", ms(c[2].cpu), ratio(c[0].cpu, c[2].cpu), "2")
	row(fmt.Sprintf("%d hosts, again, nothing to change", n), ms(c[1].cpu), "bare loop, over old files", ms(median(over).cpu),
		ratio(c[1].cpu, median(over).cpu), "1")
	return os.RemoveAll(out)
}

// fresh gives a job that finds its folder missing; removing it costs nothing.
func fresh(dir string, job func() (cost, error)) func() (cost, error) {
	return func() (cost, error) {
		if err := os.RemoveAll(dir); err != nil {
			return cost{}, err
		}
		time.Sleep(10 * time.Millisecond) // let the file system settle
		return job()
	}
}
