#include "tests/ec2_server/ec2_server.h"

#include <microhttpd.h>

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define OPERATIONS 128
#define HUGE_BYTES (80u << 20)

struct counter {
	char operation[80];
	unsigned count;
	unsigned now; /* under way */
};

struct ec2_server {
	struct ec2_server_options options;
	struct MHD_Daemon *daemon;
	char *certificate, *private_key;
	pthread_mutex_t lock;
	struct counter counters[OPERATIONS];
	char complaints[65536];
	unsigned now, most, most_of_one; /* requests under way */
	volatile bool stopping;
};

/* One request while its body comes in. */
struct incoming {
	char *body;
	size_t len;
	struct received_header headers[64];
	size_t header_count;
};

struct reply {
	unsigned status;
	const char *type;
	char *body; /* malloc'd */
	size_t len;
	enum misbehaviour kind;
};

/* ---- small things ---- */

static char *print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static char *print(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	return text;
}

static void complain(struct ec2_server *s, const char *operation, const char *what)
{
	pthread_mutex_lock(&s->lock);
	size_t used = strlen(s->complaints);
	snprintf(s->complaints + used, sizeof s->complaints - used, "%s: %s\n", operation, what);
	pthread_mutex_unlock(&s->lock);
}

static unsigned count(struct ec2_server *s, const char *operation)
{
	unsigned result = 0;
	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < OPERATIONS; i++) {
		struct counter *c = &s->counters[i];
		if (!c->operation[0])
			snprintf(c->operation, sizeof c->operation, "%s", operation);
		if (strcmp(c->operation, operation) == 0) {
			result = ++c->count;
			break;
		}
	}
	pthread_mutex_unlock(&s->lock);
	return result;
}

/* A request of the operation comes in (1) or is answered (-1). */
static void crowd(struct ec2_server *s, const char *operation, int step)
{
	pthread_mutex_lock(&s->lock);
	s->now += (unsigned)step;
	if (s->now > s->most)
		s->most = s->now;
	for (size_t i = 0; i < OPERATIONS; i++) {
		struct counter *c = &s->counters[i];
		if (strcmp(c->operation, operation) != 0)
			continue;
		c->now += (unsigned)step;
		if (c->now > s->most_of_one)
			s->most_of_one = c->now;
	}
	pthread_mutex_unlock(&s->lock);
}

static enum misbehaviour misbehaviour_of(const struct ec2_server *s, const char *operation,
					 unsigned n)
{
	for (size_t i = 0; i < s->options.rule_count; i++) {
		const struct mis_rule *r = &s->options.rules[i];
		bool same = strcmp(r->operation, "*") == 0 || strcmp(r->operation, operation) == 0;
		if (same && n >= r->first && n <= r->last)
			return r->kind;
	}
	return MIS_NONE;
}

static char *slurp(const char *path, size_t *len)
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

/* A parameter of the form, decoded, in malloc'd memory; NULL when it is not there. */
static char *parameter(const char *body, const char *name)
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

/* ---- answers ---- */

static struct reply error_reply(unsigned status, const char *code, const char *message)
{
	struct reply r = {.status = status, .type = "text/xml;charset=UTF-8"};
	r.body = print("<?xml version=\"1.0\" "
		       "encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>%s</Code>"
		       "<Message>%s</Message></Error></Errors><RequestID>test-request</RequestID></"
		       "Response>",
		       code, message);
	r.len = strlen(r.body);
	return r;
}

static struct reply text_reply(unsigned status, const char *type, char *body)
{
	return (struct reply){.status = status, .type = type, .body = body, .len = strlen(body)};
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
	return print(
		"<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d "
		"\"&c;&c;&c;&c;&c;&c;&c;&c;\">]>"
		"<%sResponse><vpcSet><item><vpcId>&d;</vpcId></item></vpcSet></%sResponse>",
		operation, operation);
}

static char *external(const char *operation)
{
	return print(
		"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><%sResponse><vpcSet><item>"
		"<vpcId>&a;</vpcId></item></vpcSet></%sResponse>",
		operation, operation);
}

/* True when the misbehaviour is a whole answer of its own. */
static bool misbehave(enum misbehaviour kind, const char *operation, struct reply *r)
{
	switch (kind) {
	case MIS_THROTTLE:
		*r = error_reply(503, "RequestLimitExceeded", "Request limit exceeded.");
		return true;
	case MIS_THROTTLE_EC2:
		*r = error_reply(503, "EC2ThrottledException", "Rate exceeded");
		return true;
	case MIS_500:
		*r = text_reply(500, "text/plain", print("%s", ""));
		return true;
	case MIS_502_HTML:
		*r = text_reply(502, "text/html",
				print("<html><body><h1>Bad Gateway</h1></body></html>"));
		return true;
	case MIS_DENIED:
		*r = error_reply(
			403, "UnauthorizedOperation",
			"You are not authorized to perform this operation. Encoded authorization "
			"failure message: bLoB-AbCdEfG");
		return true;
	case MIS_AUTH_FAILURE:
		*r = error_reply(401, "AuthFailure",
				 "AWS was not able to validate the provided access "
				 "credentials");
		return true;
	case MIS_OPT_IN:
		*r = error_reply(401, "OptInRequired", "You are not subscribed to this service.");
		return true;
	case MIS_EXPIRED:
		*r = error_reply(400, "RequestExpired", "Request has expired.");
		return true;
	case MIS_UNSUPPORTED:
		*r = error_reply(400, "InvalidAction",
				 "The action is not valid for this web service.");
		return true;
	case MIS_ENTITIES:
		*r = text_reply(200, "text/xml", laughs(operation));
		return true;
	case MIS_EXTERNAL:
		*r = text_reply(200, "text/xml", external(operation));
		return true;
	case MIS_DEEP:
		*r = text_reply(200, "text/xml", deep_body(operation));
		return true;
	case MIS_HTML:
		*r = text_reply(200, "text/html", print("<html><body>Please log in</body></html>"));
		return true;
	case MIS_EMPTY:
		*r = text_reply(200, "text/xml", print("%s", ""));
		return true;
	case MIS_REDIRECT:
		*r = text_reply(302, "text/html", print("%s", ""));
		r->kind = MIS_REDIRECT;
		return true;
	case MIS_HUGE:
		*r = text_reply(200, "text/xml", print("<%sResponse>", operation));
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

/* ---- pages ---- */

/* The tag that begins at `at`: 1 opens, -1 closes, 0 neither; *end is behind it. */
static int tag_at(const char *at, const char **end)
{
	const char *close = strchr(at, '>');
	*end = close ? close + 1 : at + strlen(at);
	if (!close || at[1] == '?' || at[1] == '!')
		return 0;
	if (at[1] == '/')
		return -1;
	return close[-1] == '/' ? 0 : 1;
}

struct list {
	const char *open;   /* behind <xSet> */
	const char *close;  /* at </xSet> */
	const char **items; /* beginnings, and the end */
	size_t count;
};

/* The list of the document: the first element at depth `depth` that holds children. */
static bool find_list(const char *body, int depth, struct list *l)
{
	int level = 0;
	const char *end;
	memset(l, 0, sizeof *l);
	for (const char *at = strchr(body, '<'); at; at = strchr(end, '<')) {
		int kind = tag_at(at, &end);
		bool entry = strncmp(at, "<item>", 6) == 0 || strncmp(at, "<member>", 8) == 0;
		if (kind > 0 && ++level == depth + 1 && !l->open && entry) {
			l->open = at;
			while (l->open > body && l->open[-1] != '>')
				l->open--;
		}
		if (kind > 0 && level == depth + 1 && l->open) {
			l->items = realloc(l->items, (l->count + 2) * sizeof *l->items);
			if (!l->items)
				abort();
			l->items[l->count++] = at;
		}
		if (kind < 0 && level-- == depth && l->open) {
			l->close = at;
			l->items[l->count] = at;
			return true;
		}
	}
	free(l->items);
	return false;
}

/* EC2's lists stand at depth 2; ELB's behind a wrapper, at depth 3. */
static char *page_of(const char *body, bool elb, size_t from, size_t size, const char *token_text)
{
	struct list l;
	if (!find_list(body, elb ? 3 : 2, &l))
		return strdup(body);
	size_t to = from + size < l.count ? from + size : l.count;
	if (from > l.count)
		from = l.count;
	const char *list_end = strchr(l.close, '>') + 1;
	char *token = to < l.count || token_text
			      ? print("<%s>%s</%s>", elb ? "NextMarker" : "nextToken", token_text,
				      elb ? "NextMarker" : "nextToken")
			      : print("%s", "");
	char *page = print("%.*s%.*s%.*s%s%s", (int)(l.open - body), body,
			   (int)(l.items[to] - l.items[from]), l.items[from],
			   (int)(list_end - l.close), l.close, token, list_end);
	free(token);
	free(l.items);
	return page;
}

static size_t items_of(const char *body, bool elb)
{
	struct list l;
	if (!find_list(body, elb ? 3 : 2, &l))
		return 0;
	free(l.items);
	return l.count;
}

static const struct {
	const char *operation;
	unsigned least, most;
} page_limits[] = {
	{"DescribeRouteTables", 5, 100},
	{"DescribeManagedPrefixLists", 1, 100},
	{"GetManagedPrefixListEntries", 1, 100},
	{"DescribeEgressOnlyInternetGateways", 5, 255},
	{"DescribeInstanceConnectEndpoints", 1, 50},
	{"DescribeLoadBalancers", 1, 400},
	{"DescribeTargetGroups", 1, 400},
	{"DescribeListeners", 1, 400},
	{"DescribeRules", 1, 400},
};

/* Is the page size one that AWS takes? */
static bool page_size_is_legal(const char *operation, const char *size)
{
	unsigned least = 5, most = 1000;
	long n = size ? strtol(size, NULL, 10) : 0;
	for (size_t i = 0; i < sizeof page_limits / sizeof *page_limits; i++)
		if (strcmp(page_limits[i].operation, operation) == 0) {
			least = page_limits[i].least;
			most = page_limits[i].most;
		}
	return !size || (n >= (long)least && n <= (long)most);
}

#define TOKEN "TOK+/=& %u"

static struct reply paged(struct ec2_server *s, const char *operation, const char *form, char *body,
			  enum misbehaviour kind)
{
	bool elb = strstr(body, "elasticloadbalancing") != NULL;
	char *given = parameter(form, elb ? "Marker" : "NextToken");
	unsigned from = 0, size = s->options.page_size ? s->options.page_size : 1000000;
	bool gap = false;
	struct reply r;
	if (given && sscanf(given, TOKEN, &from) != 1) {
		complain(s, operation, "a page token that was never given");
		free(given);
		free(body);
		return error_reply(400, "InvalidPaginationToken",
				   "The token is not valid or is expired");
	}
	if (kind == MIS_BAD_TOKEN && given) {
		free(given);
		free(body);
		return error_reply(400, "InvalidPaginationToken",
				   "The token is not valid or is expired");
	}
	if (kind == MIS_EMPTY_PAGES) { /* odd tokens are empty pages */
		gap = from % 2 == 0;
		from /= 2;
	}
	size_t count_all = items_of(body, elb), next = from + (gap ? 0 : size);
	char token[80] = "", raw[80];
	if (kind == MIS_REPEATED_TOKEN)
		snprintf(raw, sizeof raw, TOKEN, 0u);
	else
		snprintf(raw, sizeof raw, TOKEN,
			 kind == MIS_EMPTY_PAGES ? (unsigned)(2 * next + gap) : (unsigned)next);
	for (char *c = raw, *o = token; *c; c++) /* "&" is "&amp;" in XML */
		o += snprintf(o, 6, *c == '&' ? "&amp;" : "%c", *c);
	bool more = next < count_all || kind == MIS_REPEATED_TOKEN || gap;
	char *page = page_of(body, elb, from, gap ? 0 : size, more ? token : NULL);
	r = text_reply(200, "text/xml;charset=UTF-8", page);
	free(given);
	free(body);
	return r;
}

/* Page after page of subnets, made as they are asked for. */
static struct reply many_subnets(const struct ec2_server *s, const char *form)
{
	static const char item[] = "<item><subnetId>subnet-%08u</"
				   "subnetId><vpcId>vpc-0a17827ce410a88d0</vpcId><cidrBlock>"
				   "10.%u.%u.0/28</cidrBlock><availabilityZone>eu-west-1a</"
				   "availabilityZone><state>available"
				   "</state><ownerId>123456789012</"
				   "ownerId><mapPublicIpOnLaunch>false</mapPublicIpOnLaunch>"
				   "<tagSet><item><key>Name</key><value>subnet number "
				   "%u</value></item></tagSet></item>";
	char *given = parameter(form, "NextToken");
	unsigned page = given ? (unsigned)strtoul(given, NULL, 10) : 0;
	size_t room = 600 * (size_t)s->options.many_items + 400;
	char *body = malloc(room), *at = body;
	if (!body)
		abort();
	at += snprintf(at, 100, "<DescribeSubnetsResponse><subnetSet>");
	for (unsigned i = 0; i < s->options.many_items; i++) {
		unsigned n = page * s->options.many_items + i;
		at += snprintf(at, 600, item, n, n / 256 % 256, n % 256, n);
	}
	at += snprintf(at, 20, "</subnetSet>");
	if (page + 1 < s->options.many_pages)
		at += snprintf(at, 60, "<nextToken>%u</nextToken>", page + 1);
	snprintf(at, 40, "</DescribeSubnetsResponse>");
	free(given);
	return text_reply(200, "text/xml;charset=UTF-8", body);
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
	bool by_role =
		organization_signer(header_of(r, "authorization"), s->options.secret_key, role);
	const char *token = by_role ? role->token : s->options.token;
	const char *given = header_of(r, "x-amz-security-token");
	const char *wrong =
		check_signature(r, by_role ? role->access_key : s->options.access_key,
				by_role ? role->secret_key : s->options.secret_key, scope, date);
	if (wrong) {
		*reply = error_reply(401, "AuthFailure", wrong);
		return wrong;
	}
	long late = (long)(time(NULL) + s->options.clock_ahead_s - stamp_time(date));
	if (labs(late) > 300) {
		*reply = error_reply(400, "RequestExpired", "Request has expired.");
		return "clock"; /* no complaint: a client can't know */
	}
	if (s->options.region) {
		snprintf(wanted, sizeof wanted, "%.8s/%s/", date, s->options.region);
		if (strncmp(scope, wanted, strlen(wanted)) != 0) {
			*reply = error_reply(401, "AuthFailure", "signed for another Region");
			return "signed for another Region";
		}
	}
	if (token && (!given || strcmp(given, token) != 0)) {
		*reply = error_reply(401, "AuthFailure", "no or another session token");
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
	char *path = print("%s/%s%s.xml", s->options.folder, sts ? "sts-" : "", operation);
	char *body = slurp(path, &len);
	free(path);
	for (size_t i = 0; !body && i < sizeof resources / sizeof *resources; i++) {
		char *id = parameter(form, resources[i]);
		if (!id)
			continue;
		for (char *c = id; *c; c++)
			if (*c == '/' || *c == ':')
				*c = '_';
		path = print("%s/%s.%s.xml", s->options.folder, operation, id);
		body = slurp(path, &len);
		free(path);
		free(id);
	}
	return body;
}

static struct reply accounts_reply(struct ec2_server *s, const struct received *r)
{
	const char *page = organization_accounts(r->body_len ? r->body : NULL);
	if (!page) {
		complain(s, "ListAccounts", "a page token that was never given");
		page = "{\"__type\": \"InvalidInputException\"}";
	}
	return text_reply(200, "application/x-amz-json-1.1", print("%s", page));
}

static struct reply role_reply(const struct ec2_server *s, const char *form)
{
	char *arn = parameter(form, "RoleArn"), account[13];
	bool trusts = organization_role(arn, account);
	struct role_keys keys;
	free(arn);
	if (!trusts)
		return text_reply(
			403, "text/xml",
			print("<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied"
			      "</Code><Message>not authorized to perform: sts:AssumeRole"
			      "</Message></Error><RequestId>test</RequestId>"
			      "</ErrorResponse>"));
	organization_keys(account, s->options.secret_key, &keys);
	return text_reply(
		200, "text/xml",
		print("<AssumeRoleResponse "
		      "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>"
		      "<AssumedRoleUser><Arn>arn:aws:sts::%s:assumed-role/Audit/x</Arn>"
		      "<AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser><Credentials>"
		      "<AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>"
		      "<SessionToken>%s</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
		      "</Credentials></AssumeRoleResult></AssumeRoleResponse>",
		      account, keys.access_key, keys.secret_key, keys.token));
}

/* What the request asks for, by the Query protocol or by the JSON one. */
static char *operation_of(const struct received *r)
{
	const char *target = header_of(r, "x-amz-target");
	const char *dot = target ? strchr(target, '.') : NULL;
	return dot ? print("%s", dot + 1) : parameter(r->body_len ? r->body : "", "Action");
}

static struct reply answer(struct ec2_server *s, const struct received *received)
{
	const char *form = received->body_len ? received->body : "";
	char *operation = operation_of(received);
	char *size;
	struct reply reply;
	struct role_keys role = {0};
	const char *wrong;
	if (!operation)
		return error_reply(400, "MissingAction", "no Action");
	unsigned n = count(s, operation);
	crowd(s, operation, 1);
	if (s->options.delay_ms)
		usleep(1000 * s->options.delay_ms);
	crowd(s, operation, -1);
	enum misbehaviour kind = misbehaviour_of(s, operation, n);
	if (!is_read(operation))
		complain(s, operation, "this is not a read");
	wrong = s->options.any_signature ? NULL : authenticate(s, received, &reply, &role);
	if (wrong) {
		if (strcmp(wrong, "clock") != 0)
			complain(s, operation, wrong);
		free(operation);
		return reply;
	}
	size = parameter(form, "MaxResults");
	if (!size)
		size = parameter(form, "PageSize");
	bool legal = page_size_is_legal(operation, size);
	free(size);
	char *body = NULL;
	if (!legal) {
		complain(s, operation, "a page size that AWS refuses");
		reply = error_reply(400, "InvalidParameterValue", "MaxResults");
	} else if (misbehave(kind, operation, &reply)) {
		;
	} else if (strcmp(operation, "ListAccounts") == 0) {
		reply = accounts_reply(s, received);
	} else if (strcmp(operation, "AssumeRole") == 0) {
		reply = role_reply(s, form);
	} else {
		bool many = s->options.many_pages && strcmp(operation, "DescribeSubnets") == 0;
		body = many ? NULL : body_of(s, operation, form);
		bool one = strcmp(operation, "GetCallerIdentity") == 0;
		reply = many    ? many_subnets(s, form)
			: !body ? error_reply(400, "InvalidAction",
					      "The action is not valid for this service.")
			: one   ? text_reply(200, "text/xml", body)
				: paged(s, operation, form, body, kind);
		reply.kind = kind;
		if (role.account[0])
			organization_rename(reply.body, &role);
	}
	free(operation);
	return reply;
}

/* ---- bytes on the wire ---- */

struct broken {
	struct ec2_server *server;
	enum misbehaviour kind;
	char *body;
	size_t len;
};

/* Half the body; then nothing, or the end, or more and more. */
static ssize_t read_broken(void *ctx, uint64_t at, char *out, size_t max)
{
	struct broken *b = ctx;
	size_t half = b->kind == MIS_HUGE ? b->len : b->len / 2;
	if (at < half) {
		size_t n = half - at < max ? (size_t)(half - at) : max;
		memcpy(out, b->body + at, n);
		return (ssize_t)n;
	}
	if (b->kind == MIS_HUGE) {
		if (at >= HUGE_BYTES)
			return MHD_CONTENT_READER_END_OF_STREAM;
		memset(out, ' ', max);
		return (ssize_t)max;
	}
	for (int i = 0; b->kind == MIS_SLOW && i < 200 && !b->server->stopping; i++)
		usleep(50000);
	return MHD_CONTENT_READER_END_WITH_ERROR;
}

static void free_broken(void *ctx)
{
	free(((struct broken *)ctx)->body);
	free(ctx);
}

static struct MHD_Response *response_of(struct ec2_server *s, struct reply *r)
{
	if (r->kind == MIS_TRUNCATED)
		r->len /= 2;
	if (r->kind != MIS_SLOW && r->kind != MIS_CUT && r->kind != MIS_HUGE)
		return MHD_create_response_from_buffer(r->len, r->body, MHD_RESPMEM_MUST_FREE);
	struct broken *b = malloc(sizeof *b);
	if (!b)
		abort();
	*b = (struct broken){s, r->kind, r->body, r->len};
	return MHD_create_response_from_callback(r->kind == MIS_HUGE ? MHD_SIZE_UNKNOWN : r->len,
						 4096, read_broken, b, free_broken);
}

static void add_date(const struct ec2_server *s, struct MHD_Response *response)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t now = time(NULL) + (time_t)s->options.clock_ahead_s;
	struct tm tm;
	gmtime_r(&now, &tm);
	char *text = print("%s, %02d %s %d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
			   months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	MHD_add_response_header(response, "Date", text);
	free(text);
}

static enum MHD_Result send_reply(struct ec2_server *s, struct MHD_Connection *c, struct reply *r)
{
	struct MHD_Response *response = response_of(s, r);
	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, "Content-Type", r->type);
	if (r->kind == MIS_REDIRECT)
		MHD_add_response_header(response, "Location", "http://127.0.0.1:1/elsewhere");
	add_date(s, response);
	enum MHD_Result result = MHD_queue_response(c, r->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result take_header(void *ctx, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	struct incoming *in = ctx;
	(void)kind;
	if (in->header_count < sizeof in->headers / sizeof *in->headers)
		in->headers[in->header_count++] =
			(struct received_header){name, value ? value : ""};
	return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *len, void **state)
{
	struct ec2_server *s = ctx;
	struct incoming *in = *state;
	(void)version;
	if (!in) {
		*state = calloc(1, sizeof *in);
		return *state ? MHD_YES : MHD_NO;
	}
	if (*len) {
		in->body = realloc(in->body, in->len + *len + 1);
		if (!in->body)
			abort();
		memcpy(in->body + in->len, data, *len);
		in->len += *len;
		in->body[in->len] = '\0';
		*len = 0;
		return MHD_YES;
	}
	const char *host = strstr(url, "://"); /* asked as a proxy: the whole URL */
	if (host && strchr(host + 3, '/'))
		url = strchr(host + 3, '/');
	MHD_get_connection_values(c, MHD_HEADER_KIND, take_header, in);
	struct received received = {.method = method,
				    .path = url,
				    .headers = in->headers,
				    .header_count = in->header_count,
				    .body = in->body,
				    .body_len = in->len};
	struct reply reply = answer(s, &received);
	return send_reply(s, c, &reply);
}

static void on_end(void *ctx, struct MHD_Connection *c, void **state,
		   enum MHD_RequestTerminationCode code)
{
	struct incoming *in = *state;
	(void)ctx, (void)c, (void)code;
	if (in)
		free(in->body);
	free(in);
	*state = NULL;
}

/* ---- the server ---- */

struct ec2_server *ec2_server_start(const struct ec2_server_options *options)
{
	struct ec2_server *s = calloc(1, sizeof *s);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(options->port)};
	size_t len;
	if (!s)
		abort();
	s->options = *options;
	pthread_mutex_init(&s->lock, NULL);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
			 MHD_USE_SUPPRESS_DATE_NO_CLOCK;
	struct MHD_OptionItem items[4] = {
		{MHD_OPTION_SOCK_ADDR, 0, &address},
		{MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_end, NULL},
		{MHD_OPTION_END, 0, NULL},
	};
	if (options->certificate) {
		s->certificate = slurp(options->certificate, &len);
		s->private_key = slurp(options->private_key, &len);
		flags |= MHD_USE_TLS;
		items[2] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, s->private_key};
		s->daemon = MHD_start_daemon(flags, options->port, NULL, NULL, on_request, s,
					     MHD_OPTION_ARRAY, items, MHD_OPTION_HTTPS_MEM_CERT,
					     s->certificate, MHD_OPTION_END);
	} else {
		s->daemon = MHD_start_daemon(flags, options->port, NULL, NULL, on_request, s,
					     MHD_OPTION_ARRAY, items, MHD_OPTION_END);
	}
	if (s->daemon)
		return s;
	free(s->certificate);
	free(s->private_key);
	free(s);
	return NULL;
}

unsigned short ec2_server_port(const struct ec2_server *s)
{
	return MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

unsigned ec2_server_requests(struct ec2_server *s, const char *operation)
{
	unsigned sum = 0;
	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < OPERATIONS; i++)
		if (!operation || strcmp(s->counters[i].operation, operation) == 0)
			sum += s->counters[i].count;
	pthread_mutex_unlock(&s->lock);
	return sum;
}

void ec2_server_crowd(struct ec2_server *s, unsigned *all, unsigned *of_one)
{
	pthread_mutex_lock(&s->lock);
	*all = s->most;
	*of_one = s->most_of_one;
	pthread_mutex_unlock(&s->lock);
}

const char *ec2_server_complaints(struct ec2_server *s)
{
	return s->complaints;
}

void ec2_server_stop(struct ec2_server *s)
{
	s->stopping = true;
	MHD_stop_daemon(s->daemon);
	pthread_mutex_destroy(&s->lock);
	free(s->certificate);
	free(s->private_key);
	free(s);
}
