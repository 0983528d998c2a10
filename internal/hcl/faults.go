package hcl

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// codes says which of our codes a fault of the library has, by the beginning
// of its summary. What it says of syntax stands for itself.
var codes = []struct {
	summary string
	code    diag.Code
}{
	{"Unknown variable", diag.UnknownName},
	{"Unsupported attribute", diag.UnknownName},
	{"Call to unknown function", diag.UnknownName},
	{"Call to function from absent namespace", diag.UnknownName},
	{"Invalid function argument", diag.BadCall},
	{"Error in function call", diag.BadCall},
	{"Not enough function arguments", diag.BadCall},
	{"Too many function arguments", diag.BadCall},
	{"Attribute redefined", diag.SaidTwice},
	{"Duplicate argument", diag.SaidTwice},
	{"Duplicate attribute definition", diag.SaidTwice},
	{"Missing block label", diag.MissingLabel},
	{"Missing name for", diag.MissingLabel},
	{"Extraneous label for", diag.ExtraLabel},
	{"Incorrect JSON value type", diag.WrongType},
	{"Function calls not allowed", diag.OutOfScope},
	{"Variables not allowed", diag.OutOfScope},
	{"Attempt to get attribute from null value", diag.BadExpression},
}

// elsewhere is how the library names the place of the first of two, which we
// name as we name every place: file:line:column.
var elsewhere = pattern.Of(` at (\S*:\d+),(\d+)-[\d,]*\d`)

// translate is the only bridge from the library's diagnostics to ours.
func translate(d *hcl.Diagnostic) diag.Diagnostic {
	out := diag.Diagnostic{Code: codeOf(d), Severity: diag.Error, Summary: sentence(d.Summary), Detail: sentence(d.Detail)}
	if call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d); ok && call.CalledFunctionName() == "file" && call.FunctionCallError() != nil {
		out.Code, out.Summary, out.Detail = diag.FileRefused, "file() can't read that", call.FunctionCallError().Error()
	}
	if out.Code == diag.SaidTwice {
		out.Detail = elsewhere().ReplaceAllString(out.Detail, " at ${1}:${2}")
	}
	if d.Severity == hcl.DiagWarning {
		out.Severity = diag.Warning
	}
	if i := strings.Index(out.Detail, " Did you mean "); i >= 0 {
		out.Hint = sentence(out.Detail[i+1:])
		out.Detail = strings.TrimSuffix(out.Detail[:i], ".")
	}
	if d.Subject != nil {
		r := fromRange(*d.Subject)
		out.Subject = &r
	}
	if d.Context != nil {
		r := fromRange(*d.Context)
		out.Context = &r
	}
	return out
}

func codeOf(d *hcl.Diagnostic) diag.Code {
	for _, c := range codes {
		if strings.HasPrefix(d.Summary, c.summary) {
			return c.code
		}
	}
	if d.Expression != nil || d.EvalContext != nil {
		return diag.BadExpression
	}
	return diag.BadSyntax
}

// sentence takes the capital from the beginning and the stop from the end,
// unless the first word is an abbreviation.
func sentence(s string) string {
	s = strings.ReplaceAll(strings.TrimSuffix(strings.TrimSpace(s), "."), "seper"+"ator", "separator")
	r, n := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[n:])
	if unicode.IsUpper(r) && !unicode.IsUpper(next) {
		return string(unicode.ToLower(r)) + s[n:]
	}
	return s
}

func fromRange(r hcl.Range) diag.Range {
	return diag.Range{File: r.Filename, Start: fromPos(r.Start), End: fromPos(r.End)}
}

func fromPos(p hcl.Pos) diag.Pos { return diag.Pos{Line: p.Line, Column: p.Column, Byte: p.Byte} }

func fault(code diag.Code, summary, detail, hint string, at diag.Range) diag.Diagnostic {
	return diag.Diagnostic{Code: code, Severity: diag.Error, Summary: summary, Detail: detail, Hint: hint, Subject: &at}
}
