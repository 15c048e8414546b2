/* The instance's own role, from its metadata service, version 2 alone. */
#include "base/json.h"
#include "fetch/creds.h"
#include "fetch/secret.h"

#include <string.h>
#include <strings.h>

enum vck_status imds_endpoint(struct client *c, const char **out, struct vck_error *err)
{
	const char *url = client_setting(c, "AWS_EC2_METADATA_SERVICE_ENDPOINT",
					 "ec2_metadata_service_endpoint");
	const char *mode = client_setting(c, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
					  "ec2_metadata_service_endpoint_mode");
	struct endpoint parsed = {0};
	if (url) {
		enum vck_status st = endpoint_parse(&c->arena, "ec2_metadata_service_endpoint", url,
						    true, &parsed, err);
		size_t len = st ? 0 : strlen(parsed.url);
		while (len && parsed.url[len - 1] == '/')
			len--;
		*out = arena_strndup(&c->arena, parsed.url ? parsed.url : "", len);
		return st;
	}
	if (!mode && client_flag(c, "AWS_IMDS_USE_IPV6", "imds_use_ipv6"))
		mode = "ipv6";
	if (!mode || strcasecmp(mode, "ipv4") == 0)
		*out = "http://169.254.169.254";
	else if (strcasecmp(mode, "ipv6") == 0)
		*out = "http://[fd00:ec2::254]";
	else
		return vck_fail(
			err, VCK_E_AWS, NULL,
			"ec2_metadata_service_endpoint_mode: `%s` is not a valid endpoint mode "
			"(IPv4, IPv6)",
			mode);
	return VCK_OK;
}

static unsigned setting(const struct client *c, const char *variable, const char *property,
			unsigned otherwise)
{
	const char *text = client_setting(c, variable, property);
	unsigned long long value;
	return text && str_u64(text, 3600, &value) && value ? (unsigned)value : otherwise;
}

/* A session token for the requests that follow. */
static bool imds_token(struct client *c, const char *base, struct buf *token, struct buf *why)
{
	struct exchange x = {0};
	struct creds_local local = {
		.method = "PUT",
		.url = arena_printf(&c->arena, "%s/latest/api/token", base),
		.header = "x-aws-ec2-metadata-token-ttl-seconds",
		.header_value = "21600",
		.timeout_ms = 1000 * setting(c, "AWS_METADATA_SERVICE_TIMEOUT",
					     "metadata_service_timeout", 1),
		.attempts = setting(c, "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
				    "metadata_service_num_attempts", 1),
	};
	bool answered = creds_ask_local(c, &local, &x);
	bool ok =
		answered && x.status == 200 && x.answer.len && !strpbrk(buf_str(&x.answer), "\r\n");
	if (ok)
		buf_puts(token, buf_str(&x.answer));
	else if (answered)
		buf_printf(why, "%s gave no IMDSv2 token (status %ld)", base, x.status);
	else
		buf_printf(why, "%s does not answer", base);
	exchange_reset(&x);
	return ok;
}

static bool imds_ask(struct client *c, const char *base, const char *path, const char *token,
		     struct buf *out, struct buf *why)
{
	struct exchange x = {0};
	struct creds_local local = {
		.method = "GET",
		.url = arena_printf(&c->arena, "%s%s", base, path),
		.header = "x-aws-ec2-metadata-token",
		.header_value = token,
		.timeout_ms = 1000 * setting(c, "AWS_METADATA_SERVICE_TIMEOUT",
					     "metadata_service_timeout", 1),
		.attempts = setting(c, "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
				    "metadata_service_num_attempts", 1),
	};
	bool ok = creds_ask_local(c, &local, &x) && x.status == 200;
	if (ok)
		buf_add(out, buf_str(&x.answer), x.answer.len);
	else
		buf_printf(why, "%s%s: %s", base, path,
			   x.status == 404 ? "there is no role" : "no answer");
	exchange_reset(&x);
	return ok;
}

bool imds_get(struct client *c, const char *path, struct buf *out, struct buf *why,
	      struct vck_error *err)
{
	struct buf token = BUF_INIT;
	const char *base = NULL;
	if (client_flag(c, "AWS_EC2_METADATA_DISABLED", NULL)) {
		buf_puts(why, "AWS_EC2_METADATA_DISABLED is set");
		return false;
	}
	if (imds_endpoint(c, &base, err)) {
		buf_puts(why, err ? err->text : "bad endpoint");
		return false;
	}
	bool ok = imds_token(c, base, &token, why) &&
		  imds_ask(c, base, path, buf_str(&token), out, why);
	secret_free(&token);
	return ok;
}

#define ROLES "/latest/meta-data/iam/security-credentials/"

static enum creds_outcome read_role(struct client *c, const char *role, const struct buf *text,
				    struct credentials *out, struct vck_error *err)
{
	cJSON *json;
	if (json_parse(&c->arena, role, buf_str(text), text->len, &json, NULL)) {
		vck_fail(err, VCK_E_AWS, NULL, "instance metadata: role %s is no JSON", role);
		return CREDS_FAILED;
	}
	const char *code = json_string(json, "Code");
	if ((code && strcmp(code, "Success") != 0) || !creds_from_json(c, json, out)) {
		const char *message = json_string(json, "Message");
		vck_fail(err, VCK_E_AWS, NULL, "instance metadata: role %s: %s%s%s", role,
			 code ? code : "no keys", message ? ": " : "", message ? message : "");
		return CREDS_FAILED;
	}
	out->source = arena_printf(&c->arena, "instance metadata, role %s", role);
	return CREDS_FOUND;
}

enum creds_outcome creds_imds(struct creds_chain *chain, struct credentials *out, struct buf *why,
			      struct vck_error *err)
{
	struct client *c = chain->client;
	struct buf name = BUF_INIT, text = BUF_INIT;
	enum creds_outcome outcome = CREDS_NONE;
	struct vck_error endpoint_error = {.status = VCK_OK};
	if (imds_get(c, ROLES, &name, why, &endpoint_error)) {
		char *role = arena_strndup(&c->arena, buf_str(&name),
					   strcspn(buf_str(&name), " \r\n/?#"));
		if (imds_get(c, arena_printf(&c->arena, ROLES "%s", role), &text, why,
			     &endpoint_error))
			outcome = read_role(c, role, &text, out, err);
	}
	if (outcome == CREDS_NONE && endpoint_error.status) {
		if (err)
			*err = endpoint_error;
		outcome = CREDS_FAILED;
	}
	secret_free(&text);
	buf_free(&name);
	return outcome;
}
