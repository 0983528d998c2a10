package hcl

import (
	"crypto/md5"  //nolint:gosec // a function of the language, not a safeguard
	"crypto/sha1" //nolint:gosec // a function of the language, not a safeguard
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"

	"github.com/zclconf/go-cty/cty/function"
)

var (
	md5Func          = hashFunc(md5.New, hex.EncodeToString)
	sha1Func         = hashFunc(sha1.New, hex.EncodeToString)
	sha256Func       = hashFunc(sha256.New, hex.EncodeToString)
	sha512Func       = hashFunc(sha512.New, hex.EncodeToString)
	base64SHA256Func = hashFunc(sha256.New, base64.StdEncoding.EncodeToString)
	base64SHA512Func = hashFunc(sha512.New, base64.StdEncoding.EncodeToString)
)

func hashFunc(start func() hash.Hash, spell func([]byte) string) function.Function {
	return textFunc(func(a []string) (string, error) {
		h := start()
		h.Write([]byte(a[0]))
		return spell(h.Sum(nil)), nil
	}, "str")
}
