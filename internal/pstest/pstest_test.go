package pstest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/pstest"
)

func run(t *testing.T, src string) (pstest.Result, error) {
	t.Helper()
	s, err := pstest.Parse(src)
	if err != nil {
		return pstest.Result{}, err
	}
	return s.Run(pstest.Options{Cmdlets: map[string]pstest.Cmdlet{
		"Get-Thing": {Params: map[string]string{"Name": "string", "All": "switch"}, Do: func(given map[string]any) (any, error) {
			if given["Name"] == "bad" {
				return nil, pstest.Fail("no such thing")
			}
			return pstest.List("one", "two"), nil
		}},
	}})
}

// TestRun holds what the scripts lean on, as PowerShell does it.
func TestRun(t *testing.T) {
	t.Parallel()
	stop := "$ErrorActionPreference = 'Stop'\n"
	for name, c := range map[string]struct {
		src  string
		want []any
	}{
		"logical operators bind alike, from the left": {"$true -or $true -and $false", []any{false}},
		"comparison before logic":                     {"1 -eq 1 -and 'a' -ceq 'a'", []any{true}},
		"exact comparison":                            {"'vmk1' -ceq 'VMK1'; 'vmk1' -ieq 'VMK1'", []any{false, true}},
		"contains takes whole items":                  {"@('vmk10') -ccontains 'vmk1'", []any{false}},
		"output of a function is unrolled":            {"function Get-X { @(1, 2) }\n$x = Get-X\n$x.Count", []any{2}},
		"one output is no array":                      {"function Get-X { @('a') }\n$x = Get-X\n$x", []any{"a"}},
		"no output is nothing":                        {"function Get-X { return }\n$x = Get-X\n$null -eq $x", []any{true}},
		"at-brackets keep an array":                   {"function Get-X { return }\n@(Get-X).Count", []any{0}},
		"at-brackets round nothing hold it":           {"@($null).Count", []any{1}},
		"foreach over nothing":                        {"foreach ($x in $null) { $x }", nil},
		"plus joins arrays":                           {"$a = @(1)\n$a += @(2, 3)\n$a.Count", []any{3}},
		"hash keys have no case":                      {"$h = @{ A = 1 }\n$h['a']", []any{1}},
		"a missing key by index is nothing":           {"$h = @{}\n$null -eq $h['x']", []any{true}},
		"a callee sees its caller's variables":        {"function Get-X { $y }\n$y = 5\nGet-X", []any{5}},
		"a callee's variables stay its own":           {"function Get-X { $y = 1 }\n$y = 5\nGet-X\n$y", []any{5}},
		"text with variables":                         {"$a = @{ b = 'c' }\n\"x $($a.b) ${a2}\"", nil},
		"catch has the message":                       {stop + "try { Get-Thing -Name 'bad' } catch { $_.Exception.Message }", []any{"no such thing"}},
		"finally runs at exit":                        {"try { exit 3 } finally { 'last' }", []any{"last"}},
		"filter":                                      {"@('a', 'b') | Where-Object -FilterScript { $_ -cne 'a' }", []any{"b"}},
		"split by a pattern":                          {"('a, b' -split '[, ]+').Count", []any{2}},
		"versions compare by number":                  {"[version]'8.0.10' -lt [version]'8.0.3'", []any{false}},
		"addresses have one spelling":                 {"[System.Net.IPAddress]::Parse('FD00:0::1').ToString()", []any{"fd00::1"}},
		"typographic quotes end texts":                {"\uFEFF'a’’b'", []any{"a’b"}},
		"splatting":                                   {stop + "$s = @{ Name = 'x' }\nGet-Thing @s -All", []any{"one", "two"}},
		"match fills Matches":                         {"if ('vc:8443' -match '^(.+):(\\d+)$') { $Matches[2] }", []any{"8443"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := run(t, c.src)
			if strings.Contains(c.src, "a2") {
				if err == nil {
					t.Fatal("a variable that was never set went through")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, r.Output); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRefuses holds what must never pass unseen.
func TestRefuses(t *testing.T) {
	t.Parallel()
	stop := "$ErrorActionPreference = 'Stop'\n"
	for name, src := range map[string]string{
		"unknown command":        stop + "Get-Nothing -Name 'x'",
		"unknown parameter":      stop + "Get-Thing -Nome 'x'",
		"positional argument":    stop + "Get-Thing 'x'",
		"wrong type":             stop + "Get-Thing -Name 1",
		"parameter twice":        stop + "$s = @{ Name = 'x' }\nGet-Thing @s -Name 'y'",
		"errors not stopping":    "Get-Thing -Name 'x'",
		"missing key":            "$h = @{}\n$h.x",
		"index out of range":     "@(1)[1]",
		"unset variable":         "$x",
		"mixed comparison":       "'1' -ceq 1",
		"member of a text":       "'a'.Length",
		"unknown operator":       "1 -shl 2",
		"scope in a text":        "\"$a:b\"",
		"two statements a line":  "$a = 1 $b = 2",
		"automatic variable":     "$host = 1",
		"automatic in a loop":    "foreach ($switch in @(1)) { $switch }",
		"automatic parameter":    "function Get-A { param($input) $input }\nGet-A 1",
		"unclosed block":         "if ($true) { 1",
		"no byte order mark":     "'ä'",
		"carriage return":        "1\r\n2",
		"function of a function": "function Get-A { function Get-B { 1 }\nGet-B }\nGet-A",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r, err := run(t, src); err == nil {
				t.Errorf("went through with %v", r.Output)
			}
		})
	}
}

// TestCatchLetsFaultsThrough: a fault of the script is not an error it may catch.
func TestCatchLetsFaultsThrough(t *testing.T) {
	t.Parallel()
	if _, err := run(t, "try { $x } catch { 'hidden' }"); err == nil {
		t.Error("an unset variable was caught")
	}
}
