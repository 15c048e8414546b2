/* The agent of a container (ECS, EKS Pod Identity): an address in the environment. */
#include "base/file.h"
#include "base/json.h"
#include "base/vec.h"
#include "fetch/creds.h"
#include "fetch/secret.h"

#include <string.h>
#include <strings.h>

/* Plain http is for agents on this machine's own link. */
static bool host_is_trusted(const char *host, size_t len)
{
	static const char *const hosts[] = {"localhost", "169.254.170.2", "169.254.170.23",
					    "[fd00:ec2::23]", "[::1]"};
	for (size_t i = 0; i < COUNT_OF(hosts); i++)
		if (strlen(hosts[i]) == len && strncasecmp(hosts[i], host, len) == 0)
			return true;
	return len > 4 && strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") >= len;
}

/* 0: there is none, or it hides behind a user's name: 169.254.170.2:80@elsewhere. */
static size_t host_length(const char *s)
{
	const char *at = strchr(s, '@');
	if (at && at < s + strcspn(s, "/?#\\"))
		return 0;
	return *s == '[' ? strcspn(s, "]") + (strchr(s, ']') != NULL) : strcspn(s, ":/?#");
}

enum creds_outcome container_url(struct client *c, const char **url, struct buf *why,
				 struct vck_error *err)
{
	const char *relative = client_env(c, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
	const char *full = client_env(c, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
	if (relative && *relative != '/') {
		vck_fail(err, VCK_E_AWS, NULL,
			 "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI \"%s\" does not begin with \"/\"",
			 relative);
		return CREDS_FAILED;
	}
	if (relative) {
		*url = arena_printf(&c->arena, "http://169.254.170.2%s", relative);
		return CREDS_FOUND;
	}
	if (!full) {
		buf_puts(why, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set");
		return CREDS_NONE;
	}
	bool https = strncasecmp(full, "https://", 8) == 0,
	     http = strncasecmp(full, "http://", 7) == 0;
	const char *host = full + (https ? 8 : 7);
	if ((!https && !http) || !host_length(host)) {
		vck_fail(err, VCK_E_AWS, NULL,
			 "AWS_CONTAINER_CREDENTIALS_FULL_URI \"%s\": the URI names no host", full);
		return CREDS_FAILED;
	}
	if (http && !host_is_trusted(host, host_length(host))) {
		vck_fail(err, VCK_E_AWS, NULL,
			 "AWS_CONTAINER_CREDENTIALS_FULL_URI \"%s\": plain http is taken from "
			 "loopback and "
			 "AWS's container addresses alone",
			 full);
		return CREDS_FAILED;
	}
	*url = full;
	return CREDS_FOUND;
}

static enum vck_status authorization(struct client *c, struct buf *out, struct vck_error *err)
{
	const char *file = client_env(c, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	const char *token = client_env(c, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
	enum vck_status st = VCK_OK;
	if (file)
		st = file_read(file, 64u << 10, out, err);
	else if (token)
		buf_puts(out, token);
	if (!st && strpbrk(buf_str(out), "\r\n"))
		st = vck_fail(err, VCK_E_AWS, NULL,
			      "the container's authorization token has a line break");
	return st;
}

static enum vck_status read_answer(struct client *c, const char *url, const struct exchange *x,
				   struct credentials *out, struct vck_error *err)
{
	cJSON *json;
	if (x->failure != TRANSPORT_OK)
		return vck_fail(err, VCK_E_AWS, NULL, "container credentials from %s: %s", url,
				x->detail);
	if (x->status != 200)
		return vck_fail(err, VCK_E_AWS, NULL, "container credentials from %s: status %ld",
				url, x->status);
	if (json_parse(&c->arena, url, buf_str(&x->answer), x->answer.len, &json, NULL) ||
	    !creds_from_json(c, json, out))
		return vck_fail(err, VCK_E_AWS, NULL,
				"container credentials from %s: no keys in the answer", url);
	out->source = arena_printf(&c->arena, "container, %s", url);
	return VCK_OK;
}

enum creds_outcome creds_container(struct creds_chain *chain, struct credentials *out,
				   struct buf *why, struct vck_error *err)
{
	struct client *c = chain->client;
	struct exchange x = {0};
	struct buf token = BUF_INIT;
	const char *url;
	enum creds_outcome outcome = container_url(c, &url, why, err);
	if (outcome != CREDS_FOUND)
		return outcome;
	enum vck_status st = authorization(c, &token, err);
	if (!st) {
		struct creds_local local = {.method = "GET",
					    .url = url,
					    .header = token.len ? "Authorization" : NULL,
					    .header_value = buf_str(&token),
					    .timeout_ms = 2000,
					    .attempts = 3};
		creds_ask_local(c, &local, &x);
		st = shared_interrupted(c->shared)
			     ? vck_fail(err, VCK_E_INTERRUPTED, NULL, "interrupted")
			     : read_answer(c, url, &x, out, err);
	}
	exchange_reset(&x);
	secret_free(&token);
	return st ? CREDS_FAILED : CREDS_FOUND;
}
