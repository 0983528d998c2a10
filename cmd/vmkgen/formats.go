package main

import (
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/snapshot"
)

// formats is the table of what import reads. Where several take a file for
// theirs, the first in the table has it.
var formats = []importer.Format{
	snapshot.Format,
}
