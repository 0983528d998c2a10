package vsphere

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmware/govmomi/cli/esx"

	own "github.com/vmkgen/vmkgen/internal/esx"
)

// Esxcli runs a command of the host's esxcli, through the server, and gives its
// answer as records: the values of each field by its name. Options are written
// --name=value.
func (h *Host) Esxcli(ctx context.Context, args ...string) ([]map[string][]string, error) {
	out, err := h.execute(ctx, args)
	return out, h.client.fault("run esxcli "+strings.Join(args, " "), h.name, err)
}

func (h *Host) execute(ctx context.Context, args []string) ([]map[string][]string, error) {
	if h.commands == nil {
		e, err := esx.NewExecutor(ctx, h.client.vim, h.refs.host)
		if err != nil {
			return nil, err
		}
		h.commands = e
	}
	args, err := h.spelled(ctx, args)
	if err != nil {
		return nil, err
	}
	res, err := h.commands.Run(ctx, args)
	if err != nil {
		return nil, err
	}
	out := make([]map[string][]string, len(res.Values))
	for i, v := range res.Values {
		out[i] = v
	}
	return out, nil
}

// spelled writes options so that govmomi passes them on as they are: it knows
// no flags without a value, does not escape what it puts into XML, and ends the
// process at an option that the host's command lacks.
func (h *Host) spelled(ctx context.Context, args []string) ([]string, error) {
	at := slices.IndexFunc(args, func(a string) bool { return strings.HasPrefix(a, "-") })
	if at < 0 {
		return args, nil
	}
	if at < 2 {
		return nil, fmt.Errorf("%q is no command of esxcli", strings.Join(args, " "))
	}
	info, err := h.commands.CommandInfoMethod(ctx, esx.NewCommand(args[:at]))
	if err != nil {
		return nil, err
	}
	out := slices.Clone(args[:at])
	for _, a := range args[at:] {
		name, value, given := strings.Cut(a, "=")
		if !given {
			value = "true"
		}
		if !slices.ContainsFunc(info.Param, func(p esx.CommandInfoParam) bool { return slices.Contains(p.Aliases, name) }) {
			return nil, fmt.Errorf("the host's esxcli %s has no option %s", strings.Join(args[:at], " "), name)
		}
		var b strings.Builder
		if err := xml.EscapeText(&b, []byte(value)); err != nil {
			return nil, err
		}
		out = append(out, name+"="+b.String())
	}
	return out, nil
}

// run runs a command that changes something.
func (h *Host) run(ctx context.Context, args ...string) error {
	h.unseen = true
	_, err := h.execute(ctx, args)
	return err
}

// command is a call that runs a command which changes something.
func (h *Host) command(what string, args ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		return h.client.fault(what, h.name, h.run(ctx, args...))
	}
}

// A Probe says what is pinged from a vmk.
type Probe struct {
	Device string // vmk that the packets leave by
	Stack  string // its stack, by the language's name
	To     netip.Addr
	Size   int  // bytes of payload; 0: what esxcli sends
	Whole  bool // forbid fragments
	Count  int  // packets; 0: 3
}

// Ping sends packets from a vmk and says how many of them were answered.
func (h *Host) Ping(ctx context.Context, p Probe) (sent, answered int, err error) {
	sent = p.Count
	if sent <= 0 {
		sent = 3
	}
	args := []string{
		"network", "diag", "ping", "--interface=" + p.Device, "--netstack=" + own.StackKey(p.Stack), "--host=" + p.To.String(), "--count=" + strconv.Itoa(sent),
	}
	if p.Size > 0 {
		args = append(args, "--size="+strconv.Itoa(p.Size))
	}
	if p.Whole {
		args = append(args, "--df")
	}
	if p.To.Is6() {
		args = append(args, "--ipv6")
	}
	records, err := h.execute(ctx, args)
	if err == nil {
		answered, err = received(records)
	}
	return sent, answered, h.client.fault("ping "+p.To.String()+" from "+p.Device, h.name, err)
}

// received reads how many packets were answered out of a ping's summary.
func received(records []map[string][]string) (int, error) {
	for _, r := range records {
		for _, name := range []string{"Recieved", "Received"} { //nolint:misspell // esxcli has both spellings
			if v := r[name]; len(v) > 0 {
				return strconv.Atoi(v[0])
			}
		}
	}
	return 0, errors.New("esxcli's answer has no summary")
}

func itoa(n int) string { return strconv.Itoa(n) }
