/*
 * compare - the engine and Z3, asked the same questions.
 *
 * Question: is there a packet between these two ends of which the rules, as a formula, say one
 * thing and the engine another? A game is a seed: it makes a network and questions about
 * interesting pairs of its addresses. The engine answers with exact sets (passes, partial, blocked,
 * unknown); they are written as formulas beside `judge` (encode.h), and a model of the difference
 * is a packet.
 *
 * For one packet, over all client ports c (and whatever else the packet does not choose):
 *	passes    every one is certain to pass
 *	blocked   none may pass
 *	partial   some are certain to pass, others cannot
 *	unknown   none of these three can be said
 * The first question to the solver has no quantifier and finds what passes and should not, or the
 * reverse; the second, asked only where the engine said partial or unknown, has.
 *
 *	struct game game = {.features = FEATURE_CORE, .max_reports = 1};
 *	if (game_start(&game)) {          false: there is no z3
 *		game_seed(&game, 42, 30);     one network, 30 questions
 *		game_end(&game);
 *	}
 */
#ifndef Z3_COMPARE_H
#define Z3_COMPARE_H

#include "oracle/falsehood.h"
#include "z3/solver.h"

#include <stdio.h>
#include <time.h>

struct game {
	unsigned features;
	unsigned max_reports; /* print so many disagreements; 0: all */
	const char *folder;   /* where networks that they disagree on are written; NULL: nowhere */
	/* What is falsified to see that it is noticed: of each answer one packet that passes is called
	 * blocked, or the reverse; the network that the engine is handed. */
	bool false_answers;
	const struct falsehood *falsehood;
	FILE *out;    /* NULL: nothing is printed */
	time_t until; /* no question is asked later than that; 0: no end */
	/* counted */
	unsigned long networks, questions, by_verdict[4], undecided, disagreements, errors;
	unsigned long balanced; /* to a balancer's node, and something passes */
	unsigned reported;
	struct solver solver;
};

bool game_start(struct game *);
/* The number of disagreements of this seed. */
unsigned game_seed(struct game *, uint64_t seed, unsigned questions);
/* Ask about a network in a file; `question` is what a report printed. False: they disagree. */
bool game_again(struct game *, const char *path, const char *question);
void game_print(const struct game *, FILE *);
void game_end(struct game *);

#endif
