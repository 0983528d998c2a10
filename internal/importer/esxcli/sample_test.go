package esxcli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/esxcli"
)

// files are those of a folder that the format takes for its own.
func files(t *testing.T, dir string) (out []importer.File) {
	t.Helper()
	err := filepath.WalkDir(dir, func(at string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(at)
		if name := filepath.ToSlash(at); esxcli.Format.Sniff(name, importer.Head(data)) {
			out = append(out, importer.File{Name: name, Data: data})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The folders of vm-support say what esxcfg says: the rest of them is passed over.
func TestVMSupport(t *testing.T) {
	t.Parallel()
	all := files(t, "testdata/vmsupport")
	if len(all) != 4 {
		t.Errorf("%d files are taken for listings", len(all))
	}
	golden.Compare(t, "testdata/vmsupport.want", []byte(importtest.Told(t, esxcli.Format.Read(all))))
}

// The samples of esxcfg from a real host, which lie beside the project, are read.
func TestSamplesOfEsxcfg(t *testing.T) {
	t.Parallel()
	r := esxcli.Format.Read(files(t, importtest.Sample(t, "esxcfg")))
	if r.Diags != nil || len(r.Clusters) != 1 {
		t.Fatalf("%v", r.Diags)
	}
	h := r.Clusters[0].Groups[0].Pattern
	if v := h.Vmk("vmk1"); v == nil || v.PortGroup.Or("") != "ATvmnic10" || v.Switch.Or("") != "ATvSwitchLongName" || v.IPv4.Address.String() != "1.1.1.1/8" {
		t.Errorf("vmk1 of esxcfg is %+v", v)
	}
	if v := h.Vmk("vmk2"); v == nil || v.MTU.Or(0) != 9000 || v.IPv4.Mode.Or("") != "none" {
		t.Errorf("vmk2 of esxcfg is %+v", v)
	}
	t.Log(importtest.Told(t, r))
}

// So are those of esxcli, each by its name and by its content alone, and
// pasted without the indent that copies often lose.
func TestSamplesOfEsxcli(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"esxcli_network_ip_interface_list.txt", "esxcli_network_ip_interface_list.vds.txt", "esxcli_network_ip_interface_list.handmade.json"} {
		data, err := os.ReadFile(importtest.Sample(t, "esxcli/"+name))
		if err != nil {
			t.Fatal(err)
		}
		for _, as := range []string{name, "pasted"} {
			recognised(t, name, as, data)
		}
		if filepath.Ext(name) == ".txt" {
			var lines []string
			for line := range strings.SplitSeq(string(data), "\n") {
				lines = append(lines, strings.TrimSpace(line))
			}
			recognised(t, name, "pasted without indent", []byte(strings.Join(lines, "\n")))
		}
	}
}

func recognised(t *testing.T, name, as string, data []byte) {
	t.Helper()
	if !esxcli.Format.Sniff(as, importer.Head(data)) {
		t.Errorf("%s as %q is not recognised", name, as)
	}
	r := esxcli.Format.Read([]importer.File{{Name: as, Data: data}})
	if r.Diags.HasErrors() || len(r.Clusters) != 1 || !r.Clusters[0].Groups[0].Pattern.Vmks[0].MTU.IsSet() {
		t.Errorf("%s as %q: %v", name, as, r.Diags)
		return
	}
	t.Log(importtest.Told(t, r))
}
