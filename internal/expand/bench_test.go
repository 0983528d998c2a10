package expand_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vmkgen/vmkgen/internal/expand"
)

// six is a cluster's body of six vmks; %s is what gives an address.
func six(address func(i int) string) string {
	var b strings.Builder
	for i := range 6 {
		fmt.Fprintf(&b, "  vmk \"vmk%d\" {\n    vlan = %d\n    mtu = 9000\n    roles = [\"nfs\"]\n    %s\n  }\n", i, 100+i, address(i))
	}
	return b.String()
}

func run(tb testing.TB, hosts int, files map[string]string) *expand.Document {
	tb.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	doc, ds := expand.Expand(expand.Input{FS: fsys})
	if ds.HasErrors() {
		tb.Fatal(ds[0])
	}
	n := 0
	for _, c := range doc.Clusters {
		n += len(c.Hosts)
	}
	if n != hosts {
		tb.Fatalf("%d hosts, want %d", n, hosts)
	}
	return doc
}

func BenchmarkCompact(b *testing.B) {
	for _, n := range []int{1, 1000, 50_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			src := fmt.Sprintf("cluster \"c\" {\n  hosts = [\"esx[00001-%05d].example.com\"]\n%s}\n", n,
				six(func(i int) string { return fmt.Sprintf("subnet = \"10.%d.0.0/16\"", i) }))
			b.ReportAllocs()
			for b.Loop() {
				run(b, n, map[string]string{"a.vmk.hcl": src})
			}
		})
	}
}

func BenchmarkTable(b *testing.B) {
	for _, n := range []int{1000, 50_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			src := "cluster \"c\" {\n  hosts = csvdecode(file(\"hosts.csv\"))\n" +
				six(func(i int) string { return fmt.Sprintf("address = vars.a%d", i) }) + "}\n"
			var csv strings.Builder
			csv.WriteString("name,a0,a1,a2,a3,a4,a5\n")
			for i := range n {
				fmt.Fprintf(&csv, "esx%05d.example.com", i)
				for j := range 6 {
					fmt.Fprintf(&csv, ",10.%d.%d.%d/16", j, i/250, i%250+1)
				}
				csv.WriteString("\n")
			}
			b.ReportAllocs()
			for b.Loop() {
				run(b, n, map[string]string{"a.vmk.hcl": src, "hosts.csv": csv.String()})
			}
		})
	}
}

func BenchmarkPerHost(b *testing.B) {
	src := "cluster \"c\" {\n  hosts = [\"esx[0001-1000].x\"]\n" +
		six(func(i int) string { return fmt.Sprintf("address = cidrhost(\"10.%d.0.0/16\", host.number + 10)", i) }) + "}\n"
	b.ReportAllocs()
	for b.Loop() {
		run(b, 1000, map[string]string{"a.vmk.hcl": src})
	}
}

func BenchmarkWrittenOut(b *testing.B) {
	var src strings.Builder
	src.WriteString("cluster \"c\" {\n  hosts = [\"esx[0001-1000].x\"]\n")
	for i := range 1000 {
		fmt.Fprintf(&src, "host \"esx%04d.x\" {\n%s}\n", i+1, six(func(j int) string { return fmt.Sprintf("address = \"10.%d.%d.%d/16\"", j, i/250, i%250+1) }))
	}
	src.WriteString("}\n")
	b.ReportAllocs()
	for b.Loop() {
		run(b, 1000, map[string]string{"a.vmk.hcl": src.String()})
	}
}
