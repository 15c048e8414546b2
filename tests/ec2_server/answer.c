/* One request, and what it is answered with. */
#include "tests/ec2_server/reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

char *server_print(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	return text;
}

char *server_slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "r");
	char *text;
	long size;
	if (!f)
		return NULL;
	if (fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET) != 0) {
		fclose(f);
		return NULL;
	}
	text = malloc((size_t)size + 1);
	if (!text)
		abort();
	*len = fread(text, 1, (size_t)size, f);
	text[*len] = '\0';
	fclose(f);
	return text;
}

char *server_parameter(const char *body, const char *name)
{
	size_t len = strlen(name);
	for (const char *at = body; at; at = strchr(at, '&') ? strchr(at, '&') + 1 : NULL) {
		if (strncmp(at, name, len) != 0 || at[len] != '=')
			continue;
		char *out = malloc(strlen(at) + 1), *o = out;
		if (!out)
			abort();
		for (at += len + 1; *at && *at != '&'; at++) {
			unsigned byte;
			if (*at == '%' && sscanf(at + 1, "%2x", &byte) == 1) {
				*o++ = (char)byte;
				at += 2;
			} else {
				*o++ = *at == '+' ? ' ' : *at;
			}
		}
		*o = '\0';
		return out;
	}
	return NULL;
}

struct reply server_error(unsigned status, const char *code, const char *message)
{
	struct reply r = {.status = status, .type = "text/xml;charset=UTF-8"};
	r.body = server_print(
		"<?xml version=\"1.0\" "
		"encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>%s</Code>"
		"<Message>%s</Message></Error></Errors><RequestID>test-request</RequestID></"
		"Response>",
		code, message);
	r.len = strlen(r.body);
	return r;
}

struct reply server_text(unsigned status, const char *type, char *body)
{
	return (struct reply){.status = status, .type = type, .body = body, .len = strlen(body)};
}

/* ---- one request ---- */

static bool is_read(const char *operation)
{
	return strncmp(operation, "Describe", 8) == 0 || strncmp(operation, "Get", 3) == 0 ||
	       strncmp(operation, "Search", 6) == 0 || strncmp(operation, "AssumeRole", 10) == 0 ||
	       strcmp(operation, "ListAccounts") == 0;
}

static time_t stamp_time(const char *stamp)
{
	struct tm tm = {0};
	return strptime(stamp, "%Y%m%dT%H%M%SZ", &tm) ? timegm(&tm) : 0;
}

static const char *header_of(const struct received *r, const char *name)
{
	for (size_t i = 0; i < r->header_count; i++)
		if (strcasecmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	return NULL;
}

/* NULL: the signature is right and fresh. `role` gets the account whose role signed, or "". */
static const char *authenticate(struct ec2_server *s, const struct received *r, struct reply *reply,
				struct role_keys *role)
{
	char scope[128], date[17], wanted[160];
	bool by_role = organization_signer(header_of(r, "authorization"),
					   server_options(s)->secret_key, role);
	const char *token = by_role ? role->token : server_options(s)->token;
	const char *given = header_of(r, "x-amz-security-token");
	const char *wrong = check_signature(
		r, by_role ? role->access_key : server_options(s)->access_key,
		by_role ? role->secret_key : server_options(s)->secret_key, scope, date);
	if (wrong) {
		*reply = server_error(401, "AuthFailure", wrong);
		return wrong;
	}
	long late = (long)(time(NULL) + server_options(s)->clock_ahead_s - stamp_time(date));
	if (labs(late) > 300) {
		*reply = server_error(400, "RequestExpired", "Request has expired.");
		return "clock"; /* no complaint: a client can't know */
	}
	if (server_options(s)->region) {
		snprintf(wanted, sizeof wanted, "%.8s/%s/", date, server_options(s)->region);
		if (strncmp(scope, wanted, strlen(wanted)) != 0) {
			*reply = server_error(401, "AuthFailure", "signed for another Region");
			return "signed for another Region";
		}
	}
	if (token && (!given || strcmp(given, token) != 0)) {
		*reply = server_error(401, "AuthFailure", "no or another session token");
		return "no or another session token";
	}
	return NULL;
}

static const char *const resources[] = {"PrefixListId", "TransitGatewayRouteTableId",
					"LoadBalancerArn", "TargetGroupArn", "ListenerArn"};

/* The file of the call; for calls per resource that of the resource. */
static char *body_of(const struct ec2_server *s, const char *operation, const char *form)
{
	size_t len;
	bool sts = strcmp(operation, "GetCallerIdentity") == 0;
	char *path = server_print("%s/%s%s.xml", server_options(s)->folder, sts ? "sts-" : "",
				  operation);
	char *body = server_slurp(path, &len);
	free(path);
	for (size_t i = 0; !body && i < sizeof resources / sizeof *resources; i++) {
		char *id = server_parameter(form, resources[i]);
		if (!id)
			continue;
		for (char *c = id; *c; c++)
			if (*c == '/' || *c == ':')
				*c = '_';
		path = server_print("%s/%s.%s.xml", server_options(s)->folder, operation, id);
		body = server_slurp(path, &len);
		free(path);
		free(id);
	}
	return body;
}

static struct reply accounts_reply(struct ec2_server *s, const struct received *r)
{
	const char *page = organization_accounts(r->body_len ? r->body : NULL);
	if (!page) {
		server_complain(s, "ListAccounts", "a page token that was never given");
		page = "{\"__type\": \"InvalidInputException\"}";
	}
	return server_text(200, "application/x-amz-json-1.1", server_print("%s", page));
}

static struct reply role_reply(const struct ec2_server *s, const char *form)
{
	char *arn = server_parameter(form, "RoleArn"), account[13];
	bool trusts = organization_role(arn, account);
	struct role_keys keys;
	free(arn);
	if (!trusts)
		return server_text(
			403, "text/xml",
			server_print("<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied"
				     "</Code><Message>not authorized to perform: sts:AssumeRole"
				     "</Message></Error><RequestId>test</RequestId>"
				     "</ErrorResponse>"));
	organization_keys(account, server_options(s)->secret_key, &keys);
	return server_text(
		200, "text/xml",
		server_print(
			"<AssumeRoleResponse "
			"xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>"
			"<AssumedRoleUser><Arn>arn:aws:sts::%s:assumed-role/Audit/x</Arn>"
			"<AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser><Credentials>"
			"<AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>"
			"<SessionToken>%s</SessionToken><Expiration>2099-01-01T00:00:00Z</"
			"Expiration>"
			"</Credentials></AssumeRoleResult></AssumeRoleResponse>",
			account, keys.access_key, keys.secret_key, keys.token));
}

/* What the request asks for, by the Query protocol or by the JSON one. */
static char *operation_of(const struct received *r)
{
	const char *target = header_of(r, "x-amz-target");
	const char *dot = target ? strchr(target, '.') : NULL;
	return dot ? server_print("%s", dot + 1)
		   : server_parameter(r->body_len ? r->body : "", "Action");
}

struct reply server_answer(struct ec2_server *s, const struct received *received)
{
	const char *form = received->body_len ? received->body : "";
	char *operation = operation_of(received);
	char *size;
	struct reply reply;
	struct role_keys role = {0};
	const char *wrong;
	if (!operation)
		return server_error(400, "MissingAction", "no Action");
	unsigned n = server_count(s, operation);
	server_crowd(s, operation, 1);
	if (server_options(s)->delay_ms)
		usleep(1000 * server_options(s)->delay_ms);
	server_crowd(s, operation, -1);
	enum misbehaviour kind = server_misbehaviour(server_options(s), operation, n);
	if (!is_read(operation))
		server_complain(s, operation, "this is not a read");
	wrong = server_options(s)->any_signature ? NULL : authenticate(s, received, &reply, &role);
	if (wrong) {
		if (strcmp(wrong, "clock") != 0)
			server_complain(s, operation, wrong);
		free(operation);
		return reply;
	}
	size = server_parameter(form, "MaxResults");
	if (!size)
		size = server_parameter(form, "PageSize");
	bool legal = server_page_size_is_legal(operation, size);
	free(size);
	char *body = NULL;
	if (!legal) {
		server_complain(s, operation, "a page size that AWS refuses");
		reply = server_error(400, "InvalidParameterValue", "MaxResults");
	} else if (server_misbehave(kind, operation, &reply)) {
		;
	} else if (strcmp(operation, "ListAccounts") == 0) {
		reply = accounts_reply(s, received);
	} else if (strcmp(operation, "AssumeRole") == 0) {
		reply = role_reply(s, form);
	} else {
		bool many =
			server_options(s)->many_pages && strcmp(operation, "DescribeSubnets") == 0;
		body = many ? NULL : body_of(s, operation, form);
		bool one = strcmp(operation, "GetCallerIdentity") == 0;
		reply = many    ? server_many_subnets(s, form)
			: !body ? server_error(400, "InvalidAction",
					       "The action is not valid for this service.")
			: one   ? server_text(200, "text/xml", body)
				: server_page(s, operation, form, body, kind);
		reply.kind = kind;
		if (role.account[0])
			organization_rename(reply.body, &role);
	}
	free(operation);
	return reply;
}
