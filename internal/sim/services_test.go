package sim_test

import (
	"slices"
	"testing"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func (w *world) nics(name string) *object.HostVirtualNicManager {
	w.Helper()
	m, err := w.host(name).ConfigManager().VirtualNicManager(w.ctx)
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// pick calls SelectVnicForNicType itself: govmomi's wrapper sends vsan elsewhere.
func (w *world) pick(name, nicType, device string, on bool) error {
	ref := w.nics(name).Reference()
	if on {
		_, err := methods.SelectVnicForNicType(w.ctx, w.client.Client, &types.SelectVnicForNicType{This: ref, NicType: nicType, Device: device})
		return err
	}
	_, err := methods.DeselectVnicForNicType(w.ctx, w.client.Client, &types.DeselectVnicForNicType{This: ref, NicType: nicType, Device: device})
	return err
}

func (w *world) selected(name, nicType string) []string {
	w.Helper()
	r, err := methods.QueryNetConfig(w.ctx, w.client.Client, &types.QueryNetConfig{This: w.nics(name).Reference(), NicType: nicType})
	if err != nil {
		w.Fatal(err)
	}
	return r.Returnval.SelectedVnic
}

func TestAllTypesOfTraffic(t *testing.T) {
	t.Parallel()
	i := twoHosts()
	i.Clusters[0].Hosts[0].State.Version = "9.0"
	w := newWorld(t, i, sim.Options{})
	_, err := w.networks(first).AddVirtualNic(w.ctx, "VM Network", spec("10.0.9.1"))
	ok(t, "vmk", err)
	before := w.vc.Host(first).Print()
	for _, nicType := range []string{
		"vmotion", "faultToleranceLogging", "vSphereReplication", "vSphereReplicationNFC", "management", "vSphereProvisioning", "vSphereBackupNFC", "ptp", "nvmeTcp", "nvmeRdma", "vsanExternal",
	} {
		ok(t, "select "+nicType, w.pick(first, nicType, "vmk1", true))
		ok(t, "select again "+nicType, w.pick(first, nicType, "vmk1", true))
		if got := w.selected(first, nicType); !slices.Contains(got, nicType+".key-vim.host.VirtualNic-vmk1") {
			t.Errorf("%s: selected %v", nicType, got)
		}
		ok(t, "deselect "+nicType, w.pick(first, nicType, "vmk1", false))
		faulty[*types.InvalidArgument](t, "deselect again "+nicType, w.pick(first, nicType, "vmk1", false))
	}
	if after := w.vc.Host(first).Print(); after != before {
		t.Errorf("afterwards:\n%s\nbefore:\n%s", after, before)
	}
	faulty[*types.NotSupported](t, "vsan", w.pick(first, "vsan", "vmk1", true))
	faulty[*types.NotSupported](t, "vsanWitness", w.pick(first, "vsanWitness", "vmk1", true))
	faulty[*types.InvalidArgument](t, "no type", w.pick(first, "nfs", "vmk1", true))
	faulty[*types.InvalidArgument](t, "no vmk", w.pick(first, "vmotion", "vmk9", true))
	faulty[*types.InvalidArgument](t, "too old", w.pick(second, "vsanExternal", "vmk0", true))
	faulty[*types.PlatformConfigFault](t, "the last with management", w.pick(first, "management", "vmk0", false))
}

func TestStacksOfTheirOwnImplyTheirTraffic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	_, err := w.networks(first).AddVirtualNic(w.ctx, "VM Network", types.HostVirtualNicSpec{Ip: static("10.0.9.1"), NetStackInstanceKey: "vmotion"})
	ok(t, "vmk", err)
	if got := w.selected(first, "vmotion"); !slices.Equal(got, []string{"vmotion.key-vim.host.VirtualNic-vmk1"}) {
		t.Errorf("vMotion: %v", got)
	}
	faulty[*types.InvalidArgument](t, "select", w.pick(first, "vmotion", "vmk1", true))
	faulty[*types.InvalidArgument](t, "deselect", w.pick(first, "vmotion", "vmk1", false))
	faulty[*types.InvalidArgument](t, "another type", w.pick(first, "vSphereReplication", "vmk1", true))
}

func TestVSAN(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	_, err := w.networks(first).AddVirtualNic(w.ctx, "VM Network", spec("10.0.9.1"))
	ok(t, "vmk", err)
	s, err := w.host(first).ConfigManager().VsanSystem(w.ctx)
	ok(t, "system", err)
	set := func(devices ...string) error {
		n := &types.VsanHostConfigInfoNetworkInfo{}
		for _, d := range devices {
			n.Port = append(n.Port, types.VsanHostConfigInfoNetworkInfoPortConfig{Device: d})
		}
		task, err := s.Update(w.ctx, types.VsanHostConfigInfo{NetworkInfo: n})
		if err != nil {
			return err
		}
		return task.Wait(w.ctx)
	}
	if w.read(first, "config.vsanHostConfig").Config.VsanHostConfig.NetworkInfo != nil {
		t.Error("a host without vSAN has ports")
	}
	ok(t, "set", set("vmk1"))
	if got := w.read(first, "config.vsanHostConfig").Config.VsanHostConfig.NetworkInfo; len(got.Port) != 1 || got.Port[0].Device != "vmk1" || !slices.Equal(w.vc.Host(first).Vmk("vmk1").VSAN, []string{"vsan"}) {
		t.Errorf("the ports are %+v", got)
	}
	ok(t, "the list is full", set("vmk0"))
	if h := w.vc.Host(first); len(h.Vmk("vmk1").VSAN) != 0 || len(h.Vmk("vmk0").VSAN) != 1 {
		t.Error("a port that the list leaves out is still there")
	}
	faulty[*types.NotFound](t, "no vmk", set("vmk9"))
	faulty[*types.InvalidArgument](t, "twice", set("vmk0", "vmk0"))
	ok(t, "govmomi's way", w.nics(first).SelectVnic(w.ctx, "vsan", "vmk1"))
	if got := w.selected(first, "vsan"); len(got) != 2 {
		t.Errorf("selected: %v", got)
	}
}

func TestISCSI(t *testing.T) {
	t.Parallel()
	i := twoHosts()
	w := newWorld(t, i, sim.Options{})
	software := func(on bool) error {
		this := *w.read(first, "configManager").ConfigManager.StorageSystem
		_, err := methods.UpdateSoftwareInternetScsiEnabled(w.ctx, w.client.Client, &types.UpdateSoftwareInternetScsiEnabled{This: this, Enabled: on})
		return err
	}
	this := *w.read(first, "configManager").ConfigManager.IscsiManager
	bind := func(hba, device string) error {
		_, err := methods.BindVnic(w.ctx, w.client.Client, &types.BindVnic{This: this, IScsiHbaName: hba, VnicDevice: device})
		return err
	}
	unbind := func(hba, device string) error {
		_, err := methods.UnbindVnic(w.ctx, w.client.Client, &types.UnbindVnic{This: this, IScsiHbaName: hba, VnicDevice: device})
		return err
	}
	n := w.networks(first)
	device, err := n.AddVirtualNic(w.ctx, "VM Network", spec("10.0.9.1"))
	ok(t, "vmk", err)
	faulty[*types.NotFound](t, "software iSCSI is off", bind(standin.SoftwareHBA, device))
	ok(t, "enable", software(true))
	if d := w.read(first, "config.storageDevice").Config.StorageDevice; !d.SoftwareInternetScsiEnabled || len(d.HostBusAdapter) != 3 {
		t.Errorf("adapters: %+v", d)
	}
	ok(t, "bind", bind(standin.SoftwareHBA, device))
	faulty[*types.IscsiFaultVnicAlreadyBound](t, "bind again", bind(standin.SoftwareHBA, device))
	faulty[*types.IscsiFaultVnicNotFound](t, "no vmk", bind(standin.SoftwareHBA, "vmk9"))
	faulty[*types.PlatformConfigFault](t, "disable", software(false))
	faulty[*types.PlatformConfigFault](t, "remove", n.RemoveVirtualNic(w.ctx, device))
	faulty[*types.PlatformConfigFault](t, "address", n.UpdateVirtualNic(w.ctx, device, spec("10.0.9.2")))
	faulty[*types.PlatformConfigFault](t, "a second uplink", n.UpdateVirtualSwitch(w.ctx, "vSwitch0", types.HostVirtualSwitchSpec{Bridge: bond("vmnic0", "vmnic1")}))
	got, err := methods.QueryBoundVnics(w.ctx, w.client.Client, &types.QueryBoundVnics{This: this, IScsiHbaName: standin.SoftwareHBA})
	ok(t, "query", err)
	if len(got.Returnval) != 1 || got.Returnval[0].VnicDevice != device || got.Returnval[0].PnicDevice != "vmnic0" {
		t.Errorf("bound: %+v", got.Returnval)
	}
	candidates, err := methods.QueryCandidateNics(w.ctx, w.client.Client, &types.QueryCandidateNics{This: this, IScsiHbaName: standin.SoftwareHBA})
	ok(t, "query", err)
	if len(candidates.Returnval) != 1 || candidates.Returnval[0].VnicDevice != "vmk0" {
		t.Errorf("candidates: %+v", candidates.Returnval)
	}
	ok(t, "unbind", unbind(standin.SoftwareHBA, device))
	faulty[*types.IscsiFaultVnicNotBound](t, "unbind again", unbind(standin.SoftwareHBA, device))
	faulty[*types.NotFound](t, "no adapter", unbind("vmhba9", device))
	ok(t, "two uplinks", n.UpdateVirtualSwitch(w.ctx, "vSwitch0", types.HostVirtualSwitchSpec{Bridge: bond("vmnic0", "vmnic1")}))
	faulty[*types.IscsiFaultVnicHasMultipleUplinks](t, "two uplinks", bind(standin.SoftwareHBA, device))
	ok(t, "none", n.UpdateVirtualNic(w.ctx, device, types.HostVirtualNicSpec{Ip: &types.HostIpConfig{}}))
	faulty[*types.IscsiFaultInvalidVnic](t, "no address", bind(standin.SoftwareHBA, device))
}

func TestNVMe(t *testing.T) {
	t.Parallel()
	i := twoHosts()
	i.Clusters[0].Hosts[1].State.Version = "7.0"
	w := newWorld(t, i, sim.Options{})
	create := func(name, nic string) error {
		this := *w.read(name, "configManager").ConfigManager.StorageSystem
		_, err := methods.CreateSoftwareAdapter(w.ctx, w.client.Client, &types.CreateSoftwareAdapter{This: this, Spec: &types.HostTcpHbaCreateSpec{Pnic: nic}})
		return err
	}
	ok(t, "create", create(first, "vmnic3"))
	faulty[*types.AlreadyExists](t, "again", create(first, "vmnic3"))
	faulty[*types.PlatformConfigFault](t, "no adapter", create(first, "vmnic9"))
	faulty[*types.NotSupported](t, "too old", create(second, "vmnic3"))
	this := *w.read(first, "configManager").ConfigManager.StorageSystem
	_, err := methods.CreateNvmeOverRdmaAdapter(w.ctx, w.client.Client, &types.CreateNvmeOverRdmaAdapter{This: this, RdmaDeviceName: "vmrdma0"})
	ok(t, "RDMA", err)
	if !slices.Equal(w.vc.Host(first).NVMe, []string{"vmnic3", "vmrdma0"}) {
		t.Errorf("NVMe on %v", w.vc.Host(first).NVMe)
	}
	var names []string
	for _, a := range w.read(first, "config.storageDevice").Config.StorageDevice.HostBusAdapter {
		if tcp, is := a.(*types.HostTcpHba); is {
			names = append(names, tcp.Device+" "+tcp.AssociatedPnic)
		}
	}
	if !slices.Equal(names, []string{"vmhba67 vmnic3"}) {
		t.Errorf("adapters: %v", names)
	}
	_, err = methods.RemoveSoftwareAdapter(w.ctx, w.client.Client, &types.RemoveSoftwareAdapter{This: this, HbaDeviceName: "vmhba67"})
	ok(t, "remove", err)
	_, err = methods.RemoveSoftwareAdapter(w.ctx, w.client.Client, &types.RemoveSoftwareAdapter{This: this, HbaDeviceName: "vmhba1"})
	faulty[*types.NotFound](t, "none", err)
}

func TestMaintenanceAndConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	h := w.host(first)
	wait := func(task *object.Task, err error) error {
		if err != nil {
			return err
		}
		return task.Wait(w.ctx)
	}
	ok(t, "enter", wait(h.EnterMaintenanceMode(w.ctx, 0, false, nil)))
	if s := w.read(first, "runtime.inMaintenanceMode", "summary.runtime.inMaintenanceMode"); !s.Runtime.InMaintenanceMode || !s.Summary.Runtime.InMaintenanceMode {
		t.Error("the host is not in maintenance mode")
	}
	faulty[*types.InvalidState](t, "enter again", wait(h.EnterMaintenanceMode(w.ctx, 0, false, nil)))
	ok(t, "exit", wait(h.ExitMaintenanceMode(w.ctx, 0)))
	faulty[*types.InvalidState](t, "exit again", wait(h.ExitMaintenanceMode(w.ctx, 0)))
	ok(t, "disconnect", wait(h.Disconnect(w.ctx)))
	_, err := w.networks(first).AddVirtualNic(w.ctx, "VM Network", spec("10.0.9.1"))
	faulty[*types.HostNotConnected](t, "a call while disconnected", err)
	faulty[*types.HostNotConnected](t, "maintenance while disconnected", wait(h.EnterMaintenanceMode(w.ctx, 0, false, nil)))
	ok(t, "reconnect", wait(h.Reconnect(w.ctx, nil, nil)))
	if w.vc.Connection(first) != "connected" {
		t.Errorf("connection: %s", w.vc.Connection(first))
	}
	ok(t, "pull the cable", w.vc.Console(first, func(h *standin.Host) { h.Group("Management Network").VLAN = 9 }))
	ok(t, "disconnect", wait(h.Disconnect(w.ctx)))
	faulty[*types.NoHost](t, "reconnect out of reach", wait(h.Reconnect(w.ctx, nil, nil)))
	faulty[*types.NotSupported](t, "destroy", wait(h.Destroy(w.ctx)))
}
