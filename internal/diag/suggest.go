package diag

import (
	"fmt"
	"slices"
	"strings"
)

// Nearest gives the candidate that name was most likely meant to be, or "".
// Ties go to the first in the alphabet.
func Nearest(name string, candidates []string) string {
	sorted := slices.Sorted(slices.Values(candidates))
	best, least := "", max(1, min(3, len([]rune(name))*2/5))+1
	low := strings.ToLower(name)
	for _, c := range sorted {
		if c == name {
			continue
		}
		if n := distance(low, strings.ToLower(c), least); n < least {
			best, least = c, n
		}
	}
	return best
}

// DidYouMean gives the hint for an unknown name: the nearest candidate, else
// all of them while they are few.
func DidYouMean(name string, candidates []string) string {
	if n := Nearest(name, candidates); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	if len(candidates) == 0 || len(candidates) > 24 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(candidates))
	return "known here: " + strings.Join(slices.Compact(sorted), ", ")
}

// distance counts the edits from a to b, a swap of neighbours as one; it may
// give up and answer limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d >= limit || -d >= limit {
		return limit
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
