/* What STS hands out: roles assumed with other credentials. */
#include "base/json.h"
#include "fetch/creds.h"
#include "fetch/request.h"
#include "fetch/xml_json.h"

#include <string.h>

#define LEAF(name)                                                                                 \
	{                                                                                          \
		name, name, XML_STRING, false, false, 0, NULL                                      \
	}
static const struct xml_shape keys[] = {LEAF("AccessKeyId"), LEAF("SecretAccessKey"),
					LEAF("SessionToken"), LEAF("Expiration")};
static const struct xml_shape result[] = {
	{"Credentials", "Credentials", XML_STRUCTURE, false, false, 4, keys}};
static const struct xml_shape root = {"", "", XML_STRUCTURE, false, false, 1, result};

enum vck_status creds_from_sts(struct client *c, const char *operation, const struct exchange *x,
			       struct credentials *out, struct vck_error *err)
{
	cJSON *json;
	enum vck_status st = xml_json(
		&(struct xml_body){
			.name = arena_printf(&c->arena, "sts %s", operation),
			.bytes = buf_str(&x->answer),
			.len = x->answer.len,
			.root = arena_printf(&c->arena, "%sResponse", operation),
			.wrapper = arena_printf(&c->arena, "%sResult", operation),
			.shape = &root,
		},
		&json, err);
	if (st)
		return st;
	if (!creds_from_json(c, json_get(json, "Credentials"), out))
		st = vck_fail(err, VCK_E_AWS, NULL, "sts %s answered without credentials",
			      operation);
	cJSON_Delete(json);
	return st;
}

/* An MFA code is asked for as the aws command asks, and travels once. */
static enum vck_status add_mfa(struct client *c, struct request *r, const char *serial,
			       struct vck_error *err)
{
	char code[64] = "";
	struct vck_fetch_world *w = &c->shared->world;
	const char *prompt = arena_printf(&c->arena, "Enter MFA code for %s: ", serial);
	if (!w->ask(w->ctx, prompt, code, sizeof code) || !*code)
		return vck_fail(err, VCK_E_AWS, NULL,
				"an MFA code for %s is needed and there is no terminal to ask on",
				serial);
	request_add(r, "SerialNumber", serial);
	request_add(r, "TokenCode", code);
	memset(code, 0, sizeof code);
	return VCK_OK;
}

static enum vck_status refused(const char *arn, const struct credentials *from,
			       const struct answer *a, struct vck_error *err)
{
	return vck_fail(err, VCK_E_AWS, NULL,
			"role %s can't be assumed with the credentials from %s: %s%s%s", arn,
			from->source ? from->source : "?", a->code, *a->message ? ": " : "",
			a->message);
}

enum vck_status creds_assume(struct client *c, const struct credentials *from,
			     const struct creds_role *role, struct credentials *out,
			     struct vck_error *err)
{
	struct request r = {.credentials = from};
	struct answer answer;
	const char *region = c->region ? c->region : "us-east-1";
	unsigned long long seconds;
	enum vck_status st = endpoint_resolve(c, SERVICE_STS, region, &r.endpoint, err);
	if (st)
		return st;
	request_query(&r, SERVICE_STS, "AssumeRole");
	request_add(&r, "RoleArn", role->arn);
	request_add(&r, "RoleSessionName",
		    role->session_name
			    ? role->session_name
			    : arena_printf(&c->arena, "vpccheck-%lld",
					   (long long)(shared_now_ms(c->shared) / 1000)));
	if (!str_empty(role->external_id))
		request_add(&r, "ExternalId", role->external_id);
	if (role->duration_s && str_u64(role->duration_s, 1000000, &seconds))
		request_add(&r, "DurationSeconds", role->duration_s);
	if (!str_empty(role->mfa_serial))
		st = add_mfa(c, &r, role->mfa_serial, err);
	if (!st)
		st = request_ask(c, &r, &answer, err);
	if (!st && answer.kind != ANSWER_OK)
		st = refused(role->arn, from, &answer, err);
	if (!st)
		st = creds_from_sts(c, "AssumeRole", &r.exchange, out, err);
	if (!st)
		out->source = arena_printf(&c->arena, "role %s, assumed by %s", role->arn,
					   from->source ? from->source : "?");
	request_free(&r);
	return st;
}
