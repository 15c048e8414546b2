/* A fetch for tests: a server of our own that checks and misbehaves, real sockets, and a world whose
 * environment and home folder are the test's. */
#ifndef TESTS_FETCH_STAGE_H
#define TESTS_FETCH_STAGE_H

#include "tests/ec2_server/ec2_server.h"
#include "tests/fetch/fake.h"

#define STAGE_KEY    "AKIDSERVER"
#define STAGE_SECRET "the-servers-secret"

struct stage {
	struct fake fake; /* its environment and home; clock and network are real */
	struct ec2_server_options server_options;
	struct ec2_server *server;
	struct vck_fetch_options options;
	struct vck_fetch_summary summary;
	struct vck_error err;
	char url[64];
	const char *file; /* the dump */
	cJSON *dump;
};

/* `folder`: of testdata/ec2-server. The options may be changed until the server is needed. */
void stage_open(struct stage *, const char *folder);
void stage_with_rule(struct stage *, const char *folder, const struct mis_rule *);
void stage_serve(struct stage *);
enum vck_status stage_fetch(struct stage *);
void stage_fetch_ok(struct stage *); /* and the server has nothing to complain of */
/* The fetch fails so, nothing is written, no secret is told; closes the stage. */
void stage_fails(struct stage *, enum vck_status, const char *why);
void stage_close(struct stage *);

/* What the dump holds. */
const cJSON *stage_snapshot(const struct stage *, int i);
const cJSON *stage_row(const struct stage *, const char *operation);
void stage_check_row(const struct stage *, const char *operation, const char *status,
		     const char *code);
int stage_count(const struct stage *, const char *list); /* -1: it is not there */
void stage_check_holds(const char *name, const cJSON *got, const cJSON *element);
/* Fetch, and find all of "rich". */
void stage_check_rich(struct stage *);

#endif
