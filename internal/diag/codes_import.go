package diag

// What import finds in its sources, 600 to 619: errors, after which nothing is written.
const (
	SourceUnknown    Code = "VMK600"
	SourceTooLarge   Code = "VMK601"
	SourceEncoding   Code = "VMK602"
	SourceBroken     Code = "VMK603"
	SourceValue      Code = "VMK604"
	SourceEmpty      Code = "VMK605"
	SourceTwice      Code = "VMK606"
	SourceIncomplete Code = "VMK607"
)

// What import says of a result that it writes, 620 to 639: warnings.
const (
	ImportLeftOut Code = "VMK620"
	ImportDrift   Code = "VMK621"
	ImportUnread  Code = "VMK622"
)

// importCodes are the codes of import, 6xx.
var importCodes = []CodeRow{
	{SourceUnknown, Error, "a source in no format that import knows"},
	{SourceTooLarge, Error, "a source too large to be read"},
	{SourceEncoding, Error, "a source that is not text in a known encoding"},
	{SourceBroken, Error, "a source that ends too early, or has another form than its format"},
	{SourceValue, Error, "a value in a source that can't be what its place says"},
	{SourceEmpty, Error, "a source that says nothing of VMkernel networking"},
	{SourceTwice, Error, "one thing twice in the sources"},
	{SourceIncomplete, Error, "a source without what its format can't do without"},
	{ImportLeftOut, Warning, "something that vmkgen can't express was left out"},
	{ImportDrift, Warning, "a host that differs from its cluster"},
	{ImportUnread, Warning, "a part of a source that was not understood"},
}
