// Package templates holds the frames round rendered files, embedded.
//
// Its one rule: a frame decides nothing about networking that the operations
// have not said, and no unquoted value ever enters one.
package templates

import "embed"

// FS holds the frames: esxcli/*.sh are the pieces of a script's library.
//
//go:embed esxcli/*.sh
var FS embed.FS
