/*
 * solver - Z3 as a process that is kept: SMT-LIB text in, an answer out.
 *
 * One process serves all networks and questions; what belongs to one of them stands between
 * solver_push() and solver_pop(). Each check is bounded in time.
 *
 *	struct solver s;
 *	if (solver_start(&s)) {                 false: there is no z3
 *		solver_put(&s, "(declare-const x Int)(assert (> x 4))\n");
 *		solver_check(&s) == SMT_SAT;
 *		solver_end(&s);
 *	}
 */
#ifndef Z3_SOLVER_H
#define Z3_SOLVER_H

#include "base/str.h"

#include <stdio.h>
#include <sys/types.h>

enum smt_answer { SMT_UNSAT, SMT_SAT, SMT_UNDECIDED, SMT_ERROR };

struct solver {
	pid_t pid;
	FILE *to, *from;
	struct buf error; /* what z3 said that is no answer */
};

bool solver_start(struct solver *);
void solver_put(struct solver *, const char *text);
void solver_send(struct solver *,
		 const char *text); /* the same, in no hurry to see what is wrong */
/* What a command prints: "(simplify TERM)". */
void solver_tell(struct solver *, const char *command, struct buf *out);
void solver_push(struct solver *);
void solver_pop(struct solver *);
enum smt_answer solver_check(struct solver *);
/* After SMT_SAT: "(get-value (NAMES))" as z3 prints it, one line. */
void solver_values(struct solver *, const char *names, struct buf *out);
void solver_end(struct solver *);

#endif
