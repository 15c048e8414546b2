/* A world for tests: an environment from a table, a clock that only sleeping moves, hosts that
 * answer from a function, and a home folder that is thrown away. */
#ifndef TESTS_FETCH_FAKE_H
#define TESTS_FETCH_FAKE_H

#include "fetch/client.h"
#include "fetch/creds.h"
#include "tests/fetch/fetch_tests.h"

struct fake;
typedef void fake_answer_fn(struct fake *, const struct exchange *, struct exchange *out);

struct fake {
	struct arena arena;
	const char *env[64][2];
	unsigned env_count;
	char home[64];
	int64_t now_ms;
	double random;
	const char *mfa; /* what the user types; NULL: nobody is there */
	struct buf asked, said;
	struct buf log; /* one line per request, written by the hosts */
	unsigned requests;
	fake_answer_fn *answer;
	struct transport transport;
	struct vck_fetch_options options;
	struct shared shared;
	struct client client;
	struct vck_error err;
};

void fake_open(struct fake *, fake_answer_fn *answer);
void fake_env(struct fake *, const char *name, const char *value);
const char *fake_file(struct fake *, const char *name,
		      const char *text); /* below the home; its path */
enum vck_status fake_client(struct fake *, const char *profile);
enum vck_status fake_creds(struct fake *, const char *profile, struct credentials *out);
void fake_reply(struct exchange *out, long status, const char *type, const char *body);
const char *fake_header(const struct exchange *, const char *name); /* "" when it is not sent */
char *fake_signer(struct fake *, const struct exchange *); /* the access key, or "nobody" */
char *fake_parameter(struct fake *, const struct exchange *,
		     const char *name); /* of the form, decoded */
void fake_close(struct fake *);

/* <AssumeRoleResponse>... with these keys. */
void fake_sts_reply(struct fake *, struct exchange *out, const char *operation, const char *key,
		    const char *expires);

/* An error of EC2's or STS's, and GetCallerIdentity's answer. */
void fake_error(struct fake *, struct exchange *out, long status, const char *code);
void fake_identity(struct fake *, struct exchange *out, const char *account);

#endif
