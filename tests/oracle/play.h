/*
 * play - the engine and the oracle, asked the same questions.
 *
 * Question: do the two judges agree? A game is a seed: it makes a network and questions about
 * interesting addresses of it. A disagreement is shrunk: resources, rules and routes are taken out
 * of the network as long as it stays, and what is left is written to a file.
 *
 *	struct play play = { .features = FEATURE_ALL };
 *	play_seed(&play, 42, 150);            one network, 150 questions
 *	play_print(&play, stdout);            how the answers were spread
 */
#ifndef ORACLE_PLAY_H
#define ORACLE_PLAY_H

#include "oracle/falsehood.h"
#include "oracle/oracle.h"

#include <stdio.h>

struct play {
	unsigned features;
	const char *folder;                /* where disagreements are written; NULL: nowhere */
	unsigned max_reports;              /* shrink and print so many; 0: all */
	const struct falsehood *falsehood; /* in the engine's network; then nothing is reported */
	/* counted */
	unsigned long networks, questions, packets, by_ruling[4], open, disagreements;
	unsigned long unloadable;
	unsigned reported;
};

/* Number of disagreements of this seed. */
unsigned play_seed(struct play *, uint64_t seed, unsigned questions);
void play_print(const struct play *, FILE *);

/* Ask one question again, of a network in a file; prints what both say. False: they disagree. */
bool play_again(const char *path, const char *question, FILE *);

#endif
