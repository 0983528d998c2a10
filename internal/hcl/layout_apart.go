package hcl

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

type kinds []hclsyntax.TokenType

func (k kinds) has(t hclsyntax.TokenType) bool { return slices.Contains(k, t) }

var (
	beginsText = kinds{hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc}
	endsText   = kinds{hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc}
	opening    = kinds{
		hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl,
	}
	closing   = kinds{hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd}
	follows   = kinds{hclsyntax.TokenDot, hclsyntax.TokenComma, hclsyntax.TokenEllipsis, hclsyntax.TokenNewline}
	afterName = kinds{hclsyntax.TokenOParen, hclsyntax.TokenDoubleColon}
	indexed   = append(kinds{hclsyntax.TokenIdent, hclsyntax.TokenNumberLit}, closing...)
	inserts   = kinds{hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl}

	// A minus after one of these is a number's.
	beforeSign = kinds{
		hclsyntax.TokenNil,
		hclsyntax.TokenOParen, hclsyntax.TokenOBrace, hclsyntax.TokenOBrack,
		hclsyntax.TokenEqual, hclsyntax.TokenColon, hclsyntax.TokenComma, hclsyntax.TokenQuestion,
		hclsyntax.TokenPlus, hclsyntax.TokenMinus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent,
		hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq,
		hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq,
		hclsyntax.TokenAnd, hclsyntax.TokenOr, hclsyntax.TokenBang,
	}
)

// apart says whether a blank stands between a word and the next; before is what
// stands before both.
func apart(before hclsyntax.TokenType, w word, next hclsyntax.TokenType) bool {
	switch {
	case joined(w.kind, next):
		return false
	case w.kind == hclsyntax.TokenComma:
		return true
	case beginsText.has(w.kind) || endsText.has(next):
		return false
	case w.kind == hclsyntax.TokenIdent && string(w.text) == "in" && before == hclsyntax.TokenIdent:
		return true // for x in [a]: not an index
	case next == hclsyntax.TokenOBrack && indexed.has(w.kind):
		return false
	case w.kind == hclsyntax.TokenMinus:
		return !beforeSign.has(before)
	}
	return w.kind != hclsyntax.TokenBang && apartInBrackets(w.kind, next)
}

// joined are names with what belongs to them, and what only follows.
func joined(k, next hclsyntax.TokenType) bool {
	return k == hclsyntax.TokenDot || follows.has(next) || k == hclsyntax.TokenIdent && afterName.has(next) ||
		k == hclsyntax.TokenDoubleColon && next == hclsyntax.TokenIdent
}

// apartInBrackets: braces have blanks inside, other brackets have none.
func apartInBrackets(k, next hclsyntax.TokenType) bool {
	switch {
	case k == hclsyntax.TokenOBrace || next == hclsyntax.TokenCBrace:
		return k != hclsyntax.TokenOBrace || next != hclsyntax.TokenCBrace
	case inserts.has(k) && next == hclsyntax.TokenOBrace || k == hclsyntax.TokenCBrace && next == hclsyntax.TokenTemplateSeqEnd:
		return true
	case k == hclsyntax.TokenTemplateSeqEnd && inserts.has(next):
		return false
	}
	return bracket(k) <= 0 && bracket(next) >= 0
}
