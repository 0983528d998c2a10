package script

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/internal/importer"
)

// What a script may have at most, lest it costs more to read than any host
// would be worth.
const (
	maxNesting = 50_000 // brackets, in all
	maxSteps   = 20_000 // commands, loops unrolled
	maxDepth   = 16     // functions that call functions
	maxValue   = 4096   // bytes of a variable's value
)

// A shell follows a script without running it.
type shell struct {
	*reading
	before int // lines of the file before the text
	vars   map[string]string
	args   []string // of the function that is followed
	bodies map[string]*syntax.Stmt
	steps  int
	depth  int
	unsure int // the line of the condition that what is followed stands under; 0: none
	others int // commands that have nothing to do with networking
}

// shell reads the text of a script, which begins after so many lines of its file.
func (r *reading) shell(text string, before int) {
	if strings.Count(text, "(")+strings.Count(text, "{")+strings.Count(text, "`") > maxNesting {
		r.diags = append(r.diags, importer.Fault(diag.SourceTooLarge, r.file, 0, "it has more brackets than any script", ""))
		return
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), r.file)
	if err != nil {
		line, what := 0, err.Error()
		if bad, ok := errors.AsType[syntax.ParseError](err); ok {
			line, what = int(bad.Pos.Line())+before, bad.Text
		}
		r.diags = append(r.diags, importer.Fault(diag.SourceBroken, r.file, line, "this is no shell script, or not all of one: "+what, "was the file cut off?"))
		return
	}
	s := &shell{reading: r, before: before, vars: map[string]string{}, bodies: map[string]*syntax.Stmt{}}
	s.stmts(file.Stmts)
	if s.others > 0 {
		r.host.Aside("what the script sets beside VMkernel networking (%d times)", s.others)
	}
}

func (s *shell) at(n syntax.Node) int { return int(n.Pos().Line()) + s.before }

func (s *shell) skip(n syntax.Node, format string, args ...any) {
	s.diags = append(s.diags, importer.Fault(diag.ImportUnread, s.file, s.at(n), fmt.Sprintf(format, args...), "say it in the configuration by hand"))
}

func (s *shell) stmts(all []*syntax.Stmt) {
	for _, st := range all {
		s.stmt(st)
	}
}

func (s *shell) stmt(st *syntax.Stmt) {
	if st == nil || s.steps > maxSteps {
		return
	}
	if s.steps++; s.steps > maxSteps {
		s.diags = append(s.diags, importer.Fault(diag.SourceTooLarge, s.file, s.at(st), "its loops come to more commands than any script has", ""))
		return
	}
	switch c := st.Cmd.(type) {
	case *syntax.CallExpr:
		s.call(c)
	case *syntax.DeclClause:
		for _, a := range c.Args {
			s.assign(a)
		}
	case *syntax.BinaryCmd:
		s.binary(c)
	case *syntax.Block:
		s.stmts(c.Stmts)
	case *syntax.Subshell:
		s.stmts(c.Stmts)
	case *syntax.IfClause:
		s.branch(c)
	case *syntax.ForClause:
		s.loop(c)
	case *syntax.CaseClause:
		s.choice(c)
	case *syntax.FuncDecl:
		s.bodies[c.Name.Value] = c.Body
	case nil:
	default:
		s.setters(st, "how often it runs, or whether, shows on the host only")
	}
}

// assign keeps the value of a variable, as far as it shows without a host.
func (s *shell) assign(a *syntax.Assign) {
	if a.Name == nil {
		return
	}
	delete(s.vars, a.Name.Value)
	if a.Array != nil || a.Append || a.Index != nil {
		return
	}
	if a.Value == nil {
		if !a.Naked {
			s.vars[a.Name.Value] = ""
		}
		return
	}
	if v, ok := s.value(a.Value); ok && len(v) <= maxValue {
		s.vars[a.Name.Value] = v
	}
}

func (s *shell) binary(c *syntax.BinaryCmd) {
	switch c.Op {
	case syntax.AndStmt, syntax.OrStmt:
		s.stmt(c.X)
		if s.sets(c.X) {
			if c.Op == syntax.AndStmt {
				s.stmt(c.Y)
			} else {
				s.setters(c.Y, "it runs only where the command before it fails")
			}
			return
		}
		s.under(s.at(c.X), func() { s.stmt(c.Y) })
	default: // a pipe
		s.stmt(c.X)
		s.setters(c.Y, "what it is handed shows on the host only")
	}
}

// under follows what stands under a condition, as if that held.
func (s *shell) under(line int, do func()) {
	was := s.unsure
	s.unsure = line
	do()
	s.unsure = was
}

// branch takes the one branch that sets something for taken: the other says
// that it is there already. Where several do, it depends on the host.
func (s *shell) branch(c *syntax.IfClause) {
	var setting [][]*syntax.Stmt
	for at := c; at != nil; at = at.Else {
		if s.sets(&syntax.Block{Stmts: at.Then}) {
			setting = append(setting, at.Then)
		}
	}
	switch len(setting) {
	case 0:
		s.forget(c)
	case 1:
		s.under(s.at(c), func() { s.stmts(setting[0]) })
	default:
		s.setters(c, "which branch is taken shows on the host only")
		s.forget(c)
	}
}

// forget drops what is known of variables that are set somewhere inside.
func (s *shell) forget(n syntax.Node) {
	syntax.Walk(n, func(in syntax.Node) bool {
		if a, ok := in.(*syntax.Assign); ok && a.Name != nil {
			delete(s.vars, a.Name.Value)
		}
		return true
	})
}

func (s *shell) loop(c *syntax.ForClause) {
	words, ok := c.Loop.(*syntax.WordIter)
	if !ok {
		s.setters(c, "how often it runs shows on the host only")
		return
	}
	items, known := s.fields(words.Items)
	if !known {
		s.setters(c, "what its loop goes over shows on the host only")
		s.forget(c)
		return
	}
	for _, item := range items {
		s.vars[words.Name.Value] = item
		s.stmts(c.Do)
	}
}

func (s *shell) choice(c *syntax.CaseClause) {
	word, known := s.value(c.Word)
	for _, item := range c.Items {
		for _, p := range item.Patterns {
			pattern, ok := s.value(p)
			switch {
			case !ok, !known, strings.ContainsAny(pattern, "*?["):
				known = known && pattern == "*"
			case pattern == word:
				s.stmts(item.Stmts)
				return
			}
		}
	}
	s.setters(c, "which case it is shows on the host only")
	s.forget(c)
}

// sets says whether something inside sets networking.
func (s *shell) sets(n syntax.Node) (found bool) {
	s.calls(n, func(*syntax.CallExpr) { found = true })
	return found
}

// setters tells of everything inside that sets networking.
func (s *shell) setters(n syntax.Node, why string) {
	s.calls(n, func(c *syntax.CallExpr) { s.skip(c, "it is not taken: %s", why) })
}

// calls goes through the commands inside that set networking, functions included.
func (s *shell) calls(n syntax.Node, take func(*syntax.CallExpr)) {
	syntax.Walk(n, func(in syntax.Node) bool {
		c, ok := in.(*syntax.CallExpr)
		if !ok || len(c.Args) == 0 {
			return true
		}
		words := make([]string, len(c.Args))
		for i, w := range c.Args {
			words[i] = w.Lit()
		}
		body := s.bodies[words[0]]
		if settles(words) || body != nil && s.depth < maxDepth && s.within(body) {
			take(c)
		}
		return true
	})
}

func (s *shell) within(body *syntax.Stmt) bool {
	s.depth++
	defer func() { s.depth-- }()
	return s.sets(body)
}

// settles says whether a command changes a host's networking.
func settles(words []string) bool {
	switch path.Base(words[0]) {
	case "esxcli", "localcli":
		if !slices.ContainsFunc(words, func(w string) bool {
			return w == "add" || w == "set" || w == "remove" || w == "enable" || w == "disable"
		}) {
			return false
		}
		return slices.ContainsFunc(words[1:], func(w string) bool {
			return w == "network" || w == "vsan" || w == "iscsi" || w == "nvme" || w == "hostname"
		})
	case "esxcfg-vmknic", "esxcfg-vswitch", "esxcfg-route":
		return len(words) > 1 && words[1] != "-l" && words[1] != "--list"
	case "vim-cmd":
		return len(words) > 1 && (strings.HasPrefix(words[1], "hostsvc/vmotion") || strings.HasPrefix(words[1], "hostsvc/net/") && words[1] != "hostsvc/net/info" && words[1] != "hostsvc/net/refresh")
	}
	return false
}

// call follows a simple command.
func (s *shell) call(c *syntax.CallExpr) {
	if len(c.Args) == 0 {
		for _, a := range c.Assigns {
			s.assign(a)
		}
		return
	}
	name := c.Args[0].Lit()
	if name == "" {
		name, _ = s.value(c.Args[0])
	}
	base := path.Base(name)
	switch {
	case s.bodies[name] != nil:
		s.function(c, s.bodies[name])
	case base == "esxcli" || base == "localcli":
		s.esxcli(c)
	case base == "local" || base == "readonly" || base == "export":
	case base == "eval" || base == "sh" || base == "ssh" || base == "xargs":
		s.skip(c, "what %s runs is not followed", base)
	default:
		words := make([]string, len(c.Args))
		for i, w := range c.Args {
			words[i] = w.Lit()
		}
		words[0] = base
		if settles(words) {
			s.skip(c, "vmkgen reads esxcli, and not %s", base)
		} else if base == "vim-cmd" || strings.HasPrefix(base, "esxcfg-") {
			s.others++
		}
	}
}

func (s *shell) function(c *syntax.CallExpr, body *syntax.Stmt) {
	args, ok := s.fields(c.Args[1:])
	switch {
	case s.depth >= maxDepth:
		s.skip(c, "functions call each other too often")
		return
	case !ok:
		s.setters(c, "what its function is handed shows on the host only")
		return
	}
	was := s.args
	s.args = args
	s.depth++
	s.stmt(body)
	s.depth--
	s.args = was
}

func (s *shell) esxcli(c *syntax.CallExpr) {
	words, ok := s.fields(c.Args[1:])
	if !ok {
		lit := make([]string, len(c.Args))
		for i, w := range c.Args {
			lit[i] = w.Lit()
		}
		if settles(lit) {
			s.skip(c, "it is not taken: some of it shows on the host only")
		}
		return
	}
	if len(words) > 0 && !slices.Contains([]string{"network", "vsan", "iscsi", "nvme"}, words[0]) && !strings.HasPrefix(strings.Join(words, " "), "system hostname") {
		s.others++
		return
	}
	call, err := esxcli.Parse(words)
	switch {
	case errors.Is(err, esxcli.ErrHelp):
	case err != nil && settles(append([]string{"esxcli"}, words...)):
		s.skip(c, "esxcli would refuse it, or vmkgen doesn't know it: %s", strings.TrimPrefix(err.Error(), "Error: "))
	case err == nil:
		if unread := s.host.Run(call); unread != "" {
			s.skip(c, "%s", unread)
		} else if s.unsure > 0 && settles(append([]string{"esxcli"}, words...)) {
			s.host.Guess("what the script does under the condition of line %d", s.unsure)
		}
	}
}
