package natural_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/natural"
)

func TestRanges(t *testing.T) {
	t.Parallel()
	for names, want := range map[string]string{
		"":                            "",
		"a":                           "a",
		"esx1":                        "esx1",
		"esx1 esx2 esx3":              "esx[1-3]",
		"esx01.x esx02.x esx04.x":     "esx[01-02,04].x",
		"esx9 esx10 esx11":            "esx[9-11]",
		"esx09 esx10":                 "esx[09-10]",
		"esx1 esx1":                   "esx1 esx1",
		"esx2 esx1":                   "esx2 esx1",
		"a1 b2":                       "a1 b2",
		"esx01 esx1":                  "esx01 esx1",
		"r1n1 r1n2 r2n1":              "r1n[1-2] r2n1",
		"esx[1] esx2":                 "esx[1] esx2",
		"10.0.0.1 10.0.0.2":           "10.0.0.1 10.0.0.2",
		"esx99 esx100":                "esx[99-100]",
		"esx1.a2 esx2.a2":             "esx[1-2].a2",
		"esx99999999999 esx999999991": "esx99999999999 esx999999991",
	} {
		got := strings.Join(natural.Ranges(strings.Fields(names)), " ")
		if got != want {
			t.Errorf("%s is written %q, want %q", names, got, want)
		}
	}
	in := []string{"b2", "a1", "a2"}
	was := slices.Clone(in)
	natural.Ranges(in)
	if !slices.Equal(in, was) {
		t.Error("the names were changed")
	}
}
