#include "fetch/creds.h"
#include "base/json.h"
#include "base/vec.h"
#include "fetch/secret.h"
#include "fetch/timestamp.h"

#include <string.h>

static const struct {
	const char *title;
	creds_fn *find;
	bool in_profile;
} sources[] = {
#define CREDS_SOURCE(symbol, title, in_profile) {title, creds_##symbol, in_profile},
#include "fetch/creds_sources.def"
#undef CREDS_SOURCE
};

#define STALE_S (10 * 60)

enum creds_outcome creds_of_profile(struct creds_chain *chain, struct credentials *out,
				    struct buf *why, struct vck_error *err)
{
	struct buf reason = BUF_INIT;
	enum creds_outcome outcome = CREDS_NONE;
	for (size_t i = 0; i < COUNT_OF(sources) && outcome == CREDS_NONE; i++) {
		if (chain->only_profile && !sources[i].in_profile)
			continue;
		memset(out, 0, sizeof *out);
		buf_clear(&reason);
		outcome = sources[i].find(chain, out, &reason, err);
		if (outcome == CREDS_NONE)
			buf_printf(why, "%s%s: %s", why->len ? "; " : "", sources[i].title,
				   buf_str(&reason));
		else if (outcome == CREDS_FOUND && !out->source)
			out->source = sources[i].title;
	}
	buf_free(&reason);
	return outcome;
}

enum vck_status creds_find(struct client *c, struct credentials *out, struct vck_error *err)
{
	struct creds_chain chain = {.client = c, .profile = c->profile, .section = c->section};
	struct buf why = BUF_INIT;
	enum vck_status st = VCK_OK;
	switch (creds_of_profile(&chain, out, &why, err)) {
	case CREDS_FOUND:
		shared_say(c->shared, VCK_FETCH_DETAIL, "credentials from %s", out->source);
		break;
	case CREDS_NONE:
		st = vck_fail(err, VCK_E_AWS, NULL, "no credentials for profile %s: %s", c->profile,
			      buf_str(&why));
		break;
	case CREDS_FAILED: /* settings that can't work end like a refusal: AWS could not be asked */
		st = err && err->status == VCK_E_INTERRUPTED ? VCK_E_INTERRUPTED : VCK_E_AWS;
		if (err)
			err->status = st;
		break;
	}
	buf_free(&why);
	return st;
}

void creds_wipe(struct credentials *k)
{
	secret_wipe(k->secret_key);
	secret_wipe(k->token);
	memset(k, 0, sizeof *k);
}

bool creds_stale(const struct credentials *k, int64_t now_s)
{
	return k->expires_s && k->expires_s - now_s < STALE_S;
}

static char *keep(struct client *c, const char *s)
{
	return str_empty(s) ? NULL : arena_strdup(&c->arena, s);
}

bool creds_from_json(struct client *c, const cJSON *json, struct credentials *out)
{
	const char *token = json_string(json, "SessionToken");
	struct timestamp expires;
	out->access_key = keep(c, json_string(json, "AccessKeyId"));
	out->secret_key = keep(c, json_string(json, "SecretAccessKey"));
	out->token = keep(c, token ? token : json_string(json, "Token"));
	out->account = keep(c, json_string(json, "AccountId"));
	if (timestamp_parse(json_string(json, "Expiration"), &expires))
		out->expires_s = expires.seconds;
	return out->access_key && out->secret_key;
}

bool creds_ask_local(struct client *c, const struct creds_local *local, struct exchange *x)
{
	struct http_header header = {local->header, local->header_value};
	for (unsigned attempt = 1;; attempt++) {
		exchange_reset(x);
		*x = (struct exchange){.method = local->method,
				       .url = local->url,
				       .headers = &header,
				       .header_count = local->header != NULL,
				       .ca_bundle = c->ca_bundle,
				       .connect_ms = local->timeout_ms,
				       .total_ms = local->timeout_ms,
				       .direct = true,
				       .max_body = 1u << 20};
		if (!shared_perform(c->shared, x))
			return false;
		bool again = x->failure != TRANSPORT_OK || x->status >= 500;
		if (!again || attempt >= local->attempts)
			return x->failure == TRANSPORT_OK;
		shared_sleep(c->shared, 1000);
	}
}
