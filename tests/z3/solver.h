/*
 * solver - Z3 as a process that is kept: SMT-LIB text in, an answer out.
 *
 * One process serves all networks and questions; what belongs to one of them stands between
 * solver_push() and solver_pop(). Each check is bounded in time: z3 stops by itself, mostly. One that
 * does not within SOLVER_SECONDS is ended, and another is told the same anew; the answer is
 * undecided. A process ends with its parent.
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

enum { SOLVER_SECONDS = 20, SOLVER_DEPTH = 16 };

struct solver {
	pid_t pid;
	FILE *to;
	int from;
	struct buf told;             /* what holds now, for a process that takes over */
	size_t pushed[SOLVER_DEPTH]; /* where each push stands in it */
	unsigned depth;
	struct buf error; /* what z3 said that is no answer */
	unsigned seconds; /* how long an answer may take; solver_start() sets SOLVER_SECONDS */
	long long until;  /* of solver_allow(); 0: no end */
	unsigned ended;   /* counted: processes that took longer */
};

bool solver_start(struct solver *);
void solver_put(struct solver *, const char *text);
void solver_send(struct solver *,
		 const char *text); /* the same, in no hurry to see what is wrong */
/* What a command prints: "(simplify TERM)". False: it took too long, nothing was added. */
bool solver_tell(struct solver *, const char *command, struct buf *out);
void solver_push(struct solver *);
void solver_pop(struct solver *);
/* From now on: what is checked later than that stays undecided, unasked. */
void solver_allow(struct solver *, unsigned seconds);
enum smt_answer solver_check(struct solver *);
/* After SMT_SAT: "(get-value (NAMES))" as z3 prints it, one line. */
void solver_values(struct solver *, const char *names, struct buf *out);
void solver_end(struct solver *);

#endif
