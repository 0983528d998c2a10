// Package pstest runs PowerShell scripts in tests: a small, strict interpreter
// of the part of the language that vmkgen's scripts use.
//
// Its one rule: what it does not know for certain is an error. It knows no
// cmdlet of PowerCLI; whoever runs a script brings those.
package pstest
