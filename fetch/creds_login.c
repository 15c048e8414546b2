/* What `aws login` left: a cached, unexpired token. Refreshing it is the aws command's affair. */
#include "base/file.h"
#include "base/json.h"
#include "fetch/creds.h"
#include "fetch/json_text.h"
#include "fetch/secret.h"
#include "fetch/sigv4.h"

#include <string.h>
#include <unistd.h>

static enum creds_outcome login_needed(const struct creds_chain *chain, const char *why,
				       struct vck_error *err)
{
	vck_fail(err, VCK_E_AWS, NULL, "profile %s: %s; run: aws login --profile %s",
		 chain->profile, why, chain->profile);
	return CREDS_FAILED;
}

enum creds_outcome creds_login(struct creds_chain *chain, struct credentials *out, struct buf *why,
			       struct vck_error *err)
{
	struct client *c = chain->client;
	const char *session = config_get(chain->section, "login_session");
	const char *folder = client_env(c, "AWS_LOGIN_CACHE_DIRECTORY");
	struct buf text = BUF_INIT;
	cJSON *json = NULL;
	char hash[65];
	if (str_empty(session)) {
		buf_printf(why, "profile %s has no login_session", chain->profile);
		return CREDS_NONE;
	}
	sigv4_sha256_hex(session, strlen(session), hash);
	const char *path =
		arena_printf(&c->arena, "%s/%s.json",
			     client_expand(c, folder ? folder : "~/.aws/login/cache"), hash);
	if (access(path, F_OK) != 0)
		return login_needed(chain, "there is no login token", err);
	bool ok = !file_read(path, 1u << 20, &text, NULL) &&
		  !json_parse(&c->arena, path, buf_str(&text), text.len, &json, NULL);
	secret_free(&text);
	const cJSON *token = ok ? json_get(json, "accessToken") : NULL;
	cJSON *keys = json_made(cJSON_CreateObject());
	static const char *const names[][2] = {{"accessKeyId", "AccessKeyId"},
					       {"secretAccessKey", "SecretAccessKey"},
					       {"sessionToken", "SessionToken"},
					       {"accountId", "AccountId"},
					       {"expiresAt", "Expiration"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = json_string(token, names[i][0]);
		if (value)
			cJSON_AddItemToObject(keys, names[i][1],
					      json_made(cJSON_CreateString(value)));
	}
	ok = creds_from_json(c, keys, out);
	cJSON_Delete(keys);
	if (!ok)
		return login_needed(chain, "the login token can't be read", err);
	if (out->expires_s && out->expires_s <= shared_aws_now_s(c->shared))
		return login_needed(chain, "the login token has expired", err);
	out->source = arena_printf(&c->arena, "profile %s, aws login", chain->profile);
	return CREDS_FOUND;
}
