package diag

// The codes of reading files and of HCL itself, 001-029.
const (
	Unreadable       Code = "VMK001" // a file can't be read
	BadSyntax        Code = "VMK002" // the text is not HCL
	NoFiles          Code = "VMK003" // there is nothing to read
	UnknownBlock     Code = "VMK004" // a block that the language lacks
	UnknownAttribute Code = "VMK005" // an attribute that the language lacks
	MissingLabel     Code = "VMK006" // a block without its label
	ExtraLabel       Code = "VMK007" // a block with a label too many
	SaidTwice        Code = "VMK008" // one thing is said twice in one layer
	BadExpression    Code = "VMK009" // an expression can't be evaluated
	UnknownName      Code = "VMK010" // an expression names what isn't there
	OutOfScope       Code = "VMK011" // an expression names what isn't known there
	BadCall          Code = "VMK012" // a function can't do what it is asked
	FileRefused      Code = "VMK013" // file() can't read that
	BadDynamic       Code = "VMK014" // a dynamic block can't be expanded
	WrongType        Code = "VMK015" // a value is of the wrong type
	SecretMisplaced  Code = "VMK016" // a secret where everybody can see it
)

// The codes of the language: variables, layers and hosts, 030-059.
const (
	NoValue         Code = "VMK030" // a variable has no value
	UnknownVariable Code = "VMK031" // a value for a variable that isn't declared
	BadValue        Code = "VMK032" // a variable's value doesn't fit its type
	BadVariable     Code = "VMK033" // a variable's declaration makes no sense
	ValueCycle      Code = "VMK034" // values refer to each other in a circle
	ProfileCycle    Code = "VMK035" // profiles use each other in a circle
	UnknownProfile  Code = "VMK036" // a profile that isn't defined
	NotInProfile    Code = "VMK037" // what a profile can't hold
	BadHostRange    Code = "VMK038" // a host range can't be read
	BadHostRow      Code = "VMK039" // a row of a host table can't be read
	HostTwice       Code = "VMK040" // one host stands twice in a cluster
	UnknownHost     Code = "VMK041" // a host block for a host that isn't listed
	DHCPBeside      Code = "VMK042" // dhcp beside an address in one layer
	BadFileName     Code = "VMK043" // a name that can't become a file name
	SameButCase     Code = "VMK044" // two names that differ only in case
	TooManyHosts    Code = "VMK045" // more hosts than a cluster may list
	OneForCluster   Code = "VMK046" // a value that can't differ from host to host
	CantDisable     Code = "VMK047" // an error can't be disabled
	UnknownCode     Code = "VMK048" // a code that doesn't exist
	NoHostNumber    Code = "VMK049" // a host without a number
	UnusedVariable  Code = "VMK050" // a variable that nothing uses
	UnusedLocal     Code = "VMK051" // a local that nothing uses
	UnusedProfile   Code = "VMK052" // a profile that no cluster uses
	NoCluster       Code = "VMK053" // a configuration without a cluster
	NoHosts         Code = "VMK054" // a cluster without hosts
	UnusedValue     Code = "VMK055" // a file sets a variable that isn't declared
)

// readingCodes are the codes of reading files and expanding what they hold.
var readingCodes = []CodeRow{
	{Unreadable, Error, "a file can't be read"},
	{BadSyntax, Error, "the text is not HCL"},
	{NoFiles, Error, "there is nothing to read"},
	{UnknownBlock, Error, "a block that the language lacks"},
	{UnknownAttribute, Error, "an attribute that the language lacks"},
	{MissingLabel, Error, "a block without its label"},
	{ExtraLabel, Error, "a block with a label too many"},
	{SaidTwice, Error, "one thing is said twice in one layer"},
	{BadExpression, Error, "an expression can't be evaluated"},
	{UnknownName, Error, "an expression names what isn't there"},
	{OutOfScope, Error, "an expression names what isn't known there"},
	{BadCall, Error, "a function can't do what it is asked"},
	{FileRefused, Error, "file() can't read that"},
	{BadDynamic, Error, "a dynamic block can't be expanded"},
	{WrongType, Error, "a value is of the wrong type"},
	{SecretMisplaced, Error, "a secret where everybody can see it"},
	{NoValue, Error, "a variable has no value"},
	{UnknownVariable, Error, "a value for a variable that isn't declared"},
	{BadValue, Error, "a variable's value doesn't fit its type"},
	{BadVariable, Error, "a variable's declaration makes no sense"},
	{ValueCycle, Error, "values refer to each other in a circle"},
	{ProfileCycle, Error, "profiles use each other in a circle"},
	{UnknownProfile, Error, "a profile that isn't defined"},
	{NotInProfile, Error, "what a profile can't hold"},
	{BadHostRange, Error, "a host range can't be read"},
	{BadHostRow, Error, "a row of a host table can't be read"},
	{HostTwice, Error, "one host stands twice in a cluster"},
	{UnknownHost, Error, "a host block for a host that isn't listed"},
	{DHCPBeside, Error, "dhcp beside an address in one layer"},
	{BadFileName, Error, "a name that can't become a file name"},
	{SameButCase, Error, "two names that differ only in case"},
	{TooManyHosts, Error, "more hosts than a cluster may list"},
	{OneForCluster, Error, "a value that can't differ from host to host"},
	{CantDisable, Error, "an error can't be disabled"},
	{UnknownCode, Error, "a code that doesn't exist"},
	{NoHostNumber, Error, "a host without a number"},
	{UnusedVariable, Warning, "a variable that nothing uses"},
	{UnusedLocal, Warning, "a local that nothing uses"},
	{UnusedProfile, Warning, "a profile that no cluster uses"},
	{NoCluster, Warning, "a configuration without a cluster"},
	{NoHosts, Warning, "a cluster without hosts"},
	{UnusedValue, Warning, "a file sets a variable that isn't declared"},
}
