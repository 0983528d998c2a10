package main_test

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/golden"
)

// How pages are tested. In a page, in this order of the text:
//
//   - a block after <!-- file: NAME --> is that file in the page's own folder
//   - a console block's lines that begin with "$ " are run there by sh; what
//     follows them is all that they print
//   - an hcl block is parsed, and is in canonical form
//   - in sh blocks, what vmkgen is called with exists
//
// A page's folder has a copy of the examples; a page that names no file begins
// in it alone.

// A block is a fenced one of a page.
type block struct {
	language, file string
	text           string
	from, to       int // the lines of its text in the page, from inclusive, from 0
}

var (
	fence  = regexp.MustCompile("^ *```([a-z]*)$")
	naming = regexp.MustCompile(`^ *<!-- file: (\S+) -->$`)
)

func blocksOf(t *testing.T, lines []string) (blocks []block) {
	t.Helper()
	var open *block
	file := ""
	for i, line := range lines {
		m := fence.FindStringSubmatch(line)
		switch {
		case m == nil && open == nil:
			if n := naming.FindStringSubmatch(line); n != nil {
				file = n[1]
			} else if strings.TrimSpace(line) != "" {
				file = ""
			}
		case m == nil:
			open.text += strings.TrimPrefix(line, strings.Repeat(" ", open.to)) + "\n"
		case open == nil:
			open = &block{language: m[1], file: file, from: i + 1, to: strings.Index(line, "`")}
			file = ""
		default:
			open.to = i
			blocks = append(blocks, *open)
			open = nil
		}
	}
	if open != nil {
		t.Errorf("line %d: a block without an end", open.from)
	}
	return blocks
}

// pages are those that people read, the generated ones left out.
func pages(t *testing.T) []string {
	t.Helper()
	all := []string{"../../README.md", "../../CONTRIBUTING.md"}
	for _, pattern := range []string{"../../docs/*.md", "../../docs/howto/*.md", "../../docs/reference/*.md", "../../examples/*/README.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no page is like %s: %v", pattern, err)
		}
		all = append(all, found...)
	}
	return all
}

func TestDocsRun(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh: pages can't be run")
	}
	for _, page := range pages(t) {
		t.Run(strings.TrimPrefix(filepath.ToSlash(page), "../../"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			golden.Compare(t, page, []byte(runPage(t, string(text))))
		})
	}
}

// runPage gives a page with what its commands print now.
func runPage(t *testing.T, text string) string {
	t.Helper()
	lines := strings.Split(text, "\n")
	var dir string
	out, at := []string(nil), 0
	for _, b := range blocksOf(t, lines) {
		if b.file == "" && b.language != "console" {
			continue
		}
		if dir == "" {
			dir = pageFolder(t)
		}
		if b.file != "" {
			write(t, filepath.Join(dir, b.file), b.text)
			continue
		}
		out = append(out, lines[at:b.from]...)
		out = append(out, strings.Split(strings.TrimRight(runBlock(t, dir, b.text), "\n"), "\n")...)
		at = b.to
	}
	return strings.Join(append(out, lines[at:]...), "\n")
}

func pageFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "examples"), os.DirFS("../../examples")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, at, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runBlock gives a console block with what its commands print now.
func runBlock(t *testing.T, dir, text string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		cmd := exec.Command("sh", "-c", command)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "NO_COLOR=1", "LC_ALL=C.UTF-8")
		printed, err := cmd.CombinedOutput()
		if err != nil && !bytes.Contains(printed, []byte("vmkgen: ")) {
			t.Errorf("%s: %v, and nobody says why", command, err)
		}
		b.WriteString(line + "\n" + string(printed))
	}
	return b.String()
}

func TestDocsHCLIsCanonical(t *testing.T) {
	t.Parallel()
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocksOf(t, strings.Split(string(text), "\n")) {
			if b.language != "hcl" {
				continue
			}
			cmd := exec.Command("vmkgen", "fmt", "-")
			cmd.Stdin = strings.NewReader(b.text)
			var said bytes.Buffer
			cmd.Stderr = &said
			got, err := cmd.Output()
			if err != nil || string(got) != b.text {
				t.Errorf("%s:%d: %v %s\nwant:\n%s", page, b.from, err, &said, got)
			}
		}
	}
}

func TestDocsReferenceIsCurrent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if out, err := exec.Command("vmkgen", "docs", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil || len(names) != 4 {
		t.Fatalf("%v: %v", names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		golden.Compare(t, filepath.Join("../../docs/reference", filepath.Base(name)), text)
	}
}

var link = regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)

func TestDocsLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	adr, err := filepath.Glob("../../docs/adr/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages(t), adr...) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s: %v", page, cmp.Or(err, os.ErrNotExist))
			}
		}
	}
}

func TestReadmeIsShort(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n > 150 {
		t.Errorf("README.md has %d lines, more than anybody reads", n)
	}
}
