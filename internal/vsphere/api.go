package vsphere

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/vmware/govmomi/vapi/cis/tasks"
	"github.com/vmware/govmomi/vapi/rest"
)

// An apiClient speaks to vCenter's REST API. It has a session of its own, which
// is begun anew where it ended.
type apiClient struct {
	client *Client
	rest   *rest.Client
	secret map[string]bool // texts that no error says
}

const (
	sessionHeader = "vmware-api-session-id"
	hidden        = "…"
	shortest      = 4                // of a text that is worth hiding
	largest       = 64 << 20         // bytes of an answer
	firstPoll     = time.Second / 5  // between two looks at a task
	lastPoll      = 10 * time.Second // it is doubled up to this
	patientPolls  = 10               // looks that may fail one after another
)

func (a *apiClient) login(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.client.login.Timeout)
	defer cancel()
	err := a.rest.Login(ctx, url.UserPassword(a.client.login.User, a.client.login.Password))
	if err == nil {
		return nil
	}
	if rest.IsStatusError(err, http.StatusUnauthorized) {
		return &Fault{Kind: Refused, What: "log in to the REST API as " + a.client.login.User, Said: "the user name or the password is wrong", err: err}
	}
	return &Fault{Kind: Refused, What: "log in to the REST API", Said: a.scrub(err.Error()), err: err}
}

func (a *apiClient) logout(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.client.login.Timeout)
	defer cancel()
	return a.rest.Logout(ctx)
}

// call makes a call and reads its answer. What was attempted is for people.
func (a *apiClient) call(ctx context.Context, what, method, path string, body, into any) error {
	err := a.once(ctx, what, method, path, body, into)
	var f *Fault
	if errors.As(err, &f) && f.Name == unauthenticatedError {
		if err := a.login(ctx); err != nil {
			return err
		}
		return a.once(ctx, what, method, path, body, into)
	}
	return err
}

// unauthenticatedError is how the API calls the end of a session.
const unauthenticatedError = "UNAUTHENTICATED"

func (a *apiClient) once(ctx context.Context, what, method, path string, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, a.client.login.Timeout)
	defer cancel()
	path, query, _ := strings.Cut(path, "?")
	u := *a.rest.Resource(path).Request(http.MethodGet).URL
	u.RawQuery = query
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), &text)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(sessionHeader, a.rest.SessionID())
	err = a.rest.Client.Do(ctx, req, func(res *http.Response) error { return a.answer(what, res, into) })
	var f *Fault
	if err == nil || errors.As(err, &f) {
		return err
	}
	kind := Unknown // whether it took effect
	if method == http.MethodGet || unsent(err) {
		kind = Away
	}
	return &Fault{Kind: kind, What: what, Said: a.scrub(err.Error()), err: err}
}

// answer reads what the server says.
func (a *apiClient) answer(what string, res *http.Response, into any) error {
	text, err := io.ReadAll(io.LimitReader(res.Body, largest))
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusOK && res.StatusCode < http.StatusMultipleChoices {
		if into == nil || len(text) == 0 {
			return nil
		}
		if err := json.Unmarshal(text, into); err != nil {
			return &Fault{Kind: Unknown, What: what, Said: "the answer can't be read"}
		}
		return nil
	}
	f := &Fault{Kind: Refused, What: what, Said: res.Status}
	if res.StatusCode >= http.StatusInternalServerError {
		f.Kind = Unknown
	}
	var said struct {
		Type string `json:"error_type"`
	}
	if json.Unmarshal(text, &said) == nil {
		f.Name = said.Type
	}
	if m := a.messages(text); len(m) > 0 {
		f.Said = strings.Join(m, ": ")
	}
	if res.StatusCode == http.StatusUnauthorized {
		f.Name = unauthenticatedError
	}
	f.Hint = apiHints[f.Name]
	return f
}

// apiHints say what to do about errors of the API.
var apiHints = map[string]string{
	"NOT_FOUND":                    "is the cluster managed by a configuration profile?",
	"UNAUTHORIZED":                 "the user needs VcIntegrity.ClusterConfiguration.View, Export, Modify and Remediate",
	"ALREADY_EXISTS":               "a user has one draft a cluster: finish it in the client, or discard it there",
	"NOT_ALLOWED_IN_CURRENT_STATE": "another task may be under way",
}

// A taskInfo is what is looked at of a task.
type taskInfo struct {
	Status tasks.Status    `json:"status"`
	Error  json.RawMessage `json:"error"`
	Result json.RawMessage `json:"result"`
}

// wait looks at a task until it is over, and gives its result.
func (a *apiClient) wait(ctx context.Context, what, task string) (json.RawMessage, error) {
	pauseFor, failures := firstPoll, 0
	for {
		var info taskInfo
		err := a.call(ctx, "look at the task "+task, http.MethodGet, tasks.TasksPath+"/"+url.PathEscape(task), nil, &info)
		switch {
		case err != nil && ctx.Err() == nil && failures < patientPolls && KindOf(err) != Refused:
			failures++
		case err != nil:
			return nil, &Fault{Kind: Unknown, What: what, Said: err.Error(), Hint: "the task " + task + " goes on in vCenter", err: err}
		case info.Status == tasks.Succeeded:
			return info.Result, nil
		case info.Status == tasks.Failed, info.Status == tasks.Blocked:
			said := slices.Concat(a.messages(info.Error), a.messages(info.Result))
			return nil, &Fault{Kind: Unknown, What: what, Said: strings.Join(append(said, "the task "+task+" is "+string(info.Status)), ": ")}
		default:
			failures = 0
		}
		if !pause(ctx, pauseFor) {
			return nil, &Fault{Kind: Unknown, What: what, Said: "it was not waited for any longer", Hint: "the task " + task + " goes on in vCenter", err: ctx.Err()}
		}
		pauseFor = min(2*pauseFor, lastPoll)
	}
}

// messages are the messages for people in an answer, wherever they stand in it.
func (a *apiClient) messages(text []byte) []string {
	var v any
	if len(text) == 0 || json.Unmarshal(text, &v) != nil {
		return nil
	}
	var out []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if said, ok := v["default_message"].(string); ok && said != "" {
				if local, ok := v["localized"].(string); ok && local != "" {
					said = local
				}
				if said = a.scrub(said); !slices.Contains(out, said) {
					out = append(out, said)
				}
				return
			}
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(v[k])
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(v)
	return out
}

// hide takes note of the passwords in a document, so that no error says them.
func (a *apiClient) hide(document []byte) {
	if a.secret == nil {
		a.secret = map[string]bool{}
	}
	var v any
	if json.Unmarshal(document, &v) != nil {
		return
	}
	var walk func(v any, inside bool)
	walk = func(v any, inside bool) {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				k = strings.ToLower(k)
				walk(x, inside || strings.Contains(k, "password") || strings.Contains(k, "secret") || strings.Contains(k, "passphrase") || strings.Contains(k, "private_key"))
			}
		case []any:
			for _, x := range v {
				walk(x, inside)
			}
		case string:
			if inside && len(v) >= shortest {
				a.secret[v] = true
			}
		}
	}
	walk(v, false)
}

// scrub takes passwords out of a text, long ones first, for one may hold another.
func (a *apiClient) scrub(text string) string {
	all := slices.Collect(maps.Keys(a.secret))
	if p := a.client.login.Password; len(p) >= shortest {
		all = append(all, p)
	}
	slices.SortFunc(all, func(x, y string) int { return len(y) - len(x) })
	for _, s := range all {
		text = strings.ReplaceAll(text, s, hidden)
	}
	return text
}
