package hcl

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	yaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// Functions are what expressions may call.
type Functions struct {
	table map[string]function.Function
	steps int // that all evaluations together may still take
}

// Names gives the names of all functions, in order.
func (f *Functions) Names() []string { return slices.Sorted(maps.Keys(f.table)) }

// NewFunctions gives the functions of the language. read is what file() calls.
func NewFunctions(read func(path string) ([]byte, error)) *Functions {
	table := make(map[string]function.Function, len(pure)+1)
	maps.Copy(table, pure)
	table["file"] = fileFunc(read)
	return &Functions{table, maxAllSteps}
}

// pure are the functions that depend on nothing but their arguments, under
// the names that Terraform gives them.
var pure = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "log": stdlib.LogFunc,
	"max": stdlib.MaxFunc, "min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc, "signum": stdlib.SignumFunc,

	"chomp": stdlib.ChompFunc, "endswith": endsWithFunc, "format": guarded(stdlib.FormatFunc, lookAtFormat), "formatlist": guarded(stdlib.FormatListFunc, lookAtFormat),
	"indent": guarded(stdlib.IndentFunc, lookAtIndent), "join": guarded(stdlib.JoinFunc, lookAtJoin), "lower": stdlib.LowerFunc, "regex": stdlib.RegexFunc,
	"regexall": stdlib.RegexAllFunc, "replace": replaceFunc, "split": stdlib.SplitFunc, "startswith": startsWithFunc,
	"strcontains": strContainsFunc, "strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc,
	"trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc,
	"trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc,

	"alltrue": allTrueFunc, "anytrue": anyTrueFunc, "chunklist": stdlib.ChunklistFunc, "coalesce": coalesceFunc,
	"coalescelist": stdlib.CoalesceListFunc, "compact": stdlib.CompactFunc, "concat": stdlib.ConcatFunc,
	"contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc,
	"flatten": stdlib.FlattenFunc, "index": indexFunc, "keys": stdlib.KeysFunc, "length": lengthFunc, "lookup": lookupFunc,
	"matchkeys": matchKeysFunc, "merge": stdlib.MergeFunc, "one": oneFunc, "range": stdlib.RangeFunc,
	"reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc, "setproduct": guarded(stdlib.SetProductFunc, lookAtProduct),
	"setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc, "slice": stdlib.SliceFunc, "sort": stdlib.SortFunc,
	"sum": sumFunc, "transpose": transposeFunc, "values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,

	"base64decode": base64DecodeFunc, "base64encode": base64EncodeFunc, "csvdecode": stdlib.CSVDecodeFunc,
	"jsondecode": guarded(stdlib.JSONDecodeFunc, lookAtDepth), "jsonencode": stdlib.JSONEncodeFunc, "urlencode": urlEncodeFunc,
	"yamldecode": guarded(yaml.YAMLDecodeFunc, lookAtYAML), "yamlencode": yaml.YAMLEncodeFunc,
	"formatdate": stdlib.FormatDateFunc, "timeadd": stdlib.TimeAddFunc,

	"tobool": toFunc(cty.Bool), "tolist": toFunc(cty.List(cty.DynamicPseudoType)), "tomap": toFunc(cty.Map(cty.DynamicPseudoType)),
	"tonumber": toFunc(cty.Number), "toset": toFunc(cty.Set(cty.DynamicPseudoType)), "tostring": toFunc(cty.String),
	"can": tryfunc.CanFunc, "try": tryfunc.TryFunc,
	"sensitive": sensitiveFunc, "nonsensitive": nonsensitiveFunc, "issensitive": isSensitiveFunc,

	"md5": md5Func, "sha1": sha1Func, "sha256": sha256Func, "sha512": sha512Func,
	"base64sha256": base64SHA256Func, "base64sha512": base64SHA512Func,

	"cidrhost": cidrHostFunc, "cidrnetmask": cidrNetmaskFunc, "cidrsubnet": cidrSubnetFunc, "cidrsubnets": cidrSubnetsFunc,
}
