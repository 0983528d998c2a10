package powercli_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
)

// TestHostsAreATable: one line a host with its addresses, and the wanted list once.
func TestHostsAreATable(t *testing.T) {
	t.Parallel()
	body := script(t, cluster(full(), "esx01", "esx02", "esx03"))
	for i := 1; i <= 3; i++ {
		want := fmt.Sprintf("    @{ Name = 'esx0%d'; Wanted = 'set1'; vmk0 = '10.0.0.%d'; vmk1 = '10.0.1.11'; vmk2 = '10.0.2.11'; vmk2_ipv6 = @('fd00::11/64') }\n", i, 10+i)
		if !strings.Contains(body, want) {
			t.Errorf("no row %s", want)
		}
	}
	if n := strings.Count(body, "Op = 'EnsureVmk'"); n != 3 {
		t.Errorf("%d EnsureVmk rows, want 3", n)
	}
}

// TestEqualGroupsShare: groups that differ only in addresses share one list of
// what is wanted, others have their own; hosts keep the user's order.
func TestEqualGroupsShare(t *testing.T) {
	t.Parallel()
	c := cluster(full(), "esx01")
	same, other := full(), full()
	same.Vmks[1].IPv4 = static("10.0.1.77/24")
	other.Vmks[1].MTU = netstate.Some(1500)
	c.Groups[0].Members[0].Position = 2
	c.Groups = append(c.Groups,
		netstate.Group{Pattern: same, Members: []netstate.Member{{Name: "esx02", Position: 0}}},
		netstate.Group{Pattern: other, Members: []netstate.Member{{Name: "esx03", Position: 1}}})
	body := script(t, c)
	for i, want := range []string{
		"Name = 'esx02'; Wanted = 'set1'; vmk0 = '10.0.0.11'; vmk1 = '10.0.1.77'",
		"Name = 'esx03'; Wanted = 'set2'",
		"Name = 'esx01'; Wanted = 'set1'; vmk0 = '10.0.0.11'; vmk1 = '10.0.1.11'",
	} {
		at := strings.Index(body, want)
		if at < 0 {
			t.Fatalf("no row with %s", want)
		}
		if line := strings.Count(body[:at], "\n    @{ Name = "); line != i {
			t.Errorf("%s is row %d, not %d", want, line, i)
		}
	}
	if strings.Contains(body, "set3") {
		t.Error("a third list of what is wanted")
	}
}

func TestServer(t *testing.T) {
	t.Parallel()
	c := cluster(full(), "esx01")
	if body := script(t, c); !strings.Contains(body, "[string] $Server = 'vc01.example.com',") {
		t.Error("the vCenter server is no default")
	}
	c.Server = ""
	if body := script(t, c); !strings.Contains(body, "[Parameter(Mandatory = $true)] [ValidateNotNullOrEmpty()] [string] $Server,") {
		t.Error("without a vCenter server -Server is not mandatory")
	}
}

// TestOnlyWhatIsNeeded: functions for what nobody asks for stay out.
func TestOnlyWhatIsNeeded(t *testing.T) {
	t.Parallel()
	h := netstate.Host{Vmks: full().Vmks[:1]}
	body := script(t, cluster(h, "esx01"))
	for _, not := range []string{"function Invoke-EnableNVMe", "function Invoke-EnsureDvPortGroup", "function Invoke-SetSecurity"} {
		if strings.Contains(body, not) {
			t.Errorf("%s is there", not)
		}
	}
}

// TestEncoding: ASCII as it is, more with a byte order mark; LF line ends.
func TestEncoding(t *testing.T) {
	t.Parallel()
	h := full()
	plain := script(t, cluster(h, "esx01"))
	if strings.HasPrefix(plain, "\uFEFF") || strings.Contains(plain, "\r") || !strings.HasSuffix(plain, "\n") {
		t.Error("a script in ASCII is not plain text with LF line ends")
	}
	h.PortGroups[1].Name = "Größe"
	if !strings.HasPrefix(script(t, cluster(h, "esx01")), "\uFEFF") {
		t.Error("no byte order mark before a name beyond ASCII")
	}
}

// TestKept: hosts that aren't wanted have no row; without any there is no file.
func TestKept(t *testing.T) {
	t.Parallel()
	c := cluster(full(), "esx01", "esx02")
	c.Keep = func(host string) bool { return host == "esx02" }
	if body := script(t, c); strings.Contains(body, "'esx01'") || !strings.Contains(body, "'esx02'") {
		t.Error("the filter of hosts was not heeded")
	}
	c.Keep = func(string) bool { return false }
	err := powercli.New().Render(c, func(f render.File) error { return fmt.Errorf("%s was rendered", f.Path) })
	if err != nil {
		t.Error(err)
	}
}

// TestNamesAreData: a name never becomes code, wherever it stands.
func TestNamesAreData(t *testing.T) {
	t.Parallel()
	for _, name := range odd[2:] {
		h := full()
		h.PortGroups[1].Name = name
		h.Vmks[1].PortGroup = netstate.Some(name)
		h.Switches[1].Name, h.PortGroups[2].Switch = name, name
		h.Vmks[2].Switch = netstate.Some(name)
		c := cluster(h, name)
		c.Name, c.Server, c.Meta.Source = name, name, name
		body := ""
		if r := powercli.New().Refuse(c); len(r) > 0 {
			t.Fatalf("%q: refused: %+v", name, r)
		}
		_ = powercli.New().Render(c, func(f render.File) error { body = string(f.Body); return nil })
		if _, err := pstest.Parse(body); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		check(t, body)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(*render.Cluster, *netstate.Host)
		code    diag.Code
		pointer string
	}{
		"control character in a port group": {func(_ *render.Cluster, h *netstate.Host) { h.PortGroups[1].Name = "a\nb" }, diag.ControlCharacter, "vmk/vmk1/portgroup"},
		"line separator in a switch":        {func(_ *render.Cluster, h *netstate.Host) { h.Switches[0].Name = "a\u2028b" }, diag.ControlCharacter, "switch/a\u2028b"},
		"NUL in a host name":                {func(c *render.Cluster, _ *netstate.Host) { c.Groups[0].Members[0].Name = "a\x00b" }, diag.ControlCharacter, ""},
		"escape in a cluster name":          {func(c *render.Cluster, _ *netstate.Host) { c.Name = "a\x1bb" }, diag.ControlCharacter, ""},
		"line end in a server":              {func(c *render.Cluster, _ *netstate.Host) { c.Server = "a\nb" }, diag.ControlCharacter, ""},
		"line end in a search domain":       {func(_ *render.Cluster, h *netstate.Host) { h.Stacks[0].Search[0] = "a\nb" }, diag.ControlCharacter, "stack/default/search/0"},
		"broken UTF-8 in an uplink":         {func(_ *render.Cluster, h *netstate.Host) { h.Switches[0].Uplinks[0] = "\xff" }, diag.ControlCharacter, "switch/vSwitch0/uplinks/0"},
		"line end in a stack":               {func(_ *render.Cluster, h *netstate.Host) { h.Stacks[1].Name = "a\nb" }, diag.ControlCharacter, "stack/a\nb"},
		"line end in an iSCSI adapter":      {func(_ *render.Cluster, h *netstate.Host) { h.Vmks[2].ISCSI = []string{"a\nb"} }, diag.ControlCharacter, "vmk/vmk2/iscsi/0"},
		"line end in an NVMe device":        {func(_ *render.Cluster, h *netstate.Host) { h.Vmks[2].NVMe = []string{"a\nb"} }, diag.ControlCharacter, "vmk/vmk2/nvme/0"},
		"a port group of the script's own":  {func(_ *render.Cluster, h *netstate.Host) { h.PortGroups[1].Name = "vmkgen-vmk7" }, diag.ReservedName, "vmk/vmk1/portgroup"},
		"a comma in an uplink":              {func(_ *render.Cluster, h *netstate.Host) { h.Switches[0].Teaming.Active[0] = "a,b" }, diag.CommaInUplink, "switch/vSwitch0/teaming/active/0"},
		"a comma in a standby uplink":       {func(_ *render.Cluster, h *netstate.Host) { h.PortGroups[1].Teaming.Standby = []string{"a,b"} }, diag.CommaInUplink, "vmk/vmk1/teaming/standby/0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cl := cluster(full(), "esx01")
			c.change(cl, &cl.Groups[0].Pattern)
			got := powercli.New().Refuse(cl)
			if len(got) != 1 || got[0].Code != c.code || got[0].Pointer != c.pointer || got[0].Hint == "" {
				t.Errorf("refused %+v, want %s at %s", got, c.code, c.pointer)
			}
		})
	}
}
