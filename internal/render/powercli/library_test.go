package powercli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

var (
	defined = regexp.MustCompile(`(?m)^function ([A-Z][A-Za-z0-9-]+) \{$`)
	called  = regexp.MustCompile(`(?m)(?:^ *|[({=] |[({;]|\$null = |-not \(|return |if \(|in |-and |-or )([A-Z][a-z]+-[A-Z][A-Za-z0-9]+)`)
	core    = []string{"Set-StrictMode", "Write-Warning", "Get-Variable", "Where-Object"}
)

// TestFunctionsAreThere: whatever is asked for, a script has all functions that
// it calls, each once, and calls no cmdlet that isn't known.
func TestFunctionsAreThere(t *testing.T) {
	t.Parallel()
	all := []string{script(t, cluster(full(), "esx01"))}
	for seed := range 40 {
		all = append(all, scripts(t, fstest.MapFS{"lab.vmk.hcl": {Data: []byte(rapid.Custom(gen.Config).Example(seed))}})...)
	}
	for _, body := range all {
		_, code, _ := strings.Cut(body, "\n#>\n")
		var have []string
		for _, m := range defined.FindAllStringSubmatch(code, -1) {
			if slices.Contains(have, m[1]) {
				t.Errorf("%s is there twice", m[1])
			}
			have = append(have, m[1])
		}
		calls := called.FindAllStringSubmatch(code, -1)
		if len(calls) < 100 {
			t.Fatalf("only %d calls seen", len(calls))
		}
		for _, m := range calls {
			if !slices.Contains(have, m[1]) && !slices.Contains(core, m[1]) && !vctest.Knows(m[1]) {
				t.Errorf("%s is called and not there", m[1])
			}
		}
	}
}
