/* role_arn with source_profile or credential_source. */
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/vec.h"
#include "fetch/creds.h"
#include "fetch/json_text.h"
#include "fetch/secret.h"

#include <openssl/evp.h>

#include <string.h>
#include <unistd.h>

#define CACHE_LEFT_S (15 * 60)

static bool has_static_keys(const struct config_section *s)
{
	return config_get(s, "aws_access_key_id") || config_get(s, "aws_secret_access_key");
}

static bool is_role(const struct config_section *s)
{
	return config_get(s, "role_arn") && !config_get(s, "web_identity_token_file");
}

static enum creds_outcome failed(struct vck_error *err, const struct creds_chain *chain,
				 const char *fmt, const char *what)
{
	struct buf text = BUF_INIT;
	buf_printf(&text, "profile %s: ", chain->profile);
	const char *hole = strstr(fmt, "%");
	if (hole)
		buf_printf(&text, "%.*s%s%s", (int)(hole - fmt), fmt, what, hole + 1);
	else
		buf_puts(&text, fmt);
	vck_fail(err, VCK_E_AWS, NULL, "%s", buf_str(&text));
	secret_free(&text);
	return CREDS_FAILED;
}

/* ---- where the credentials that assume the role come from ---- */

static bool is_loop(const struct creds_chain *chain, const char *name)
{
	for (const struct creds_chain *c = chain; c; c = c->above)
		if (strcmp(c->profile, name) == 0)
			return true;
	return false;
}

static enum creds_outcome from_profile(struct creds_chain *chain, const char *name,
				       struct credentials *out, struct vck_error *err)
{
	struct creds_chain source = {.client = chain->client,
				     .profile = name,
				     .only_profile = true,
				     .above = chain,
				     .depth = chain->depth + 1};
	struct buf why = BUF_INIT;
	bool self = strcmp(name, chain->profile) == 0;
	source.section = config_find(&chain->client->config, CONFIG_PROFILE, name);
	if (!source.section)
		return failed(err, chain, "its source_profile % is in no file", name);
	if ((is_loop(chain, name) && !(self && has_static_keys(source.section))) ||
	    source.depth > CREDS_CHAIN_LIMIT)
		return failed(err, chain, "source_profile % leads round in a loop", name);
	source.no_role = has_static_keys(source.section); /* all else counts in its turn */
	enum creds_outcome outcome = creds_of_profile(&source, out, &why, err);
	if (outcome == CREDS_NONE)
		outcome = failed(err, chain, "its source_profile has no credentials (%)",
				 buf_str(&why));
	buf_free(&why);
	return outcome;
}

static const struct {
	const char *name;
	creds_fn *find;
} named_sources[] = {
	{"Environment", creds_env},
	{"EcsContainer", creds_container},
	{"Ec2InstanceMetadata", creds_imds},
};

static enum creds_outcome from_named(struct creds_chain *chain, const char *name,
				     struct credentials *out, struct vck_error *err)
{
	struct buf why = BUF_INIT;
	enum creds_outcome outcome = CREDS_NONE;
	size_t i = 0;
	while (i < COUNT_OF(named_sources) && strcmp(named_sources[i].name, name) != 0)
		i++;
	if (i == COUNT_OF(named_sources))
		return failed(err, chain,
			      "credential_source % is none of Environment, EcsContainer, "
			      "Ec2InstanceMetadata",
			      name);
	bool explicit = chain->client->profile_explicit;
	chain->client->profile_explicit = false; /* this names the environment itself */
	outcome = named_sources[i].find(chain, out, &why, err);
	chain->client->profile_explicit = explicit;
	if (outcome == CREDS_NONE)
		outcome = failed(err, chain, "its credential_source has no credentials (%)",
				 buf_str(&why));
	if (outcome == CREDS_FOUND && !out->source)
		out->source = named_sources[i].name;
	buf_free(&why);
	return outcome;
}

/* ---- the aws command's cache ---- */

static void add_argument(struct buf *b, const char *name, const char *value, bool number)
{
	if (str_empty(value))
		return;
	buf_printf(b, "%s\"%s\": ", b->len > 1 ? ", " : "", name);
	if (number)
		buf_puts(b, value);
	else
		json_text_string(b, value);
}

/* The name that the aws command gives to what it got with these arguments. */
static char *cache_path(struct client *c, const struct creds_role *role)
{
	struct buf args = BUF_INIT;
	unsigned char hash[20];
	unsigned long long seconds;
	bool duration = role->duration_s && str_u64(role->duration_s, 1000000, &seconds);
	buf_putc(&args, '{');
	add_argument(&args, "DurationSeconds", duration ? role->duration_s : NULL, true);
	add_argument(&args, "ExternalId", role->external_id, false);
	add_argument(&args, "RoleArn", role->arn, false);
	add_argument(&args, "RoleSessionName", role->session_name, false);
	add_argument(&args, "SerialNumber", role->mfa_serial, false);
	buf_putc(&args, '}');
	if (!EVP_Digest(buf_str(&args), args.len, hash, NULL, EVP_sha1(), NULL))
		mem_oom(sizeof hash);
	buf_clear(&args);
	for (size_t i = 0; i < sizeof hash; i++)
		buf_printf(&args, "%02x", hash[i]);
	char *path = arena_printf(&c->arena, "%s/%s.json", client_expand(c, "~/.aws/cli/cache"),
				  buf_str(&args));
	buf_free(&args);
	return path;
}

/* What the aws command got lately saves a question, above all one for an MFA code. */
static bool from_cache(struct client *c, const struct creds_role *role, struct credentials *out)
{
	struct buf text = BUF_INIT;
	cJSON *json;
	const char *path = cache_path(c, role);
	bool found = false;
	if (access(path, R_OK) == 0 && !file_read(path, 1u << 20, &text, NULL) &&
	    !json_parse(&c->arena, path, buf_str(&text), text.len, &json, NULL))
		found = creds_from_json(c, json_get(json, "Credentials"), out) &&
			out->expires_s - shared_aws_now_s(c->shared) > CACHE_LEFT_S;
	secret_free(&text);
	if (found)
		out->source =
			arena_printf(&c->arena, "role %s, cached by the aws command", role->arn);
	else
		memset(out, 0, sizeof *out);
	return found;
}

/* ---- the source ---- */

enum creds_outcome creds_assume_role(struct creds_chain *chain, struct credentials *out,
				     struct buf *why, struct vck_error *err)
{
	const struct config_section *s = chain->section;
	const char *profile = config_get(s, "source_profile");
	const char *named = config_get(s, "credential_source");
	struct creds_role role = {.arn = config_get(s, "role_arn"),
				  .session_name = config_get(s, "role_session_name"),
				  .external_id = config_get(s, "external_id"),
				  .mfa_serial = config_get(s, "mfa_serial"),
				  .duration_s = config_get(s, "duration_seconds")};
	struct credentials from = {0};
	if (!is_role(s) || chain->no_role) {
		buf_printf(why, "profile %s has no role_arn", chain->profile);
		return CREDS_NONE;
	}
	if (profile && named)
		return failed(err, chain,
			      "it has both source_profile and credential_source; one is needed",
			      "");
	if (!profile && !named)
		return failed(
			err, chain,
			"role_arn needs a source_profile or a credential_source to assume it with",
			"");
	if (from_cache(chain->client, &role, out))
		return CREDS_FOUND;
	enum creds_outcome outcome = profile ? from_profile(chain, profile, &from, err)
					     : from_named(chain, named, &from, err);
	if (outcome == CREDS_FOUND && creds_assume(chain->client, &from, &role, out, err))
		outcome = CREDS_FAILED;
	creds_wipe(&from);
	return outcome;
}
