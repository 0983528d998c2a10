package archtest_test

// A room is a package, what it is for, and whom of ours it may import.
type room struct {
	path    string
	purpose string
	imports string // of ours, without internal/; "*": every room that isn't for tests
	pure    bool   // does no input or output: same input, same output
	tests   bool   // only tests may import it
	common  bool   // every room may import it
}

// rooms is the house. A package without a row fails the test, and so does an
// import that its row does not allow.
var rooms = []room{
	{path: "cmd/vmkgen", purpose: "turn arguments into calls and results into output", imports: "*"},
	{path: "schema", purpose: "the JSON schema, and checking plain data against it"},
	{path: "templates", purpose: "the fixed parts of rendered files, embedded"},
	{path: "internal/diag", purpose: "what we tell people about their input, and where"},
	{path: "internal/hcl", purpose: "HCL as a language: parse, lay, evaluate, write, format", imports: "diag"},
	{path: "internal/pattern", purpose: "regular expressions that are compiled when first asked for", pure: true, common: true},
	{path: "internal/natural", purpose: "names in the order that people put them in", pure: true},
	{path: "internal/netstate", purpose: "the VMkernel networking of a host", pure: true},
	{path: "internal/install", purpose: "how a host is to be installed", pure: true},
	{path: "internal/spec", purpose: "what an author asks for, typed", imports: "install netstate", pure: true},
	{path: "internal/document", purpose: "a configuration that is about to be written", imports: "hcl natural", pure: true},
	{path: "internal/compact", purpose: "hosts to the shortest document that means them", imports: "document importer netstate esx natural diag", pure: true},
	{path: "internal/importer", purpose: "what readers of foreign formats share", imports: "document netstate diag", pure: true},
	{path: "internal/importer/booktest", purpose: "write workbooks", tests: true},
	{path: "internal/importer/csv", purpose: "tables of vmks as a source: PowerCLI's, vmkgen's own, people's", imports: "importer esx natural netstate diag pattern", pure: true},
	{path: "internal/importer/esxcli", purpose: "listings of esxcli and esxcfg as a source", imports: "importer esxcli esx natural netstate diag", pure: true},
	{path: "internal/importer/importtest", purpose: "what the tests of all readers ask", tests: true, imports: "compact document hcl importer esx load netstate render diag"},
	{path: "internal/importer/govc", purpose: "JSON of govc and pyVmomi as a source", imports: "importer vsphere esx natural netstate diag", pure: true},
	{path: "internal/importer/powercli", purpose: "PowerCLI scripts as a source", imports: "importer importer/scripted esxcli esx op netstate diag", pure: true},
	{path: "internal/importer/rvtools", purpose: "RVTools exports as a source", imports: "importer esx natural netstate diag", pure: true},
	{path: "internal/importer/script", purpose: "esxcli scripts and kickstart files as a source", imports: "importer importer/scripted esxcli esx op netstate diag", pure: true},
	{path: "internal/importer/scripted", purpose: "hosts put together from what scripts set on them", imports: "importer esxcli esx op natural netstate", pure: true},
	{path: "internal/importer/snapshot", purpose: "vmkgen's own state files as a source", imports: "importer state netstate diag", pure: true},
	{path: "internal/importer/vcf", purpose: "files of VMware Cloud Foundation as a source", imports: "importer document esx natural diag", pure: true},
	{path: "internal/importer/vcp", purpose: "vSphere Configuration Profiles as a source", imports: "importer compact esx natural netstate diag pattern", pure: true},
	{path: "internal/expand", purpose: "profiles, clusters and host blocks to one tree per cluster and what differs on each host", imports: "hcl natural diag", pure: true},
	{path: "internal/resolve", purpose: "fill the gaps of what was asked", imports: "spec netstate install expand esx natural diag", pure: true},
	{path: "internal/esx", purpose: "how ESXi and its tools spell things, its limits, and since which release", imports: "netstate", pure: true},
	{path: "internal/check", purpose: "does the desired state make sense", imports: "netstate esx install diag", pure: true},
	{path: "internal/load", purpose: "the front door: files to checked hosts", imports: "hcl expand schema spec resolve check install netstate diag"},
	{path: "internal/state", purpose: "the one JSON form of hosts, written and read", imports: "netstate", pure: true},
	{path: "internal/op", purpose: "the operations, a closed set", imports: "netstate", pure: true},
	{path: "internal/plan", purpose: "compare two states, and put the operations between them in order", imports: "netstate op esx natural", pure: true},
	{path: "internal/render", purpose: "what all text targets share: shell words, refusals, writing files", imports: "netstate install plan diag"},
	{path: "internal/render/script", purpose: "operations as a shell script of esxcli commands", imports: "render plan op netstate esx diag templates", pure: true},
	{path: "internal/render/kickstart", purpose: "install-time lines and the esxcli script as a first-boot section", imports: "render render/script plan op netstate install esx diag templates", pure: true},
	{path: "internal/render/powercli", purpose: "operations as PowerCLI statements", imports: "render plan op netstate esx diag templates", pure: true},
	{path: "internal/render/csv", purpose: "vmks as a table, for other tools and network teams", imports: "render netstate", pure: true},
	{path: "internal/render/foreign", purpose: "what other people's declarative tools can be told", imports: "render netstate esx diag", pure: true},
	{path: "internal/render/terraform", purpose: "a cluster as a Terraform module", imports: "render render/foreign netstate esx diag", pure: true},
	{path: "internal/render/ansible", purpose: "a cluster as an inventory and a playbook", imports: "render render/foreign netstate esx diag templates", pure: true},
	{path: "internal/render/vcp", purpose: "a cluster's vSphere Configuration Profile, merged into an exported one", imports: "render netstate esx diag schema", pure: true},
	{path: "internal/explain", purpose: "what a code means, at length, with examples", imports: "diag"},
	{path: "internal/apply", purpose: "carry out a plan safely: waves, verify, record, undo", imports: "netstate op plan"},
	{path: "internal/view", purpose: "show results to people and to programs", imports: "diag netstate natural install op plan apply esx load state"},
	{path: "internal/esxcli", purpose: "the table of esxcli's commands, and reading a command line by it", pure: true},
	{path: "internal/standin", purpose: "a strict pretend host", imports: "netstate esx esxcli", pure: true},
	{path: "internal/esxtest", purpose: "BusyBox with an esxcli that is a pretend host, and a pretend installer", imports: "standin", tests: true},
	{path: "internal/sim", purpose: "a strict pretend vCenter over the pretend hosts, as the vSphere API has it", imports: "standin esxcli esx netstate"},
	{path: "internal/vsphere", purpose: "talk to vCenter and ESXi hosts: find, read, call", imports: "netstate op esx natural"},
	{path: "internal/pstest", purpose: "a small PowerShell, to run rendered scripts in", tests: true},
	{path: "internal/vctest", purpose: "a strict pretend vCenter over pretend hosts, for PowerCLI", imports: "standin pstest esxcli esx", tests: true},
	{path: "internal/vcptest", purpose: "a small server of the documented endpoints of configuration profiles", tests: true},
	{path: "internal/gen", purpose: "draw random valid configurations for tests", tests: true},
	{path: "internal/golden", purpose: "compare with expected text, or rewrite it", tests: true},
	{path: "internal/archtest", purpose: "this table as a test", tests: true},
	{path: "bench", purpose: "measure beside peers and a bare loop", tests: true},
	{path: "bench/bare", purpose: "the least that writing the same bytes costs", tests: true},
	{path: "bench/hello", purpose: "the least that a program's start costs", tests: true},
}

// owners say which room alone knows a module of others. Its types stay out of
// the room's exported names, so that it can be replaced. Two rooms share one
// that speaks to both ends of a wire.
var owners = map[string]string{
	"github.com/rogpeppe/go-internal/diff":  "cmd/vmkgen",
	"github.com/rogpeppe/go-internal/txtar": "internal/explain",
	"github.com/spf13/cobra":                "cmd/vmkgen",
	"github.com/spf13/pflag":                "cmd/vmkgen",
	"go.yaml.in/yaml/v3":                    "internal/importer/vcp internal/render/ansible",
	"golang.org/x/text":                     "internal/view",
	"golang.org/x/term":                     "cmd/vmkgen",
	"github.com/xeipuuv/gojsonschema":       "schema",
	"github.com/hashicorp/hcl/v2":           "internal/hcl",
	"github.com/zclconf/go-cty":             "internal/hcl",
	"github.com/zclconf/go-cty-yaml":        "internal/hcl",
	"github.com/apparentlymart/go-cidr":     "internal/hcl",
	"github.com/google/go-cmp":              "internal/golden",
	"github.com/vmware/govmomi":             "internal/sim internal/vsphere",
	"mvdan.cc/sh/v3":                        "internal/esxtest internal/importer/script",
	"pgregory.net/rapid":                    "internal/gen",
}

// costly are packages of owned modules that no room links: each start of the
// program would pay for them.
var costly = map[string]string{
	"github.com/hashicorp/hcl/v2/hclwrite": "it brings go-cmp, which compiles patterns at each start",
	"github.com/spf13/cobra/doc":           "it brings blackfriday, which compiles patterns at each start",
}

// effects are the packages that a pure room does not import.
var effects = []string{
	"os", "os/exec", "os/user", "net/http", "time", "math/rand", "math/rand/v2", "crypto/rand", "syscall", "log", "flag",
}
