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

bool server_misbehave(enum misbehaviour kind, const char *operation, struct reply *r)
{
	switch (kind) {
	case MIS_THROTTLE:
		*r = server_error(503, "RequestLimitExceeded", "Request limit exceeded.");
		return true;
	case MIS_THROTTLE_EC2:
		*r = server_error(503, "EC2ThrottledException", "Rate exceeded");
		return true;
	case MIS_500:
		*r = server_text(500, "text/plain", server_print("%s", ""));
		return true;
	case MIS_502_HTML:
		*r = server_text(502, "text/html",
				 server_print("<html><body><h1>Bad Gateway</h1></body></html>"));
		return true;
	case MIS_DENIED:
		*r = server_error(
			403, "UnauthorizedOperation",
			"You are not authorized to perform this operation. Encoded authorization "
			"failure message: bLoB-AbCdEfG");
		return true;
	case MIS_AUTH_FAILURE:
		*r = server_error(401, "AuthFailure",
				  "AWS was not able to validate the provided access "
				  "credentials");
		return true;
	case MIS_OPT_IN:
		*r = server_error(401, "OptInRequired", "You are not subscribed to this service.");
		return true;
	case MIS_EXPIRED:
		*r = server_error(400, "RequestExpired", "Request has expired.");
		return true;
	case MIS_UNSUPPORTED:
		*r = server_error(400, "InvalidAction",
				  "The action is not valid for this web service.");
		return true;
	case MIS_ENTITIES:
		*r = server_text(200, "text/xml", laughs(operation));
		return true;
	case MIS_EXTERNAL:
		*r = server_text(200, "text/xml", external(operation));
		return true;
	case MIS_DEEP:
		*r = server_text(200, "text/xml", deep_body(operation));
		return true;
	case MIS_HTML:
		*r = server_text(200, "text/html",
				 server_print("<html><body>Please log in</body></html>"));
		return true;
	case MIS_EMPTY:
		*r = server_text(200, "text/xml", server_print("%s", ""));
		return true;
	case MIS_REDIRECT:
		*r = server_text(302, "text/html", server_print("%s", ""));
		r->kind = MIS_REDIRECT;
		return true;
	case MIS_HUGE:
		*r = server_text(200, "text/xml", server_print("<%sResponse>", operation));
		r->kind = MIS_HUGE;
		return true;
	case MIS_NONE:
	case MIS_SLOW:
	case MIS_CUT:
	case MIS_TRUNCATED:
	case MIS_REPEATED_TOKEN:
	case MIS_BAD_TOKEN:
	case MIS_EMPTY_PAGES:
		break;
	}
	return false;
}
