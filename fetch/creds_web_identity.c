/* A token file that STS takes in exchange for a role: EKS, GitHub Actions. Not signed. */
#include "base/file.h"
#include "fetch/creds.h"
#include "fetch/request.h"
#include "fetch/secret.h"

#include <string.h>

struct web_identity {
	const char *token_file, *role_arn, *session_name;
};

static bool from_env(const struct creds_chain *chain, struct web_identity *w)
{
	const struct client *c = chain->client;
	if (c->profile_explicit || chain->only_profile)
		return false;
	w->token_file = client_env(c, "AWS_WEB_IDENTITY_TOKEN_FILE");
	w->role_arn = client_env(c, "AWS_ROLE_ARN");
	w->session_name = client_env(c, "AWS_ROLE_SESSION_NAME");
	return w->token_file != NULL;
}

static bool from_profile(const struct creds_chain *chain, struct web_identity *w)
{
	w->token_file = config_get(chain->section, "web_identity_token_file");
	w->role_arn = config_get(chain->section, "role_arn");
	w->session_name = config_get(chain->section, "role_session_name");
	return !str_empty(w->token_file);
}

static enum vck_status exchange_token(struct client *c, const struct web_identity *w,
				      const char *token, struct credentials *out,
				      struct vck_error *err)
{
	struct request r = {0};
	struct answer answer;
	enum vck_status st = endpoint_resolve(c, SERVICE_STS, c->region ? c->region : "us-east-1",
					      &r.endpoint, err);
	if (st)
		return st;
	request_query(&r, SERVICE_STS, "AssumeRoleWithWebIdentity");
	request_add(&r, "RoleArn", w->role_arn);
	request_add(&r, "RoleSessionName",
		    str_empty(w->session_name)
			    ? arena_printf(&c->arena, "vpccheck-%lld",
					   (long long)(shared_now_ms(c->shared) / 1000))
			    : w->session_name);
	request_add(&r, "WebIdentityToken", token);
	st = request_ask(c, &r, &answer, err);
	if (!st && answer.kind != ANSWER_OK)
		st = vck_fail(err, VCK_E_AWS, NULL,
			      "role %s can't be assumed with the token in %s: %s%s%s", w->role_arn,
			      w->token_file, answer.code, *answer.message ? ": " : "",
			      answer.message);
	if (!st)
		st = creds_from_sts(c, "AssumeRoleWithWebIdentity", &r.exchange, out, err);
	if (!st)
		out->source = arena_printf(&c->arena, "role %s, by the token in %s", w->role_arn,
					   w->token_file);
	request_free(&r);
	return st;
}

enum creds_outcome creds_web_identity(struct creds_chain *chain, struct credentials *out,
				      struct buf *why, struct vck_error *err)
{
	struct web_identity w = {0};
	struct buf token = BUF_INIT;
	if (!from_env(chain, &w) && !from_profile(chain, &w)) {
		buf_puts(why, "no AWS_WEB_IDENTITY_TOKEN_FILE, no web_identity_token_file");
		return CREDS_NONE;
	}
	if (str_empty(w.role_arn)) {
		vck_fail(err, VCK_E_AWS, NULL, "profile %s: a web identity token needs a role_arn",
			 chain->profile);
		return CREDS_FAILED;
	}
	enum vck_status st = file_read(w.token_file, 1u << 20, &token, err);
	if (!st)
		st = exchange_token(chain->client, &w, buf_str(&token), out, err);
	secret_free(&token);
	return st ? CREDS_FAILED : CREDS_FOUND;
}
