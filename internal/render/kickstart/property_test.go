package kickstart_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
)

var manyMACs = []string{"00:25:b5:00:00:00", "00:25:b5:00:00:01", "00:25:b5:00:00:02", "00:25:b5:00:00:03", "00:25:b5:00:00:04", "00:25:b5:00:00:05"}

// drawn is a random cluster, its first host ready to be installed.
func drawn(t *rapid.T) (*render.Cluster, string) {
	text := gen.Installable(t)
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Skip("what was drawn makes no sense, which the tests of gen tell")
	}
	c := &render.Cluster{
		Cluster: &r.Clusters[0].Cluster, Install: r.Clusters[0].Install,
		Meta: render.Meta{Version: "test", Source: "lab", Hash: r.Hash},
		Keep: func(host string) bool { return host == gen.HostName },
	}
	if rapid.Bool().Draw(t, "a kickstart block") {
		c.Install[0] = &install.Options{
			Device:   rapid.SampledFrom(append([]string{"", "vmnic0", "vmnic4"}, manyMACs...)).Draw(t, "device"),
			Disk:     rapid.SampledFrom([]string{"", "mpx.vmhba0:C0:T0:L0", "a#b", "$(reboot)", "x;y", "a,b"}).Draw(t, "disk"),
			RootHash: rapid.SampledFrom([]string{"", "$6$rounds=5000$s.lt$ha/sh.", "$1$a#b$hash"}).Draw(t, "hash"),
			Keyboard: rapid.SampledFrom([]string{"", "US Default", "#"}).Draw(t, "keyboard"),
			Reboot:   rapid.Bool().Draw(t, "reboot"), OverwriteVMFS: rapid.Bool().Draw(t, "overwrite"),
		}
	}
	if rapid.Bool().Draw(t, "a MAC is known") {
		c.Groups[0].Members[0].MAC = rapid.SampledFrom(manyMACs).Draw(t, "MAC")
	}
	return c, text
}

// refusable says whether a drawn cluster may be refused: only for the device.
func refusable(c *render.Cluster) bool {
	declared := c.Groups[0].Pattern.Switch("vSwitch0") != nil
	o := c.Install[0]
	return !declared && (o == nil || o.Device == "" || strings.HasPrefix(o.Device, "vmnic"))
}

// handedOver says whether the adapter installed over is wanted on a switch that
// the first boot can hand it to: what vSwitch0 has is not known otherwise.
func handedOver(c *render.Cluster, in *esxtest.Installation) bool {
	h := &c.Groups[0].Pattern
	if s := h.Switch("vSwitch0"); s != nil && s.Uplinks != nil {
		return true
	}
	return !slices.ContainsFunc(h.Switches, func(s netstate.Switch) bool {
		return slices.Contains(s.Uplinks, in.Host.Switch("vSwitch0").Uplinks[0])
	})
}

// TestAnyConfiguration installs hosts of random configurations, and boots them:
// they are as wanted, and the script of the same host finds nothing to do.
func TestAnyConfiguration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		c, text := drawn(rt)
		if refused := kickstart.New(kickstart.Options{}).Refuse(c); refused != nil {
			if !refusable(c) {
				rt.Fatalf("refused: %+v\n%s", refused, text)
			}
			return
		}
		f := files(t, c, kickstart.Options{})["kickstart/lab/"+gen.HostName+".cfg"]
		if i := bytes.IndexFunc(f.Body, func(r rune) bool { return (r < ' ' || r > '~') && r != '\n' }); i >= 0 {
			rt.Fatalf("byte %d is %q", i, f.Body[i])
		}
		in, err := esxtest.Install(f.Body, "9.0.0", gen.NICs, manyMACs)
		if err != nil {
			rt.Fatalf("%v\n%s", err, text)
		}
		if !handedOver(c, in) || rapid.IntRange(0, 3).Draw(rt, "it is booted, which takes long, where this is 0") > 0 {
			return
		}
		cut(t, rt, in, c, text)
	})
}

// cut boots an installed host, perhaps cut off, then runs its script.
func cut(t *testing.T, rt *rapid.T, in *esxtest.Installation, c *render.Cluster, text string) {
	t.Helper()
	want := c.Groups[0].Host(0)
	how := esxtest.Run{Folder: t.TempDir(), CutAfter: max(0, rapid.IntRange(-20, 40).Draw(rt, "cut"))}
	r := esxtest.Script(t, in.Host, []byte(in.FirstBoot), how)
	if r.Exit != 0 && (how.CutAfter == 0 || r.Exit != -1) {
		rt.Fatalf("exit %d\n%s\n%s", r.Exit, r.FirstBoot, text)
	}
	if d := in.Host.Differences(&want); r.Exit == 0 && d != nil {
		rt.Fatalf("not as wanted: %v\n%s", d, text)
	}
	again := esxtest.Run{Folder: how.Folder, Args: []string{"--allow-management"}}
	if in.Host.Name == "localhost" {
		again.Args = append(again.Args, "--any-host")
	}
	after := esxtest.Script(t, in.Host, beside(t, c), again)
	if d := in.Host.Differences(&want); after.Exit != 0 || d != nil || r.Exit == 0 && after.Writes != 0 {
		rt.Fatalf("the script beside: exit %d, %v, after %d writes\n%s%s\n%s", after.Exit, d, after.Writes, after.Stdout, after.Stderr, text)
	}
}
