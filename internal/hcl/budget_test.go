package hcl_test

import (
	"strings"
	"testing"
)

// What would take all time or memory is told instead, whichever function or
// expression it comes of; what needs little is not refused.
func TestBudget(t *testing.T) {
	t.Parallel()
	long := `join("", [for i in range(1000) : "` + strings.Repeat("a", 100) + `"])`
	for src, want := range map[string]string{
		`[for a in range(1000) : [for b in range(100) : [for c in range(100) : 1]]]`: "too much work",
		`[for a in range(1000) : [for b in split("", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") : b if true]]`: "too much work",
		`"%{ for a in range(1000) }%{ for b in range(1000) }x%{ endfor }%{ endfor }"`:           "too much work",
		`setproduct(range(1000), range(1000), range(1000))`:                                     "more than 64 MB",
		`format("%999999999s", "x")`:                                                            "width or precision",
		`format("%.999999999f", 1.5)`:                                                           "width or precision",
		`formatlist("%[1]999999999s", ["x"])`:                                                   "width or precision",
		`indent(2000000000, "a\nb")`:                                                            "more than 64 MB",
		`indent(1e30, "a\nb")`:                                                                  "more than 64 MB",
		`replace(` + long + `, "a", ` + long + `)`:                                              "more than 64 MB",
		`replace(` + long + `, "/a/", ` + long + `)`:                                            "more than 64 MB",
		`join(` + long + `, range(1000))`:                                                       "more than 64 MB",
		`[for i in [1, 2] : replace(` + long + `, "a", "` + strings.Repeat("b", 500) + `")]`:    "too large",
		`jsondecode(join("", [for i in range(1000) : "[[[[[[[[[[[[[[[[[[[["]))`:                 "nests too deeply",
		`yamldecode(join("", [for i in range(1000) : "[[[[[[[[[[[[[[[[[[[["]))`:                 "nests too deeply",
		`yamldecode("a: &a [1]\nb: &b [` + strings.Repeat("*a,", 13) + `]\nc: &c [*b]\nd: *c")`: "an anchor after an alias",
	} {
		got, ds := evaluate(t, src)
		switch {
		case ds == nil:
			t.Errorf("%.80s = %.80s, want a fault", src, got)
		case !strings.Contains(ds[0].Summary+": "+ds[0].Detail, want):
			t.Errorf("%.80s: %s: %s; want %q", src, ds[0].Summary, ds[0].Detail, want)
		}
	}
	for _, src := range []string{
		`length([for a in range(500) : [for b in [1, 2, 3] : b]])`,
		`format("%09.3f %-20s", 1.5, "x")`,
		`[for x in ["a"] : upper(x) if x != "b"]`,
		`yamldecode("a: &a {x: 1}\nb:\n  <<: *a\n")`,
		`join(",", setproduct(range(100), range(100))[0])`,
	} {
		if _, ds := evaluate(t, src); ds != nil {
			t.Errorf("%s: %s: %s", src, ds[0].Summary, ds[0].Detail)
		}
	}
}
