/* AWS_ACCESS_KEY_ID and its companions. An explicit --profile puts them out of force. */
#include "fetch/creds.h"
#include "fetch/timestamp.h"

enum creds_outcome creds_env(struct creds_chain *chain, struct credentials *out, struct buf *why,
			     struct vck_error *err)
{
	struct client *c = chain->client;
	struct timestamp expires;
	const char *key = client_env(c, "AWS_ACCESS_KEY_ID");
	const char *secret = client_env(c, "AWS_SECRET_ACCESS_KEY");
	const char *token = client_env(c, "AWS_SECURITY_TOKEN");
	if (c->profile_explicit) {
		buf_puts(why, "not asked, since a profile was named");
		return CREDS_NONE;
	}
	if (!key) {
		buf_puts(why, "AWS_ACCESS_KEY_ID is not set");
		return CREDS_NONE;
	}
	if (!secret) {
		vck_fail(err, VCK_E_AWS, NULL,
			 "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY");
		return CREDS_FAILED;
	}
	if (!token)
		token = client_env(c, "AWS_SESSION_TOKEN");
	const char *account = client_env(c, "AWS_ACCOUNT_ID");
	out->access_key = arena_strdup(&c->arena, key);
	out->secret_key = arena_strdup(&c->arena, secret);
	out->token = token ? arena_strdup(&c->arena, token) : NULL;
	out->account = account ? arena_strdup(&c->arena, account) : NULL;
	if (timestamp_parse(client_env(c, "AWS_CREDENTIAL_EXPIRATION"), &expires))
		out->expires_s = expires.seconds;
	return CREDS_FOUND;
}
