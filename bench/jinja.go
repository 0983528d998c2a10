//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// jinja measures the same scripts made by Python with Jinja2.
func (b *bench) jinja() error {
	if !b.hasJinja() {
		fmt.Printf("| 1000 scripts | – | Python + Jinja2 | not here (apt: python3-jinja2) | – | 8 times faster |\n")
		return nil
	}
	const n = 1000
	conf, err := configure(b.dir, n)
	if err != nil {
		return err
	}
	out, other := filepath.Join(b.dir, "out"), filepath.Join(b.dir, "peer")
	render := program(b.vmkgen, "render", conf, "--target", "esxcli", "-o", out)
	if _, err := fresh(out, render)(); err != nil {
		return err
	}
	args, err := b.equivalent(n, out, other)
	if err != nil {
		return err
	}
	c, err := paired(b.times, fresh(out, render), fresh(other, program(b.python, args...)))
	if err != nil {
		return err
	}
	if err := same(out, other); err != nil {
		return err
	}
	row("1000 scripts in new files", ms(c[0].cpu), "Python + Jinja2, same bytes", ms(c[1].cpu), ratio(c[0].cpu, c[1].cpu),
		fmt.Sprintf("1/8; is 1/%.1f", ratio(c[1].cpu, c[0].cpu)))
	return nil
}

func (b *bench) hasJinja() bool {
	return exec.Command(b.python, "-c", "import jinja2").Run() == nil
}

// equivalent writes the peer's template and data, and gives its arguments.
func (b *bench) equivalent(n int, out, other string) ([]string, error) {
	first := filepath.Join(out, "esxcli", cluster, fmt.Sprintf(hostName, 1)+".sh")
	script, err := os.ReadFile(first)
	if err != nil {
		return nil, err
	}
	p, err := peerOf(string(script), n)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	in, values := filepath.Join(b.dir, "script.j2"), filepath.Join(b.dir, "data.json")
	if err := os.WriteFile(in, []byte(p.template), 0o644); err != nil {
		return nil, err
	}
	return []string{"bench/jinja/render.py", in, values, other}, os.WriteFile(values, data, 0o644)
}

// same compares two folders, file by file.
func same(a, b string) error {
	return filepath.WalkDir(a, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(a, path)
		mine, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		other, err := os.ReadFile(filepath.Join(b, rel))
		if err == nil && !bytes.Equal(mine, other) {
			err = fmt.Errorf("%s differs between vmkgen and its peer", rel)
		}
		return err
	})
}
