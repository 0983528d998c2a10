package load

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/vmkgen/vmkgen/internal/expand"
)

// hash is over names and bytes of all texts, each with its length before it,
// so that nothing can move from one to the next unseen.
func hash(files []expand.File) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%d %s\n%d\n", len(f.Name), f.Name, len(f.Text))
		h.Write(f.Text)
	}
	return hex.EncodeToString(h.Sum(nil))
}
