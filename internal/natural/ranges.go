package natural

import (
	"strconv"
	"strings"
)

// Ranges writes names with brackets where they are numbered, as a
// configuration may: esx[01-16,20].x. In the order in which they come, the
// patterns give the same names again; a name with a bracket of its own stays.
func Ranges(names []string) []string {
	var out []string
	var open run
	for _, name := range names {
		if open.take(name) {
			continue
		}
		out = append(out, open.patterns()...)
		open = run{}
		if !open.take(name) {
			out = append(out, name)
		}
	}
	return append(out, open.patterns()...)
}

// A run is names that differ in one number that is written with so many digits.
type run struct {
	before, after string
	width         int // digits where there are leading zeros; 0: no padding
	numbers       []int
}

// take adds a name that goes on with a run.
func (r *run) take(name string) bool {
	before, digits, after := split(name)
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) > 9 || strings.ContainsAny(name, "[]") {
		return false
	}
	if len(r.numbers) == 0 {
		*r = run{before: before, after: after, width: len(digits), numbers: []int{n}}
		return true
	}
	last := r.numbers[len(r.numbers)-1]
	if before != r.before || after != r.after || n <= last || padded(n, r.width) != digits {
		return false
	}
	r.numbers = append(r.numbers, n)
	return true
}

func padded(n, width int) string {
	s := strconv.Itoa(n)
	if len(s) < width {
		s = strings.Repeat("0", width-len(s)) + s
	}
	return s
}

// split takes a name apart at the last number of its first label.
func split(name string) (before, digits, after string) {
	label, _, _ := strings.Cut(name, ".")
	end := strings.LastIndexAny(label, "0123456789") + 1
	start := end
	for start > 0 && label[start-1] >= '0' && label[start-1] <= '9' {
		start--
	}
	return name[:start], name[start:end], name[end:]
}

func (r *run) patterns() []string {
	switch len(r.numbers) {
	case 0:
		return nil
	case 1:
		return []string{r.before + padded(r.numbers[0], r.width) + r.after}
	}
	var items []string
	for i := 0; i < len(r.numbers); {
		j := i
		for j+1 < len(r.numbers) && r.numbers[j+1] == r.numbers[j]+1 && (len(padded(r.numbers[j+1], r.width)) == len(padded(r.numbers[i], r.width)) || padded(r.numbers[i], r.width)[0] != '0') {
			j++
		}
		item := padded(r.numbers[i], r.width)
		if j > i {
			item += "-" + padded(r.numbers[j], r.width)
		}
		items = append(items, item)
		i = j + 1
	}
	return []string{r.before + "[" + strings.Join(items, ",") + "]" + r.after}
}
