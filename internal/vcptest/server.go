// Package vcptest is a small server of the documented endpoints of vSphere
// Configuration Profiles, before a pretend vCenter that answers all other calls.
//
// Its one rule: it is strict: what the documentation doesn't have, it refuses.
package vcptest

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
)

// A Host is how a host comes out of a precheck and of a remediation. The zero
// value is a host on which all goes well.
type Host struct {
	Name     string
	Impact   string // of a precheck; empty: NO_IMPACT
	Precheck string // its status there; empty: OK
	Apply    string // its status after remediation; empty: OK
	Says     string // the message of its error
}

// Options say how the server behaves. The zero value is one where all goes well.
type Options struct {
	User, Password string
	Config, Schema string
	Hosts          []Host
	Draft          string // the state of a draft; empty: VALID
	Says           string // the message against an invalid draft, or of a precheck that fails as a whole
	Precheck       string // its status; empty: by its hosts
	Apply          string // the status of a remediation; empty: by its hosts
	NoTask         bool   // applying begins no remediation
	Moved          bool   // somebody commits between the export and the draft
	Expire         int    // the session ends before the call of that number, from 1
	Polls          int    // how often a task is still under way when it is looked at
	// Fail maps a call, as "POST drafts", "POST apply", "task apply", to the error it answers with.
	Fail map[string]Failure
	// Apply brings the hosts to a document; nil: nothing happens to them.
	OnApply func(document string) `json:"-"`
}

// A Failure is an error as the API answers with it. A status of 0 cuts the connection.
type Failure struct {
	Status  int
	Type    string
	Message string
}

// A Server is such a server.
type Server struct {
	// Address and Thumbprint are where it is, and its certificate's SHA-256.
	Address, Thumbprint string

	options Options
	inner   *httputil.ReverseProxy
	http    *httptest.Server
	mutex   sync.Mutex
	session int
	calls   []string
	draft   string // its document; empty: none
	config  string
	commits int
	tasks   map[string]*task
}

type task struct {
	kind  string
	polls int
	begin func()
}

// New starts a server before a pretend vCenter. Close it in the end.
func New(vcenter *url.URL, o Options) *Server {
	s := &Server{options: o, config: o.Config, commits: 1, tasks: map[string]*task{}}
	s.inner = httputil.NewSingleHostReverseProxy(&url.URL{Scheme: vcenter.Scheme, Host: vcenter.Host})
	s.inner.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // it is this machine's
	s.http = httptest.NewTLSServer(http.HandlerFunc(s.serve))
	sum := sha256.Sum256(s.http.Certificate().Raw)
	s.Address, s.Thumbprint = s.http.Listener.Addr().String(), hex.EncodeToString(sum[:])
	return s
}

// Close ends it.
func (s *Server) Close() { s.http.Close() }

// Calls are the calls of the API that came, but for looks at tasks.
func (s *Server) Calls() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append([]string(nil), s.calls...)
}

// Config is the cluster's document now.
func (s *Server) Config() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.config
}

// HasDraft says whether a draft is left.
func (s *Server) HasDraft() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.draft != ""
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/rest/com/vmware/cis/session":
		s.sessions(w, r)
	case strings.HasPrefix(r.URL.Path, "/api/"):
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.api(w, r)
	default:
		s.inner.ServeHTTP(w, r)
	}
}

func (s *Server) sessions(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if r.Method == http.MethodDelete {
		w.WriteHeader(http.StatusOK)
		return
	}
	user, password, _ := r.BasicAuth()
	if user != s.options.User || password != s.options.Password {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s.session++
	answer(w, http.StatusOK, map[string]string{"value": s.token()})
}

func (s *Server) token() string { return fmt.Sprintf("session-%d", s.session) }

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

type object = map[string]any

func message(text string) object {
	return object{"id": "x.y", "default_message": text, "args": []string{}}
}

func (s *Server) refuse(w http.ResponseWriter, f Failure) {
	if f.Status == 0 {
		panic(http.ErrAbortHandler) // cuts the connection, and is not logged
	}
	answer(w, f.Status, object{"error_type": f.Type, "messages": []object{message(f.Message)}})
}

// api answers one call. Its name is what Fail and Calls call it.
func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	if id, ok := strings.CutPrefix(r.URL.Path, "/api/cis/tasks/"); ok && r.Method == http.MethodGet {
		s.look(w, id)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/api/esx/settings/clusters/domain-c")
	_, below, found := strings.Cut(rest, "/configuration")
	name := r.Method + " " + strings.Trim(below, "/")
	if action := r.URL.Query().Get("action"); action != "" {
		name = r.Method + " " + action
	}
	s.calls = append(s.calls, name)
	if s.options.Expire == len(s.calls) {
		s.session++
	}
	if r.Header.Get("vmware-api-session-id") != s.token() {
		s.refuse(w, Failure{http.StatusUnauthorized, "UNAUTHENTICATED", "no session"})
		return
	}
	if f, fails := s.options.Fail[name]; fails {
		s.refuse(w, f)
		return
	}
	if !ok || !found {
		s.refuse(w, Failure{http.StatusNotFound, "NOT_FOUND", "no such cluster"})
		return
	}
	s.configuration(w, r, name)
}

func (s *Server) configuration(w http.ResponseWriter, r *http.Request, name string) {
	var body struct{ Config, Message string }
	if r.ContentLength > 0 {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			s.refuse(w, Failure{http.StatusBadRequest, "INVALID_ARGUMENT", "the body is no JSON"})
			return
		}
	}
	task := r.URL.Query().Get("vmw-task") == "true"
	switch {
	case name == "GET ":
		answer(w, http.StatusOK, object{"config": s.config, "metadata": object{"id": s.commit()}})
		if s.options.Moved {
			s.commits++
		}
	case name == "GET schema":
		answer(w, http.StatusOK, object{"source": "X", "schema": s.options.Schema})
	case name == "POST drafts" && s.draft != "":
		s.refuse(w, Failure{http.StatusBadRequest, "ALREADY_EXISTS", "The user has a draft already."})
	case name == "POST drafts":
		s.draft = body.Config
		answer(w, http.StatusCreated, "draft-7")
	case s.draft == "" || !strings.Contains(r.URL.Path, "/drafts/draft-7"):
		s.refuse(w, Failure{http.StatusNotFound, "NOT_FOUND", "no such draft"})
	case name == "GET drafts/draft-7":
		s.info(w)
	case name == "DELETE drafts/draft-7":
		s.draft = ""
		w.WriteHeader(http.StatusNoContent)
	case name == "POST precheck" && task:
		answer(w, http.StatusAccepted, s.start("precheck", nil))
	case name == "POST apply" && !task && s.state() == "VALID":
		s.apply(w)
	default:
		s.refuse(w, Failure{http.StatusBadRequest, "INVALID_ARGUMENT", "not documented: " + name})
	}
}

func (s *Server) commit() string { return fmt.Sprintf("commit-%d", s.commits) }

func (s *Server) state() string {
	if s.options.Draft != "" {
		return s.options.Draft
	}
	return "VALID"
}

func (s *Server) info(w http.ResponseWriter) {
	out := object{"metadata": object{"id": "draft-7", "parent_id": s.commit(), "owner": "x", "state": s.state(), "revision": 0}}
	if s.state() != "VALID" {
		out["errors"] = object{"errors": object{"/profile/esx": object{"display_path": []string{"esx"}, "errors": []object{{"message": message(s.options.Says)}}}}}
	}
	answer(w, http.StatusOK, out)
}

func (s *Server) start(kind string, begin func()) string {
	id := fmt.Sprintf("task-%d", len(s.tasks)+1)
	s.tasks[id] = &task{kind: kind, polls: s.options.Polls, begin: begin}
	return id
}

func (s *Server) apply(w http.ResponseWriter) {
	document := s.draft
	s.config, s.draft = document, ""
	s.commits++
	out := object{"commit": s.commit()}
	if !s.options.NoTask {
		out["apply_task"] = s.start("apply", func() {
			if s.options.OnApply != nil {
				s.options.OnApply(document)
			}
		})
	}
	answer(w, http.StatusOK, out)
}

// look shows a task.
func (s *Server) look(w http.ResponseWriter, id string) {
	t := s.tasks[id]
	if t == nil {
		s.refuse(w, Failure{http.StatusNotFound, "NOT_FOUND", "no such task"})
		return
	}
	out := object{"description": message(t.kind), "service": "x", "operation": t.kind, "cancelable": false, "status": "RUNNING"}
	if t.polls > 0 {
		t.polls--
		answer(w, http.StatusOK, out)
		return
	}
	if t.begin != nil {
		t.begin()
		t.begin = nil
	}
	if f, fails := s.options.Fail["task "+t.kind]; fails {
		out["status"], out["error"] = "FAILED", object{"error_type": f.Type, "messages": []object{message(f.Message)}}
		answer(w, http.StatusOK, out)
		return
	}
	out["status"] = "SUCCEEDED"
	if t.kind == "precheck" {
		out["result"] = s.prechecked()
	} else {
		out["result"] = s.applied()
	}
	answer(w, http.StatusOK, out)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// A list of hosts by how they came out.
type sorted struct {
	info, hosts                   object
	successful, failures, skipped []string
}

func (s *Server) sort(status func(Host) string, result func(Host, object) any) (out sorted) {
	out = sorted{info: object{}, hosts: object{}, successful: []string{}, failures: []string{}, skipped: []string{}}
	for i, h := range s.options.Hosts {
		id := fmt.Sprintf("host-%d", 9000+i)
		out.info[id] = object{"name": h.Name, "is_vsan_witness": false}
		st := object{"status": or(status(h), "OK")}
		if h.Says != "" && st["status"] != "OK" {
			st["notifications"] = object{"errors": []object{{"id": "e", "message": message(h.Says)}}}
		}
		out.hosts[id] = result(h, st)
		switch st["status"] {
		case "OK":
			out.successful = append(out.successful, id)
		case "SKIPPED":
			out.skipped = append(out.skipped, id)
		default:
			out.failures = append(out.failures, id)
		}
	}
	return out
}

func (s *Server) prechecked() object {
	by := s.sort(func(h Host) string { return h.Precheck }, func(h Host, status object) any {
		return object{"status": status, "summary": message("precheck of " + h.Name), "impact": object{"impact": or(h.Impact, "NO_IMPACT"), "info": []object{}}}
	})
	overall := "OK"
	if len(by.failures) > 0 {
		overall = "ERROR"
	}
	return object{
		"status": or(s.options.Precheck, overall), "software_commit": "1", "end_time": "2026-01-01T00:00:00Z",
		"summary": message(or(s.options.Says, "checked")), "remediation_summary": []object{}, "remediation_notes": []object{}, "host_info": by.info,
		"host_precheck": by.hosts, "successful_hosts": by.successful, "failed_hosts": by.failures, "skipped_hosts": by.skipped,
	}
}

func (s *Server) applied() object {
	by := s.sort(func(h Host) string { return h.Apply }, func(_ Host, status object) any { return status })
	overall := "OK"
	if len(by.failures) > 0 {
		overall = "ERROR"
	}
	return object{
		"status": object{"status": or(s.options.Apply, overall)}, "commit": s.commit(), "software_commit": "1", "host_info": by.info,
		"host_status": by.hosts, "successful_hosts": by.successful, "failed_hosts": by.failures, "skipped_hosts": by.skipped,
	}
}
