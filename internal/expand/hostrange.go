package expand

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// maxHosts is how many hosts one cluster may list. vCenter ends far below;
// the limit keeps a slip in a range from filling the memory.
const maxHosts = 100_000

// A segment is a piece of a pattern: text, or the numbers of a bracket.
type segment struct {
	text string
	runs []numbers
}

// numbers are consecutive numbers, written with at least so many digits.
type numbers struct{ from, to, width int }

// expandRange gives the names that a pattern such as esx[01-16,20].x means,
// at most limit.
func expandRange(pattern string, limit int) ([]string, error) {
	if !strings.ContainsAny(pattern, "[]") {
		return []string{pattern}, nil
	}
	segments, err := parsePattern(pattern)
	if err != nil {
		return nil, err
	}
	count := 1
	for _, s := range segments {
		if s.runs == nil {
			continue
		}
		n := 0
		for _, r := range s.runs {
			n += r.to - r.from + 1
		}
		if n > limit || count > limit/n {
			return nil, errTooMany
		}
		count *= n
	}
	return spell(segments, count), nil
}

var errTooMany = fmt.Errorf("a cluster may list %d hosts", maxHosts)

// spell gives every combination, the first bracket slowest. All names share
// one text, so that many of them cost little more than their bytes.
func spell(segments []segment, count int) []string {
	ends := make([]int, 0, count)
	var text, head []byte
	var next func(i int)
	next = func(i int) {
		if i == len(segments) {
			text = append(text, head...)
			ends = append(ends, len(text))
			return
		}
		was := len(head)
		if segments[i].runs == nil {
			head = append(head, segments[i].text...)
			next(i + 1)
		}
		for _, r := range segments[i].runs {
			for n := r.from; n <= r.to; n++ {
				head = appendPadded(head[:was], n, r.width)
				next(i + 1)
			}
		}
		head = head[:was]
	}
	next(0)
	all, out, start := string(text), make([]string, 0, count), 0
	for _, end := range ends {
		out = append(out, all[start:end])
		start = end
	}
	return out
}

// appendPadded writes a number with at least so many digits.
func appendPadded(to []byte, n, width int) []byte {
	digits := strconv.Itoa(n)
	for range width - len(digits) {
		to = append(to, '0')
	}
	return append(to, digits...)
}

func parsePattern(pattern string) ([]segment, error) {
	var out []segment
	rest := pattern
	for rest != "" {
		open := strings.IndexAny(rest, "[]")
		if open < 0 {
			return append(out, segment{text: rest}), nil
		}
		if rest[open] == ']' {
			return nil, fmt.Errorf("%q closes a bracket that nothing opened", pattern)
		}
		if open > 0 {
			out = append(out, segment{text: rest[:open]})
		}
		end := strings.IndexAny(rest[open+1:], "[]")
		if end < 0 || rest[open+1+end] == '[' {
			return nil, fmt.Errorf("%q has a bracket that isn't closed", pattern)
		}
		runs, err := parseNumbers(rest[open+1 : open+1+end])
		if err != nil {
			return nil, err
		}
		out = append(out, segment{runs: runs})
		rest = rest[open+end+2:]
	}
	return out, nil
}

// parseNumbers reads what stands in a bracket: 01-16,20.
func parseNumbers(list string) ([]numbers, error) {
	var out []numbers
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		first, last, isRange := strings.Cut(item, "-")
		if !isRange {
			last = first
		}
		first, last = strings.TrimSpace(first), strings.TrimSpace(last)
		from, errFrom := number(first)
		to, errTo := number(last)
		switch {
		case errFrom != nil || errTo != nil:
			return nil, fmt.Errorf("[%s]: %q is no number and no range of numbers", list, item)
		case to < from:
			return nil, fmt.Errorf("[%s]: the range %s runs backwards", list, item)
		case len(last) != len(first) && last[0] == '0':
			return nil, fmt.Errorf("[%s]: the range %s is padded in two ways", list, item)
		}
		out = append(out, numbers{from, to, len(first)})
	}
	return out, nil
}

func number(s string) (int, error) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, strconv.ErrSyntax
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > math.MaxInt32 {
		return 0, strconv.ErrRange
	}
	return int(n), nil
}
