/* IAM Identity Center: the token that `aws sso login` left, against a role's credentials. */
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/vec.h"
#include "fetch/creds.h"
#include "fetch/json_text.h"
#include "fetch/request.h"
#include "fetch/secret.h"
#include "fetch/sigv4.h"
#include "fetch/timestamp.h"

#include <openssl/evp.h>

#include <string.h>
#include <unistd.h>

#define REFRESH_LEFT_S (15 * 60)

struct sso {
	const char *session; /* NULL: the legacy form, all in the profile */
	const char *start_url, *region, *account, *role;
};

struct sso_token {
	const char *path;
	cJSON *json;
	const char *access;
	int64_t expires_s;
};

static enum creds_outcome failed(struct vck_error *err, const struct creds_chain *chain,
				 const char *what, const char *name)
{
	vck_fail(err, VCK_E_AWS, NULL, "profile %s: %s%s", chain->profile, what, name);
	return CREDS_FAILED;
}

/* ---- the settings ---- */

/* The same key in profile and session must say the same. */
static bool session_value(const struct config_section *profile,
			  const struct config_section *session, const char *key, const char **out)
{
	const char *own = config_get(profile, key);
	*out = config_get(session, key);
	return !own || (*out && strcmp(own, *out) == 0);
}

static enum creds_outcome read_session(struct creds_chain *chain, struct sso *s,
				       struct vck_error *err)
{
	const struct config_section *session =
		config_find(&chain->client->config, CONFIG_SSO_SESSION, s->session);
	if (!session)
		return failed(err, chain, "there is no section [sso-session ", s->session);
	if (!session_value(chain->section, session, "sso_start_url", &s->start_url) ||
	    !session_value(chain->section, session, "sso_region", &s->region))
		return failed(err, chain,
			      "sso_region and sso_start_url can only be specified in the section "
			      "[sso-session] when a session is named; they differ from session ",
			      s->session);
	if (str_empty(s->start_url) || str_empty(s->region))
		return failed(err, chain, "sso_start_url or sso_region is missing in session ",
			      s->session);
	return CREDS_FOUND;
}

static enum creds_outcome read_settings(struct creds_chain *chain, struct sso *s, struct buf *why,
					struct vck_error *err)
{
	s->session = config_get(chain->section, "sso_session");
	s->account = config_get(chain->section, "sso_account_id");
	s->role = config_get(chain->section, "sso_role_name");
	s->start_url = config_get(chain->section, "sso_start_url");
	s->region = config_get(chain->section, "sso_region");
	if (s->session && read_session(chain, s, err) == CREDS_FAILED)
		return CREDS_FAILED;
	if (!s->account && !s->role) {
		buf_printf(why, "profile %s has no sso_account_id and sso_role_name",
			   chain->profile);
		return CREDS_NONE;
	}
	if (!s->account || !s->role)
		return failed(err, chain,
			      s->account ? "sso_account_id needs " : "sso_role_name needs ",
			      s->account ? "sso_role_name" : "sso_account_id");
	if (str_empty(s->start_url) || str_empty(s->region))
		return failed(err, chain, "sso_start_url or sso_region is missing", "");
	return region_is_valid(s->region)
		       ? CREDS_FOUND
		       : failed(err, chain, "sso_region is no Region: ", s->region);
}

/* ---- the cached token ---- */

static const char *token_path(struct client *c, const struct sso *s)
{
	unsigned char hash[20];
	struct buf hex = BUF_INIT;
	const char *name = s->session ? s->session : s->start_url;
	if (!EVP_Digest(name, strlen(name), hash, NULL, EVP_sha1(), NULL))
		mem_oom(sizeof hash);
	for (size_t i = 0; i < sizeof hash; i++)
		buf_printf(&hex, "%02x", hash[i]);
	const char *path = arena_printf(&c->arena, "%s/%s.json",
					client_expand(c, "~/.aws/sso/cache"), buf_str(&hex));
	buf_free(&hex);
	return path;
}

static enum creds_outcome login_needed(const struct creds_chain *chain, const char *why,
				       struct vck_error *err)
{
	vck_fail(err, VCK_E_AWS, NULL, "profile %s: %s; run: aws sso login --profile %s",
		 chain->profile, why, chain->profile);
	return CREDS_FAILED;
}

static enum creds_outcome read_token(struct creds_chain *chain, const struct sso *s,
				     struct sso_token *t, struct vck_error *err)
{
	struct client *c = chain->client;
	struct buf text = BUF_INIT;
	struct timestamp expires;
	t->path = token_path(c, s);
	if (access(t->path, F_OK) != 0)
		return login_needed(chain, "there is no SSO token", err);
	bool ok = !file_read(t->path, 1u << 20, &text, NULL) &&
		  !json_parse(&c->arena, t->path, buf_str(&text), text.len, &t->json, NULL);
	secret_free(&text);
	t->access = ok ? json_string(t->json, "accessToken") : NULL;
	if (str_empty(t->access) || !timestamp_parse(json_string(t->json, "expiresAt"), &expires))
		return login_needed(chain, "the SSO token can't be read", err);
	t->expires_s = expires.seconds;
	return CREDS_FOUND;
}

/* ---- a fresh token ---- */

static void set_string(cJSON *object, const char *key, const char *value)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, key);
	cJSON_AddItemToObject(object, key, json_made(cJSON_CreateString(value)));
}

/* The aws command finds the new token where it left the old one. */
static void keep_token(const struct sso_token *t, const char *refresh)
{
	struct buf text = BUF_INIT, expires = BUF_INIT;
	struct arena a = ARENA_INIT;
	cJSON *copy = json_made(cJSON_Duplicate(t->json, 1));
	timestamp_wire(&expires, t->expires_s);
	set_string(copy, "accessToken", t->access);
	set_string(copy, "expiresAt", buf_str(&expires));
	if (refresh)
		set_string(copy, "refreshToken", refresh);
	json_text(&text, copy, 0);
	file_write(t->path, buf_str(&text), text.len,
		   NULL); /* a cache: if it can't be kept, so be it */
	cJSON_Delete(copy);
	buf_free(&expires);
	secret_free(&text);
	arena_free(&a);
}

static bool post_json(struct client *c, const char *url, const char *body, struct exchange *x)
{
	struct http_header header = {"Content-Type", "application/json"};
	struct answer answer;
	*x = (struct exchange){.method = "POST",
			       .url = url,
			       .headers = &header,
			       .header_count = 1,
			       .body = body,
			       .body_len = strlen(body),
			       .ca_bundle = c->ca_bundle,
			       .connect_ms = 10000,
			       .stall_ms = 60000,
			       .max_body = 1u << 20};
	return !request_plain(c, x, "CreateToken", &answer, NULL) && answer.kind == ANSWER_OK;
}

/* Sessions have what it takes to refresh the token; the legacy form has not. */
static bool refresh_token(struct client *c, const struct sso *s, struct sso_token *t)
{
	static const struct {
		const char *from, *to;
	} fields[] = {{"clientId", "clientId"},
		      {"clientSecret", "clientSecret"},
		      {"refreshToken", "refreshToken"}};
	struct endpoint e;
	struct exchange x = {0};
	struct buf body = BUF_INIT;
	cJSON *answer;
	bool fresh = false;
	buf_puts(&body, "{\"grantType\": \"refresh_token\"");
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const char *value = json_string(t->json, fields[i].from);
		if (!value || !s->session) {
			secret_free(&body);
			return false;
		}
		buf_printf(&body, ", \"%s\": ", fields[i].to);
		json_text_string(&body, value);
	}
	buf_puts(&body, "}");
	if (!endpoint_resolve(c, SERVICE_SSO_OIDC, s->region, &e, NULL) &&
	    post_json(c, arena_printf(&c->arena, "%stoken", e.url), buf_str(&body), &x) &&
	    !json_parse(&c->arena, "sso token", buf_str(&x.answer), x.answer.len, &answer, NULL) &&
	    json_string(answer, "accessToken")) {
		const cJSON *seconds = json_get(answer, "expiresIn");
		t->access = json_string(answer, "accessToken");
		t->expires_s = shared_aws_now_s(c->shared) +
			       (cJSON_IsNumber(seconds) ? (int64_t)seconds->valuedouble : 3600);
		keep_token(t, json_string(answer, "refreshToken"));
		fresh = true;
	}
	exchange_reset(&x);
	secret_free(&body);
	return fresh;
}

/* A refresh token is good for one use: when ours is refused, another program may have been faster,
 * and have left what it got where we found ours. */
static enum creds_outcome fresh_token(struct creds_chain *chain, const struct sso *s,
				      struct sso_token *t, struct vck_error *err)
{
	struct client *c = chain->client;
	if (t->expires_s - shared_aws_now_s(c->shared) >= REFRESH_LEFT_S || refresh_token(c, s, t))
		return CREDS_FOUND;
	if (shared_interrupted(c->shared)) {
		vck_fail(err, VCK_E_INTERRUPTED, NULL, "interrupted");
		return CREDS_FAILED;
	}
	enum creds_outcome outcome = read_token(chain, s, t, err);
	if (outcome == CREDS_FOUND && t->expires_s <= shared_aws_now_s(c->shared))
		return login_needed(chain, "the SSO token has expired", err);
	return outcome;
}

/* ---- the role's credentials ---- */

static bool take_role(struct client *c, const struct exchange *x, struct credentials *out)
{
	cJSON *json;
	if (json_parse(&c->arena, "sso", buf_str(&x->answer), x->answer.len, &json, NULL))
		return false;
	const cJSON *role = json_get(json, "roleCredentials"), *ms = json_get(role, "expiration");
	const char *key = json_string(role, "accessKeyId"),
		   *secret = json_string(role, "secretAccessKey");
	const char *token = json_string(role, "sessionToken");
	if (!key || !secret)
		return false;
	out->access_key = arena_strdup(&c->arena, key);
	out->secret_key = arena_strdup(&c->arena, secret);
	out->token = token ? arena_strdup(&c->arena, token) : NULL;
	out->expires_s = cJSON_IsNumber(ms) ? (int64_t)(ms->valuedouble / 1000) : 0;
	return true;
}

static enum creds_outcome ask_portal(struct creds_chain *chain, const struct sso *s,
				     const struct sso_token *t, struct credentials *out,
				     struct vck_error *err)
{
	struct client *c = chain->client;
	struct endpoint e;
	struct buf url = BUF_INIT;
	struct exchange x = {0};
	struct answer answer;
	struct http_header header = {"x-amz-sso_bearer_token", t->access};
	if (endpoint_resolve(c, SERVICE_SSO, s->region, &e, err))
		return CREDS_FAILED;
	buf_printf(&url, "%sfederation/credentials?role_name=", e.url);
	sigv4_encode(&url, s->role, strlen(s->role), false);
	buf_puts(&url, "&account_id=");
	sigv4_encode(&url, s->account, strlen(s->account), false);
	x = (struct exchange){.method = "GET",
			      .url = buf_str(&url),
			      .headers = &header,
			      .header_count = 1,
			      .ca_bundle = c->ca_bundle,
			      .connect_ms = 10000,
			      .stall_ms = 60000,
			      .max_body = 1u << 20};
	enum creds_outcome outcome = CREDS_FAILED;
	if (!request_plain(c, &x, "GetRoleCredentials", &answer, err)) {
		if (answer.http == 401)
			login_needed(chain, "the SSO token is not valid any more", err);
		else if (answer.kind == ANSWER_OK && take_role(c, &x, out))
			outcome = CREDS_FOUND;
		else
			vck_fail(err, VCK_E_AWS, NULL,
				 "profile %s: role %s in account %s by SSO: %s%s%s", chain->profile,
				 s->role, s->account, *answer.code ? answer.code : "no keys",
				 *answer.message ? ": " : "", answer.message);
	}
	exchange_reset(&x);
	buf_free(&url);
	return outcome;
}

enum creds_outcome creds_sso(struct creds_chain *chain, struct credentials *out, struct buf *why,
			     struct vck_error *err)
{
	struct client *c = chain->client;
	struct sso s = {0};
	struct sso_token t = {0};
	enum creds_outcome outcome = read_settings(chain, &s, why, err);
	if (outcome == CREDS_FOUND)
		outcome = read_token(chain, &s, &t, err);
	if (outcome != CREDS_FOUND)
		return outcome;
	outcome = fresh_token(chain, &s, &t, err);
	if (outcome != CREDS_FOUND)
		return outcome;
	outcome = ask_portal(chain, &s, &t, out, err);
	if (outcome == CREDS_FOUND)
		out->source = arena_printf(&c->arena, "profile %s, SSO role %s in %s",
					   chain->profile, s.role, s.account);
	return outcome;
}
