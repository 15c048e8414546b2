/*
 * job.h - one call under way in one account and Region (for calls per resource: of one resource).
 *
 * Question: what does this call ask next, and what has it been told so far?
 *
 * A job keeps its pages until the last one came, as text: a list that breaks off in the middle is
 * not known, and nobody may take it for complete. It knows requests, pages and tokens; when it is
 * its turn, what a refusal means and who hears of the outcome is run.c's affair.
 */
#ifndef FETCH_JOB_H
#define FETCH_JOB_H

#include "base/map.h"
#include "base/vec.h"
#include "fetch/calls.h"
#include "fetch/request.h"

struct region_run;
struct scope;

enum job_state { JOB_WAITING, JOB_FLYING, JOB_DONE };

/* An element of an answer: what tells it apart, and its JSON (json_text.h, indent 0). */
struct piece {
	const char *id, *text;
};

struct job {
	struct job *next;
	struct region_run *at;
	const struct call *call;
	const char *resource; /* of a call per resource; in the job's arena */
	enum job_state state;
	int64_t ready_ms;
	unsigned attempt;
	bool clock_tried, renewed;
	const char *signed_by; /* the access key of the request in the air */
	unsigned restarts;     /* after a page token that was no longer good */
	const char *token;     /* of the next page */
	struct map tokens;     /* all that came so far */
	struct arena arena;
	VEC(struct piece) pieces;
	struct request request;
	unsigned pages;
	int64_t began_ms;
};

struct job *job_new(struct region_run *, const struct call *, const char *resource);
void job_write_request(struct job *, const struct scope *);

/* The answer as the JSON that the aws command prints of it. VCK_E_LIMIT: a hostile one. */
enum vck_status job_parse_page(const struct job *, struct cJSON **out, struct vck_error *);
void job_add_page(struct job *, const struct cJSON *page);
/* Settles j->token: the next page's, NULL at the end. False: it came before, so the end never would.
 */
bool job_next_token(struct job *, const struct cJSON *page);
/* Begin anew: AWS does not know the page token any more. */
void job_forget_pages(struct job *);
/* The list of a resource under the name of the resource, as one element. */
void job_wrap(const struct job *, struct buf *out);

void job_end(struct job *); /* what it holds; the job itself is the list's */

#endif
