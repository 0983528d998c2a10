// Package vctest is a pretend vCenter: what PowerCLI's cmdlets, the views of
// the API and Get-EsxCli do, over the hosts of standin.
//
// Its one rule: it is stricter than PowerCLI and vCenter and never kinder.
// What scripts give wrongly stops a test; what a host refuses is an error that
// a script can catch.
package vctest
