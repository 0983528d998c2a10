// Package diag is what vmkgen tells people about their input, and where.
//
// Its one rule: it imports nothing of the project, so every room may speak through it.
package diag

// A Severity says what a diagnostic does to the run.
type Severity int

// The severities, worst first.
const (
	Error   Severity = iota // stops everything
	Warning                 // is shown and passes, unless --strict
	Note                    // is shown
)

var severityNames = [...]string{"error", "warning", "note"}

// String gives the word that is printed: error, warning or note.
func (s Severity) String() string { return severityNames[s] }

// A Code is the stable name of a kind of diagnostic: VMK and three digits.
type Code string

// A Diagnostic is one thing to tell.
type Diagnostic struct {
	Code     Code
	Severity Severity
	Summary  string  // one line, lower case, no full stop
	Detail   string  // what is wrong, with the values concerned; may be empty
	Hint     string  // what to do about it; may be empty
	Path     string  // which thing: prod/esx03/vmk/vmk1/mtu; may be empty
	Subject  *Range  // the tight spot; nil when there is no text
	Context  *Range  // the block round it; may be nil
	Via      []Range // the cluster or host blocks that brought it in
	Hosts    int     // on how many hosts it is the same; 0 and 1 say nothing
	Host     string  // the host, or the first of them, where it is about single hosts
}
