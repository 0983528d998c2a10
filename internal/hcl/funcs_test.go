package hcl_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// evaluate gives an expression's value as JSON, or what is wrong with it.
func evaluate(tb testing.TB, src string) (string, diag.List) {
	tb.Helper()
	file, ds := hcl.Parse("x.vmk.hcl", []byte("a = "+src+"\n"))
	if ds.HasErrors() {
		return "", ds
	}
	body, ds := file.Decode(kind)
	if ds.HasErrors() {
		return "", ds
	}
	funcs := hcl.NewFunctions(func(path string) ([]byte, error) {
		switch path {
		case "ok.csv":
			return []byte("name,number\nesx1,1\nesx2,\n"), nil
		case "binary":
			return []byte{0xff}, nil
		}
		return nil, errors.New("no such file: " + path)
	})
	scope := hcl.NewScope(funcs, map[string]hcl.Value{"secret": hcl.Text("s3cret").Hidden()}, nil)
	x := body.Attr("a").Expr
	v, ds := x.Value(scope)
	if ds.HasErrors() {
		return "", ds
	}
	out, err := json.Marshal(v.Plain(x, "", func(string, diag.Range, bool) {}))
	if err != nil {
		tb.Fatal(err)
	}
	return string(out), nil
}

// Each function does what Terraform's of that name does.
func TestFunctions(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`abs(-5)`: `5`, `ceil(5.1)`: `6`, `floor(5.9)`: `5`, `log(16, 2)`: `4`, `max(1, 3, 2)`: `3`, `min([3, 1]...)`: `1`,
		`parseint("ff", 16)`: `255`, `pow(2, 10)`: `1024`, `signum(-3)`: `-1`,
		`chomp("a\n\n")`: `"a"`, `endswith("abc", "bc")`: `true`, `startswith("abc", "bc")`: `false`, `strcontains("abc", "b")`: `true`,
		`format("%03d-%s-%q", 7, "x", "y")`: `"007-x-\"y\""`, `formatlist("%s!", ["a", "b"])`: `["a!","b!"]`,
		`indent(2, "a\nb")`: `"a\n  b"`, `join("-", ["a", "b"])`: `"a-b"`, `lower("AbC")`: `"abc"`, `upper("abc")`: `"ABC"`, `title("a bc")`: `"A Bc"`,
		`regex("[a-z]+", "53abc")`: `"abc"`, `regex("(?P<x>\\d+)-(?P<y>\\d+)", "1-2")`: `{"x":"1","y":"2"}`, `regexall("[a-z]", "1a2b")`: `["a","b"]`,
		`replace("1 + 2 + 3", "+", "-")`: `"1 - 2 - 3"`, `replace("hello", "/l+/", "L")`: `"heLo"`, `replace("ab", "/(a)(b)/", "$2$1")`: `"ba"`, `replace("a/b", "/", "-")`: `"a-b"`,
		`split(",", "a,b,")`: `["a","b",""]`, `strrev("héllo")`: `"olléh"`, `substr("hello", 1, 3)`: `"ell"`, `substr("hello", -3, -1)`: `"llo"`,
		`trim("?!hello?!", "!?")`: `"hello"`, `trimprefix("hello", "he")`: `"llo"`, `trimsuffix("hello", "lo")`: `"hel"`, `trimspace(" a\n")`: `"a"`,
		`alltrue([])`: `true`, `alltrue(["true", true])`: `true`, `alltrue([true, null])`: `false`, `anytrue([])`: `false`, `anytrue([false, true])`: `true`,
		`chunklist(["a", "b", "c"], 2)`: `[["a","b"],["c"]]`, `coalesce("", null, "b")`: `"b"`, `coalesce(null, 5)`: `5`, `coalesce("", 5)`: `"5"`,
		`coalescelist([], ["a"])`: `["a"]`, `compact(["a", "", null, "b"])`: `["a","b"]`, `concat(["a"], [1])`: `["a",1]`,
		`contains(["a", "b"], "b")`: `true`, `distinct(["a", "b", "a"])`: `["a","b"]`, `element(["a", "b", "c"], 4)`: `"b"`, `element(["a", "b", "c"], -1)`: `"c"`,
		`flatten([["a", ["b"]], [], ["c"]])`: `["a","b","c"]`, `index(["a", "b"], "b")`: `1`, `keys({ b = 1, a = 2 })`: `["a","b"]`, `values({ b = 1, a = 2 })`: `[2,1]`,
		`length("👨‍👩‍👧é")`: `2`, `length([1, 2])`: `2`, `length({ a = 1 })`: `1`, `length("")`: `0`,
		`lookup({ a = "x" }, "a", "d")`: `"x"`, `lookup({ a = "x" }, "b", "d")`: `"d"`, `lookup(tomap({ a = "x" }), "b", 5)`: `"5"`, `lookup({ a = "x" }, "a")`: `"x"`,
		`matchkeys(["i1", "i2", "i3"], ["w", "e", "w"], ["w"])`: `["i1","i3"]`, `merge({ a = 1 }, { b = 2 }, { a = 3 })`: `{"a":3,"b":2}`, `merge()`: `{}`,
		`one([])`: `null`, `one(["a"])`: `"a"`, `range(3)`: `[0,1,2]`, `range(1, 4)`: `[1,2,3]`, `range(4, 1)`: `[4,3,2]`, `range(1, 8, 3)`: `[1,4,7]`,
		`reverse([1, 2])`: `[2,1]`, `setintersection(["a", "b"], ["b", "c"])`: `["b"]`, `setsubtract(["a", "b"], ["b"])`: `["a"]`, `setunion(["b"], ["a"])`: `["a","b"]`,
		`setproduct(["a", "b"], [1, 2])`: `[["a",1],["a",2],["b",1],["b",2]]`, `slice(["a", "b", "c"], 1, 3)`: `["b","c"]`, `sort(["b", "a"])`: `["a","b"]`,
		`sum([1, 2.5])`: `3.5`, `transpose({ a = ["1", "2"], b = ["2"] })`: `{"1":["a"],"2":["a","b"]}`, `zipmap(["a", "b"], [1, 2])`: `{"a":1,"b":2}`,
		`base64encode("hé")`: `"aMOp"`, `base64decode("aMOp")`: `"hé"`, `urlencode("a b/é")`: `"a+b%2F%C3%A9"`,
		`csvdecode("a,b\n1,2\n")`: `[{"a":"1","b":"2"}]`, `csvdecode(file("ok.csv"))[1].number`: `""`,
		`jsondecode("{\"a\": [1, null]}")`: `{"a":[1,null]}`, `jsonencode({ a = [1, "<"] })`: `"{\"a\":[1,\"\\u003c\"]}"`,
		`yamldecode("a: [1, x]\nb: true")`: `{"a":[1,"x"],"b":true}`, `yamlencode({ a = 1 })`: `"\"a\": 1\n"`,
		`tobool("true")`: `true`, `tolist(toset(["b", "a"]))`: `["a","b"]`, `tomap({ a = 1, b = "x" })`: `{"a":"1","b":"x"}`, `tonumber("007")`: `7`, `tonumber(null)`: `null`,
		`toset(["b", "a", "b"])`: `["a","b"]`, `tostring(5)`: `"5"`, `can(tonumber("x"))`: `false`, `try(tonumber("x"), 3)`: `3`,
		`nonsensitive(sensitive("a"))`: `"a"`, `issensitive(secret)`: `true`, `issensitive("a")`: `false`, `nonsensitive("a")`: `"a"`,
		`md5("")`: `"d41d8cd98f00b204e9800998ecf8427e"`, `sha1("")`: `"da39a3ee5e6b4b0d3255bfef95601890afd80709"`,
		`substr(sha256(""), 0, 8)`: `"e3b0c442"`, `substr(sha512(""), 0, 8)`: `"cf83e135"`, `substr(base64sha256(""), 0, 6)`: `"47DEQp"`, `substr(base64sha512(""), 0, 6)`: `"z4PhNX"`,
		`cidrhost("10.0.0.0/24", 5)`: `"10.0.0.5"`, `cidrhost("10.0.0.9/24", -1)`: `"10.0.0.255"`, `cidrhost("10.0.0.0/24", -2)`: `"10.0.0.254"`, `cidrhost("10.0.0.0/24", "7")`: `"10.0.0.7"`,
		`cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)`: `"fd00:fd12:3456:7890::22"`, `cidrhost("fd00::/64", -1)`: `"fd00::ffff:ffff:ffff:ffff"`,
		`cidrnetmask("172.16.0.0/12")`: `"255.240.0.0"`, `cidrsubnet("172.16.0.0/12", 4, 2)`: `"172.18.0.0/16"`, `cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)`: `"fd00:fd12:3456:7800:a200::/72"`,
		`cidrsubnet("10.0.0.0/8", 0, 0)`: `"10.0.0.0/8"`, `cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)`: `["10.1.0.0/20","10.1.16.0/20","10.1.32.0/24","10.1.48.0/20"]`, `cidrsubnets("10.0.0.0/8")`: `[]`,
		`formatdate("YYYY", "2024-02-03T00:00:00Z")`: `"2024"`, `timeadd("2024-02-03T00:00:00Z", "1h")`: `"2024-02-03T01:00:00Z"`,
		`10 / 4`: `2.5`, `9223372036854775807`: `9223372036854775807`, `"${5}"`: `5`, `"${5}!"`: `"5!"`,
	} {
		got, ds := evaluate(t, src)
		if ds != nil {
			t.Errorf("%s: %s: %s", src, ds[0].Summary, ds[0].Detail)
		} else if !sameJSON(got, want) {
			t.Errorf("%s = %s, want %s", src, got, want)
		}
	}
}

func sameJSON(a, b string) bool {
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	p, _ := json.Marshal(x)
	q, _ := json.Marshal(y)
	return string(p) == string(q)
}

func TestFunctionFaults(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`cidrhost("10.0.0.0/24", 256)`:        "does not accommodate",
		`cidrhost("10.0.0.0/24", -257)`:       "does not accommodate",
		`cidrhost("10.0.0.0/24", 1.5)`:        "whole number",
		`cidrhost("10.0.0.300/24", 1)`:        "invalid CIDR",
		`cidrhost("10.0.0.0/24", null)`:       "must not be null",
		`cidrsubnet("10.0.0.0/8", 8, -1)`:     "must not be negative",
		`cidrnetmask("fd00::/64")`:            "cannot have a netmask",
		`cidrsubnet("10.0.0.0/30", 4, 0)`:     "insufficient address space",
		`cidrsubnet("10.0.0.0/24", 2, 4)`:     "does not accommodate",
		`cidrsubnets("10.0.0.0/24", 1, 1, 1)`: "not enough remaining address space",
		`cidrsubnets("10.0.0.0/24", 0)`:       "at least one bit",
		`index(["a"], "b")`:                   "item not found",
		`lookup({ a = 1 }, "b")`:              `no attribute "b"`,
		`element([], 0)`:                      "empty list",
		`one([1, 2])`:                         "zero or one",
		`sum([])`:                             "empty list",
		`sum(["x"])`:                          "number values",
		`length(5)`:                           "must be a string, a collection",
		`tonumber("x")`:                       `cannot convert "x" to number`,
		`tolist(5)`:                           "cannot convert number to list",
		`coalesce("", null)`:                  "no non-null",
		`range(1, 2, -1)`:                     "",
		`base64decode("!")`:                   "not base64",
		`file("nope")`:                        "no such file",
		`file("binary")`:                      "not UTF-8",
		`jsondecode("{")`:                     "",
		`timestamp()`:                         "no function named",
		`uuid()`:                              "no function named",
		`bcrypt("x")`:                         "no function named",
		`cidrhost(secret, 1)`:                 "a secret has part in it",
		`{ a = secret }.b`:                    "a secret has part in it",
		`[for s in [secret] : tonumber(s)]`:   "a secret has part in it",
		`file(secret)`:                        "a secret has part in it",
		`lookup({ a = 1 }, secret)`:           "a secret has part in it",
		`"${secret}" + 1`:                     "a secret has part in it",
		`regex("[a-z]+", "1")`:                "did not match",
		`matchkeys(["a"], ["b", "c"], ["b"])`: "should be equal",
	} {
		got, ds := evaluate(t, src)
		switch {
		case ds == nil:
			t.Errorf("%s = %s, want a fault", src, got)
		case !strings.Contains(ds[0].Summary+": "+ds[0].Detail, want):
			t.Errorf("%s: %s: %s; want %q", src, ds[0].Summary, ds[0].Detail, want)
		}
		for _, d := range ds {
			if strings.Contains(d.Summary+d.Detail+d.Hint, "s3cret") {
				t.Errorf("%s tells the secret: %+v", src, d)
			}
		}
	}
}
