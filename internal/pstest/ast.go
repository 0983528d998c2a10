package pstest

// An expr is evaluated to one value.
type expr interface{ eval(*scope) (any, error) }

// A stmt is run; what it leaves in the pipeline goes to out.
type stmt interface {
	run(s *scope, out *[]any) error
}

type (
	literal  struct{ value any }
	variable struct{ name string }
	expand   struct{ parts []expr } // a text in double quotes
	array    struct{ body []stmt }  // @( ... )
	list     struct{ items []expr } // a, b
	hash     struct {
		keys   []expr
		values []stmt
	}
	sub    struct{ body []stmt } // $( ... )
	paren  struct{ body stmt }   // ( ... )
	member struct {
		of   expr
		name string
	}
	call struct {
		of   expr
		name string
		args []expr
	}
	index  struct{ of, at expr }
	static struct {
		typ  string
		name string
		args []expr
	}
	unary struct {
		op string
		x  expr
	}
	cast struct {
		typ string
		x   expr
	}
	binary struct {
		op   string
		l, r expr
	}
)

// A Block is a script block or the body of a function.
type Block struct {
	name   string
	params []param
	body   []stmt
}

type param struct {
	name      string
	typ       string // "" where none is given
	mandatory bool
	value     expr // default; nil: none
}

type (
	exprStmt struct{ x expr }
	assign   struct {
		to    expr
		op    string
		value stmt
	}
	command struct {
		line    int
		dynamic expr // with &; nil: a name
		name    string
		args    []arg
	}
	arg struct {
		name  string // parameter; "" for a positional argument
		value expr   // nil: a switch
		splat string
	}
	pipeline struct{ stages []stmt }
	ifStmt   struct {
		conds  []stmt
		bodies [][]stmt
		other  []stmt
	}
	foreachStmt struct {
		name string
		in   stmt
		body []stmt
	}
	whileStmt struct {
		cond stmt
		body []stmt
	}
	tryStmt struct{ body, catch, finally []stmt }
	jump    struct {
		kind  string // return, throw, exit, break, continue
		value stmt   // nil: none
	}
	function struct{ block *Block }
)
