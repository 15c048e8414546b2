/*
 * snapshot.h - what a run brought, before it is written down.
 *
 * Question: what stands in the dump, and in which order?
 *
 * Everything is gathered first, since a list is sorted by id and an account's ranges must be known
 * before addresses get pseudonyms. Elements wait as text, which is what they will be in the file.
 * snapshot.c gathers and sorts; snapshot_text.c puts elements, lists and outcomes into words, under
 * their pseudonyms; dump_file.c makes one file of it all, dump_folder.c a file per call.
 */
#ifndef FETCH_SNAPSHOT_H
#define FETCH_SNAPSHOT_H

#include "base/vec.h"
#include "fetch/redact.h"
#include "fetch/run.h"
#include "fetch/writer.h"

struct element {
	const char *id, *text;
	const struct call *call;
};

struct outcome {
	const struct call *call; /* NULL: none of the list, like a role that was refused */
	struct vck_fetch_call done;
};

struct place {
	const char *account, *region;
	VEC(struct element) elements;
	VEC(struct outcome) outcomes;
};

struct snapshot {
	const struct vck_fetch_options *options;
	struct arena arena;
	VEC(struct place *) places;
	struct redact redact;
};

/* Ask everything, sorted. An interrupted run is worth writing too, when it has something: the dump
 * says what is missing. */
enum vck_status snapshot_gather(struct snapshot *, struct vck_fetch_summary *, struct vck_error *);
bool snapshot_is_worth_writing(enum vck_status, const struct vck_fetch_summary *);
void snapshot_close(struct snapshot *);

/* Did the call go well; did any that fills this list? Then it is known, even when it is empty. */
bool place_answered(const struct place *, const struct call *);
bool place_knows_list(const struct place *, const char *list_key);

/* ---- snapshot_text.c ---- */

/* All elements are known: settle which pseudonyms they get. */
void text_prepare(struct snapshot *);
void text_header(struct buf *out);
void text_account(struct snapshot *, const char *account, struct buf *out); /* quoted */
/* The account's number or its pseudonym, bare: for the name of a folder. */
void text_account_name(struct snapshot *, const char *account, struct buf *out);
/* A row of "Calls"; `with_place`: it stands among those of other accounts and Regions. */
void text_outcome(struct snapshot *, const struct outcome *, bool with_place, unsigned indent,
		  struct buf *out);
/* The elements of a list; `call` narrows it to one call's, or is NULL. */
void text_list(struct snapshot *, const struct place *, const char *list_key, const struct call *,
	       unsigned indent, struct writer *);

#endif
