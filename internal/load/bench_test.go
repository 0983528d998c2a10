package load_test

import (
	"fmt"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/vmkgen/vmkgen/internal/load"
)

// BenchmarkLoad reads a compact configuration of one cluster to its end:
// expanded, resolved and checked.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{1, 1_000, 50_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			text := fmt.Sprintf(`cluster "c" {
  esxi  = "8.0.3"
  hosts = ["esx[00001-%05d]"]
  vmk "vmk0" {
    roles  = ["management"]
    subnet = "10.0.0.0/15"
  }
  vmk "vmk1" {
    roles  = ["vmotion"]
    subnet = "10.2.0.0/15"
  }
}
`, n)
			files := fstest.MapFS{"main.vmk.hcl": {Data: []byte(text)}}
			for b.Loop() {
				r := load.Load(load.Request{FS: files})
				if r.Diags.HasErrors() || len(r.Clusters) != 1 {
					b.Fatal(r.Diags)
				}
			}
		})
	}
}
