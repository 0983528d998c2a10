package hcl

import (
	"errors"
	"fmt"
	"math/big"
	"net"

	"github.com/apparentlymart/go-cidr/cidr"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

func whole(name string) function.Parameter { return function.Parameter{Name: name, Type: cty.Number} }

// wholeNumber gives a number that must have no fraction.
func wholeNumber(v cty.Value, arg int) (*big.Int, error) {
	n, acc := v.AsBigFloat().Int(nil)
	if acc != big.Exact || n == nil {
		return nil, function.NewArgErrorf(arg, "a whole number is required")
	}
	return n, nil
}

// smallNumber gives a whole number that a prefix length may be.
func smallNumber(v cty.Value, arg int) (int, error) {
	n, err := wholeNumber(v, arg)
	if err != nil {
		return 0, err
	}
	if !n.IsInt64() || n.Int64() < -1000 || n.Int64() > 1000 {
		return 0, function.NewArgErrorf(arg, "%s is no number of bits", n)
	}
	return int(n.Int64()), nil
}

func parseCIDR(v cty.Value) (*net.IPNet, error) {
	_, n, err := net.ParseCIDR(v.AsString())
	if err != nil {
		return nil, function.NewArgErrorf(0, "invalid CIDR expression: %s", err)
	}
	return n, nil
}

var cidrHostFunc = function.New(&function.Spec{
	Params: []function.Parameter{text("prefix"), whole("hostnum")},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		n, err := wholeNumber(args[1], 1)
		if err != nil {
			return cty.NilVal, err
		}
		network, err := parseCIDR(args[0])
		if err != nil {
			return cty.NilVal, err
		}
		ip, err := cidr.HostBig(network, n)
		if err != nil {
			return cty.NilVal, err
		}
		return cty.StringVal(ip.String()), nil
	},
})

var cidrNetmaskFunc = function.New(&function.Spec{
	Params: []function.Parameter{text("prefix")},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		network, err := parseCIDR(args[0])
		if err != nil {
			return cty.NilVal, err
		}
		if network.IP.To4() == nil {
			return cty.NilVal, function.NewArgErrorf(0, "IPv6 addresses cannot have a netmask: %s", args[0].AsString())
		}
		return cty.StringVal(net.IP(network.Mask).String()), nil
	},
})

var cidrSubnetFunc = function.New(&function.Spec{
	Params: []function.Parameter{text("prefix"), whole("newbits"), whole("netnum")},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		bits, err := smallNumber(args[1], 1)
		if err != nil {
			return cty.NilVal, err
		}
		num, err := wholeNumber(args[2], 2)
		if err != nil {
			return cty.NilVal, err
		}
		network, err := parseCIDR(args[0])
		if err != nil {
			return cty.NilVal, err
		}
		if bits < 0 {
			return cty.NilVal, function.NewArgErrorf(1, "must extend the prefix by at least zero bits")
		}
		sub, err := cidr.SubnetBig(network, bits, num)
		if err != nil {
			return cty.NilVal, err
		}
		return cty.StringVal(sub.String()), nil
	},
})

var cidrSubnetsFunc = function.New(&function.Spec{
	Params:   []function.Parameter{text("prefix")},
	VarParam: &function.Parameter{Name: "newbits", Type: cty.Number},
	Type:     function.StaticReturnType(cty.List(cty.String)),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		network, err := parseCIDR(args[0])
		if err != nil {
			return cty.NilVal, err
		}
		if len(args) == 1 {
			return cty.ListValEmpty(cty.String), nil
		}
		return cidrSubnets(network, args[1:])
	},
})

// cidrSubnets gives consecutive subnets, each as early as its size allows.
func cidrSubnets(network *net.IPNet, newBits []cty.Value) (cty.Value, error) {
	start, size := network.Mask.Size()
	var out []cty.Value
	var current *net.IPNet
	for i, v := range newBits {
		bits, err := smallNumber(v, i+1)
		if err != nil {
			return cty.NilVal, err
		}
		if bits < 1 {
			return cty.NilVal, function.NewArgErrorf(i+1, "must extend prefix by at least one bit")
		}
		length := start + bits
		if length > size {
			return cty.NilVal, function.NewArgErrorf(i+1, "would extend prefix to %d bits, which is too long for an address of %d bits", length, size)
		}
		if current == nil {
			if current, err = cidr.Subnet(network, bits, 0); err != nil {
				return cty.NilVal, err
			}
		} else {
			next, over := cidr.NextSubnet(current, length)
			if over || !network.Contains(next.IP) {
				return cty.NilVal, function.NewArgError(i+1, errors.New(fmt.Sprint("not enough remaining address space for a subnet with a prefix of ", length, " bits after ", current)))
			}
			current = next
		}
		out = append(out, cty.StringVal(current.String()))
	}
	return cty.ListVal(out), nil
}
