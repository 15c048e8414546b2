/*
 * reply.h - what the files of the server share: what a request is answered with, and who counts.
 *
 * ec2_server.c takes requests from the wire and puts answers on it; answer.c makes the answer to one
 * request; pages.c cuts lists into pages; misbehave.c has the answers that no client likes.
 */
#ifndef TESTS_EC2_SERVER_REPLY_H
#define TESTS_EC2_SERVER_REPLY_H

#include "tests/ec2_server/ec2_server.h"

struct reply {
	unsigned status;
	const char *type;
	char *body; /* malloc'd */
	size_t len;
	enum misbehaviour kind;
};

/* ---- ec2_server.c ---- */

const struct ec2_server_options *server_options(const struct ec2_server *);
/* The request's number among those of its operation, counted from 1. */
unsigned server_count(struct ec2_server *, const char *operation);
/* A request of the operation comes in (1) or is answered (-1). */
void server_crowd(struct ec2_server *, const char *operation, int step);
void server_complain(struct ec2_server *, const char *operation, const char *what);

/* ---- answer.c ---- */

struct reply server_answer(struct ec2_server *, const struct received *);
char *server_slurp(const char *path, size_t *len); /* NULL: there is no such file */
char *server_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A parameter of the form, decoded, in malloc'd memory; NULL when it is not there. */
char *server_parameter(const char *body, const char *name);
struct reply server_error(unsigned status, const char *code, const char *message);
struct reply server_text(unsigned status, const char *type, char *body);

/* ---- pages.c ---- */

/* Is the page size one that AWS takes? */
bool server_page_size_is_legal(const char *operation, const char *size);
/* The page of `body` (which it frees) that the form asks for. */
struct reply server_page(struct ec2_server *, const char *operation, const char *form, char *body,
			 enum misbehaviour);
/* Page after page of subnets, made as they are asked for. */
struct reply server_many_subnets(const struct ec2_server *, const char *form);

/* ---- misbehave.c ---- */

enum misbehaviour server_misbehaviour(const struct ec2_server_options *, const char *operation,
				      unsigned n);
/* True when the misbehaviour is a whole answer of its own. */
bool server_misbehave(enum misbehaviour, const char *operation, struct reply *);

#endif
