package expand_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/expand"
)

func TestHostNumber(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int64{
		"esx01": 1, "esx007.b9.x": 7, "r1-esx12b.x": 12, "5": 5, "esx000": 0, "10-x.y": 10,
		"plain": -1, "plain.b9": -1, "10.0.0.1": -1, "2001:db8::1": -1, "esx99999999999999999999999": -1, "": -1,
	} {
		got, ok := expand.HostNumber(name)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%s has the number %d, want %d", name, got, want)
		}
	}
}

func TestHostRange(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"esx":            "esx",
		"esx[1-3]":       "esx1 esx2 esx3",
		"esx[08-11].x":   "esx08.x esx09.x esx10.x esx11.x",
		"esx[01-3]":      "esx01 esx02 esx03",
		"esx[9-11]":      "esx9 esx10 esx11",
		"[1,3,05-06]a":   "1a 3a 05a 06a",
		"a[1-2]b[1-2]":   "a1b1 a1b2 a2b1 a2b2",
		"esx[ 1 - 2, 5]": "esx1 esx2 esx5",
		"esx[7]":         "esx7",
		"esx[00-01]":     "esx00 esx01",
	} {
		got, err := expand.ExpandRange(pattern, 100)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s is %q, %v; want %q", pattern, got, err, want)
		}
	}
	for _, pattern := range []string{"[", "]", "[]", "a[1", "a1]", "[1-2-3]", "[-1]", "[2-1]", "[a]", "[1,]", "[1-03]", "[[1]]", "[1-101]", "[1-50][1-3]", "[9999999999]"} {
		if got, err := expand.ExpandRange(pattern, 100); err == nil {
			t.Errorf("%s is %q, want an error", pattern, got)
		}
	}
}

// FuzzHostRange: whatever is written, there is an error or at most as many
// names as allowed, none of them twice from one bracket of growing numbers.
func FuzzHostRange(f *testing.F) {
	for _, s := range []string{"esx[01-16,20].x", "a[1-2]b[3-4]", "[", "[1-]", "[00-9]", "x[1-99999999999]", "é[1-2]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		names, err := expand.ExpandRange(pattern, 1000)
		if err != nil {
			return
		}
		if len(names) == 0 || len(names) > 1000 {
			t.Fatalf("%q gives %d names", pattern, len(names))
		}
		again, _ := expand.ExpandRange(pattern, 1000)
		if !slices.Equal(names, again) {
			t.Fatal("not the same twice")
		}
		for _, n := range names {
			if strings.ContainsAny(n, "[]") {
				t.Fatalf("%q gives %q", pattern, n)
			}
			if expand.BadHostName(n) == "" {
				expand.HostNumber(n)
			}
		}
	})
}
