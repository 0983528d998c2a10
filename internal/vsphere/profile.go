package vsphere

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/vmware/govmomi/vapi/esx/settings/clusters/configuration"
	"github.com/vmware/govmomi/vapi/esx/settings/clusters/configuration/drafts"
	"github.com/vmware/govmomi/vapi/rest"
)

// A Profile is the configuration profile of a cluster, by which its vCenter
// keeps the cluster's hosts. Its methods are called one after another.
type Profile struct {
	rest    *apiClient
	cluster string            // its object's id
	names   map[string]string // of hosts, by their objects' ids
	commit  string            // what the document was exported from
	draft   string            // that was made; empty: none
}

// Profile finds the profile of a cluster that hosts were found in, by its name.
// Close it in the end.
func (c *Client) Profile(ctx context.Context, cluster string, hosts []Found) (*Profile, error) {
	p := &Profile{names: map[string]string{}}
	for i := range hosts {
		h := &hosts[i]
		if h.Cluster != cluster || h.refs.parent.Type != "ClusterComputeResource" {
			continue
		}
		if p.cluster != "" && p.cluster != h.refs.parent.Value {
			return nil, fmt.Errorf("there are two clusters %s, and which is meant can't be told", cluster)
		}
		p.cluster = h.refs.parent.Value
		p.names[h.refs.host.Value] = h.Name
	}
	if p.cluster == "" {
		return nil, fmt.Errorf("%s has no cluster %s", c.name, cluster)
	}
	p.rest = &apiClient{client: c, rest: rest.NewClient(c.vim)}
	return p, p.rest.login(ctx)
}

// Close ends the session.
func (p *Profile) Close(ctx context.Context) error { return p.rest.logout(ctx) }

func (p *Profile) path() string { return fmt.Sprintf(configuration.BasePath, p.cluster) }

// draftPath is the path of the draft that was made.
func (p *Profile) draftPath() string { return fmt.Sprintf(drafts.DraftPath, p.cluster, p.draft) }

// Export gives the cluster's document, and its schema. What passwords they hold,
// no error says.
func (p *Profile) Export(ctx context.Context) (document, schema []byte, err error) {
	var info configuration.Info
	if err := p.rest.call(ctx, "export the configuration", http.MethodGet, p.path(), nil, &info); err != nil {
		return nil, nil, err
	}
	p.commit = info.Metadata.Id
	p.rest.hide([]byte(info.Config))
	var answer configuration.SchemaInfo
	if err := p.rest.call(ctx, "export the schema", http.MethodGet, p.path()+"/schema", nil, &answer); err != nil {
		return nil, nil, err
	}
	return []byte(info.Config), []byte(answer.Schema), nil
}

// A Precheck is what vCenter says of a draft before it is applied.
type Precheck struct {
	Errors  []string          // against the whole draft; none where it can be applied
	Hosts   map[string]string // what is wrong on a host, by its name
	Enters  []string          // hosts that enter maintenance mode
	Reboots []string          // hosts that are started anew
}

// draftInfo is a draft as the API shows it; older bindings have no metadata around its state.
type draftInfo struct {
	Metadata struct {
		State  string `json:"state"`
		Parent string `json:"parent_id"`
	} `json:"metadata"`
	State  string          `json:"state"`
	Errors json.RawMessage `json:"errors"`
}

// Precheck makes a draft of a document and has vCenter check it.
func (p *Profile) Precheck(ctx context.Context, document []byte) (*Precheck, error) {
	p.rest.hide(document)
	err := p.rest.call(ctx, "make a draft", http.MethodPost, p.path()+"/drafts", drafts.CreateSpec{Config: string(document)}, &p.draft)
	if err != nil {
		return nil, err
	}
	var info draftInfo
	if err := p.rest.call(ctx, "read the draft", http.MethodGet, p.draftPath(), nil, &info); err != nil {
		return nil, err
	}
	if state := info.Metadata.State + info.State; state != "VALID" {
		said := p.rest.messages(info.Errors)
		return &Precheck{Errors: append([]string{"the draft is " + state}, said...)}, nil
	}
	if parent := info.Metadata.Parent; parent != "" && p.commit != "" && parent != p.commit {
		return &Precheck{Errors: []string{"the cluster's configuration has changed since it was exported"}}, nil
	}
	var task string
	if err := p.rest.call(ctx, "precheck the draft", http.MethodPost, p.draftPath()+"?action=precheck&vmw-task=true", nil, &task); err != nil {
		return nil, err
	}
	result, err := p.rest.wait(ctx, "precheck the draft", task)
	if err != nil {
		return nil, err
	}
	return p.prechecked(result)
}

type hostStatus struct {
	Status        string `json:"status"`
	Notifications struct {
		Errors json.RawMessage `json:"errors"`
	} `json:"notifications"`
}

type hostInfo struct {
	Name string `json:"name"`
}

type precheckResult struct {
	Status     string              `json:"status"`
	Summary    json.RawMessage     `json:"summary"`
	Validation json.RawMessage     `json:"validation_errors"`
	HostInfo   map[string]hostInfo `json:"host_info"`
	Failed     []string            `json:"failed_hosts"`
	Hosts      map[string]struct {
		Status     hostStatus      `json:"status"`
		Summary    json.RawMessage `json:"summary"`
		Validation json.RawMessage `json:"validation_errors"`
		Impact     struct {
			Impact string `json:"impact"`
		} `json:"impact"`
	} `json:"host_precheck"`
}

func (p *Profile) prechecked(text json.RawMessage) (*Precheck, error) {
	var r precheckResult
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, errors.New("the precheck's result can't be read")
	}
	out := &Precheck{Hosts: map[string]string{}}
	for _, id := range slices.Sorted(maps.Keys(r.Hosts)) {
		h, name := r.Hosts[id], p.nameOf(id, r.HostInfo)
		if status := h.Status.Status; status != "OK" && status != "SKIPPED" || slices.Contains(r.Failed, id) {
			said := slices.Concat(p.rest.messages(h.Validation), p.rest.messages(h.Status.Notifications.Errors), p.rest.messages(h.Summary))
			out.Hosts[name] = strings.Join(append([]string{"the precheck says " + status}, said...), ": ")
		}
		switch h.Impact.Impact {
		case "MAINTENANCE_MODE_REQUIRED":
			out.Enters = append(out.Enters, name)
		case "REBOOT_REQUIRED":
			out.Enters = append(out.Enters, name)
			out.Reboots = append(out.Reboots, name)
		}
	}
	for _, id := range r.Failed {
		if name := p.nameOf(id, r.HostInfo); out.Hosts[name] == "" {
			out.Hosts[name] = "the precheck failed"
		}
	}
	if r.Status != "OK" {
		said := slices.Concat(p.rest.messages(r.Validation), p.rest.messages(r.Summary))
		out.Errors = append([]string{"the precheck says " + r.Status}, said...)
	}
	return out, nil
}

// nameOf gives a host's name by its object's id.
func (p *Profile) nameOf(id string, said map[string]hostInfo) string {
	switch {
	case p.names[id] != "":
		return p.names[id]
	case said[id].Name != "":
		return said[id].Name
	}
	return id
}

// A Remediation is how vCenter brought hosts to a document.
type Remediation struct {
	Commit string            // what the draft became
	Done   []string          // hosts on which vCenter says that all went well
	Failed map[string]string // why, by the host's name
	// Skipped are hosts that vCenter left out.
	Skipped []string
	Errors  []string // against the whole run
}

type applyResult struct {
	Status   hostStatus            `json:"status"`
	HostInfo map[string]hostInfo   `json:"host_info"`
	Hosts    map[string]hostStatus `json:"host_status"`
	Failed   []string              `json:"failed_hosts"`
	Skipped  []string              `json:"skipped_hosts"`
}

// Remediate makes the draft the cluster's configuration, and waits until vCenter
// has brought the hosts to it. After an error with a remediation, nobody knows
// what has become of the hosts; without one, nothing was begun.
func (p *Profile) Remediate(ctx context.Context, message string) (*Remediation, error) {
	var done drafts.ApplyResult
	err := p.rest.call(ctx, "apply the draft", http.MethodPost, p.draftPath()+"?action=apply", map[string]string{"message": message}, &done)
	if err != nil && KindOf(err) != Unknown {
		return nil, err
	}
	out := &Remediation{Commit: done.Commit, Failed: map[string]string{}}
	p.draft = "" // it went with being applied
	if err != nil {
		return out, err
	}
	if done.ApplyTask == "" {
		return out, errors.New("vCenter took the configuration and began no remediation")
	}
	text, err := p.rest.wait(ctx, "remediate the cluster", done.ApplyTask)
	if err != nil {
		return out, err
	}
	var r applyResult
	if err := json.Unmarshal(text, &r); err != nil {
		return out, errors.New("the remediation's result can't be read")
	}
	p.remediated(out, &r)
	return out, nil
}

func (p *Profile) remediated(out *Remediation, r *applyResult) {
	for id, h := range r.Hosts {
		switch name := p.nameOf(id, r.HostInfo); {
		case h.Status == "OK" && !slices.Contains(r.Failed, id):
			out.Done = append(out.Done, name)
		case h.Status == "SKIPPED":
			out.Skipped = append(out.Skipped, name)
		default:
			out.Failed[name] = strings.Join(append([]string{"vCenter says " + h.Status}, p.rest.messages(h.Notifications.Errors)...), ": ")
		}
	}
	for _, id := range r.Failed {
		if name := p.nameOf(id, r.HostInfo); out.Failed[name] == "" {
			out.Failed[name] = "vCenter could not remediate it"
		}
	}
	for _, id := range r.Skipped {
		if name := p.nameOf(id, r.HostInfo); !slices.Contains(out.Skipped, name) {
			out.Skipped = append(out.Skipped, name)
		}
	}
	slices.Sort(out.Done)
	slices.Sort(out.Skipped)
	if r.Status.Status != "OK" && r.Status.Status != "" {
		out.Errors = append([]string{"vCenter says " + r.Status.Status}, p.rest.messages(r.Status.Notifications.Errors)...)
	}
}

// Discard takes the draft away, where there is one.
func (p *Profile) Discard(ctx context.Context) error {
	if p.draft == "" {
		return nil
	}
	err := p.rest.call(ctx, "take the draft away", http.MethodDelete, p.draftPath(), nil, nil)
	if err == nil {
		p.draft = ""
	}
	return err
}
