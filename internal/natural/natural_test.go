package natural_test

import (
	"slices"
	"testing"

	"github.com/vmkgen/vmkgen/internal/natural"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	want := []string{"a", "a01", "a1", "a2", "a10", "a10b2", "a10b10", "b", "b-1"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, natural.Compare)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
