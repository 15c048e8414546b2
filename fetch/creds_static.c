/* Keys that stand in the credentials file or in the config file. */
#include "fetch/creds.h"

static enum creds_outcome of_file(struct creds_chain *chain, enum config_file file,
				  struct credentials *out, struct buf *why, struct vck_error *err)
{
	struct client *c = chain->client;
	const char *path = file == CONFIG_FILE ? c->config_path : c->credentials_path;
	const char *key = config_get_from(chain->section, file, "aws_access_key_id");
	/* The pair may be split over both files; the credentials file's word counts more. */
	const char *secret = config_get(chain->section, "aws_secret_access_key");
	if (!path)
		path = file == CONFIG_FILE ? "~/.aws/config" : "~/.aws/credentials";
	if (str_empty(key)) {
		buf_printf(why, "no aws_access_key_id for profile %s in %s", chain->profile, path);
		return CREDS_NONE;
	}
	if (str_empty(secret)) {
		vck_fail(err, VCK_E_AWS, &(struct where){.file = path},
			 "Partial credentials found, profile %s, missing: aws_secret_access_key",
			 chain->profile);
		return CREDS_FAILED;
	}
	const char *token = config_get(chain->section, "aws_session_token");
	if (str_empty(token))
		token = config_get(chain->section, "aws_security_token");
	const char *account = config_get(chain->section, "aws_account_id");
	out->access_key = arena_strdup(&c->arena, key);
	out->secret_key = arena_strdup(&c->arena, secret);
	out->token = str_empty(token) ? NULL : arena_strdup(&c->arena, token);
	out->account = str_empty(account) ? NULL : arena_strdup(&c->arena, account);
	out->source = arena_printf(&c->arena, "profile %s in %s", chain->profile, path);
	return CREDS_FOUND;
}

enum creds_outcome creds_shared_file(struct creds_chain *chain, struct credentials *out,
				     struct buf *why, struct vck_error *err)
{
	return of_file(chain, CREDENTIALS_FILE, out, why, err);
}

enum creds_outcome creds_config_file(struct creds_chain *chain, struct credentials *out,
				     struct buf *why, struct vck_error *err)
{
	return of_file(chain, CONFIG_FILE, out, why, err);
}
