package templates

import "embed"

// PowerCLI holds the frame of a PowerCLI script, powercli.ps1.tmpl, and the
// pieces of its library.
//
//go:embed powercli.ps1.tmpl powercli/*.ps1
var PowerCLI embed.FS
