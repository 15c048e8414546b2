/*
 * redact.h - a dump that may be shown to others and still gives the same verdicts.
 *
 * Question: what stands in the place of this tag, address or account id?
 *
 * Pseudonyms are consistent: the same input has the same pseudonym everywhere, and another run with
 * the same key makes the same ones. Without a key they are of this run alone.
 *
 * - tags: values, and keys that are the user's own. Keys that mean something to AWS (aws:...,
 * eks:..., kubernetes.io/..., Name) stay.
 * - addresses: a permutation that keeps prefixes. Two addresses that share 19 bits share 19 bits
 *   afterwards, so every range holds what it held; 10.0.0.0/8 and its like, link-local, multicast
 * and AWS's own ranges (prefix lists, keep_cidrs) are mapped onto themselves, and the first
 * addresses of a VPC's and a subnet's range stay the first, since AWS serves there.
 * - accounts: twelve digits for twelve digits.
 */
#ifndef FETCH_REDACT_H
#define FETCH_REDACT_H

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

struct redact_range {
	unsigned char bits[16];
	unsigned char len;
	bool v6;
	bool whole; /* addresses inside stay as they are */
	bool base;  /* the range may move, and its first addresses stay its first; else it stays put
		     */
};

struct redact {
	unsigned what; /* enum vck_fetch_redact */
	unsigned char key[32];
	VEC(struct redact_range) ranges;
	struct arena arena;
	struct map aws_lists; /* ids of the prefix lists that are AWS's */
};

/* `key` NULL: a random one. */
void redact_open(struct redact *, unsigned what, const char *key);
void redact_close(struct redact *);

/* Ranges have to be told before the first address is asked for. */
void redact_keep(struct redact *, const char *cidr, bool whole);
/* What an element of `list_key` says about ranges: VPCs, subnets, AWS's prefix lists. */
void redact_learn(struct redact *, const char *list_key, const struct cJSON *element);
/* The same for entries of prefix lists, once it is known which lists are AWS's. */
void redact_learn_entries(struct redact *, const char *list_key, const struct cJSON *element);

void redact_element(struct redact *, struct cJSON *element); /* in place */
void redact_text(struct redact *, const char *text, struct buf *out);
void redact_account(struct redact *, const char *account, struct buf *out);

#endif
