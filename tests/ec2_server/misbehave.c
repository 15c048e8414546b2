/* Answers that no client likes. */
#include "tests/ec2_server/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum misbehaviour server_misbehaviour(const struct ec2_server_options *o, const char *operation,
				      unsigned n)
{
	for (size_t i = 0; i < o->rule_count; i++) {
		const struct mis_rule *r = &o->rules[i];
		bool same = strcmp(r->operation, "*") == 0 || strcmp(r->operation, operation) == 0;
		if (same && n >= r->first && n <= r->last)
			return r->kind;
	}
	return MIS_NONE;
}

static char *deep_body(const char *operation)
{
	size_t n = 1000000;
	char *body = malloc(3 * n + 200), *at = body;
	if (!body)
		abort();
	at += snprintf(at, 100, "<%sResponse>", operation);
	for (size_t i = 0; i < n; i++, at += 3)
		memcpy(at, "<a>", 3);
	*at = '\0';
	return body;
}

static char *laughs(const char *operation)
{
	return server_print(
		"<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d "
		"\"&c;&c;&c;&c;&c;&c;&c;&c;\">]>"
		"<%sResponse><vpcSet><item><vpcId>&d;</vpcId></item></vpcSet></%sResponse>",
		operation, operation);
}

static char *external(const char *operation)
{
	return server_print(
		"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><%sResponse><vpcSet><item>"
		"<vpcId>&a;</vpcId></item></vpcSet></%sResponse>",
		operation, operation);
}

static char *nothing(const char *operation)
{
	(void)operation;
	return server_print("%s", "");
}

static char *bad_gateway(const char *operation)
{
	(void)operation;
	return server_print("<html><body><h1>Bad Gateway</h1></body></html>");
}

static char *log_in(const char *operation)
{
	(void)operation;
	return server_print("<html><body>Please log in</body></html>");
}

static char *unended(const char *operation)
{
	return server_print("<%sResponse>", operation);
}

/* What AWS refuses with. */
static const struct {
	enum misbehaviour kind;
	unsigned status;
	const char *code, *message;
} refusals[] = {
	{MIS_THROTTLE, 503, "RequestLimitExceeded", "Request limit exceeded."},
	{MIS_THROTTLE_EC2, 503, "EC2ThrottledException", "Rate exceeded"},
	{MIS_DENIED, 403, "UnauthorizedOperation",
	 "You are not authorized to perform this operation. Encoded authorization failure message: "
	 "bLoB-AbCdEfG"},
	{MIS_AUTH_FAILURE, 401, "AuthFailure",
	 "AWS was not able to validate the provided access credentials"},
	{MIS_OPT_IN, 401, "OptInRequired", "You are not subscribed to this service."},
	{MIS_EXPIRED, 400, "RequestExpired", "Request has expired."},
	{MIS_UNSUPPORTED, 400, "InvalidAction", "The action is not valid for this web service."},
};

/* What is no answer of AWS. */
static const struct {
	enum misbehaviour kind;
	unsigned status;
	const char *type;
	char *(*body)(const char *operation);
	bool goes_on; /* whoever sends it has more to do (ec2_server.c) */
} oddities[] = {
	{MIS_500, 500, "text/plain", nothing, false},
	{MIS_502_HTML, 502, "text/html", bad_gateway, false},
	{MIS_ENTITIES, 200, "text/xml", laughs, false},
	{MIS_EXTERNAL, 200, "text/xml", external, false},
	{MIS_DEEP, 200, "text/xml", deep_body, false},
	{MIS_HTML, 200, "text/html", log_in, false},
	{MIS_EMPTY, 200, "text/xml", nothing, false},
	{MIS_REDIRECT, 302, "text/html", nothing, true},
	{MIS_HUGE, 200, "text/xml", unended, true},
};

bool server_misbehave(enum misbehaviour kind, const char *operation, struct reply *r)
{
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (refusals[i].kind == kind) {
			*r = server_error(refusals[i].status, refusals[i].code,
					  refusals[i].message);
			return true;
		}
	for (size_t i = 0; i < sizeof oddities / sizeof *oddities; i++)
		if (oddities[i].kind == kind) {
			*r = server_text(oddities[i].status, oddities[i].type,
					 oddities[i].body(operation));
			if (oddities[i].goes_on)
				r->kind = kind;
			return true;
		}
	return false;
}
