/* Lists cut into pages, as a client asks for them. */
#include "tests/ec2_server/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
			      ? server_print("<%s>%s</%s>", elb ? "NextMarker" : "nextToken",
					     token_text, elb ? "NextMarker" : "nextToken")
			      : server_print("%s", "");
	char *page = server_print("%.*s%.*s%.*s%s%s", (int)(l.open - body), body,
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

bool server_page_size_is_legal(const char *operation, const char *size)
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

struct reply server_page(struct ec2_server *s, const char *operation, const char *form, char *body,
			 enum misbehaviour kind)
{
	bool elb = strstr(body, "elasticloadbalancing") != NULL;
	char *given = server_parameter(form, elb ? "Marker" : "NextToken");
	unsigned from = 0,
		 size = server_options(s)->page_size ? server_options(s)->page_size : 1000000;
	bool gap = false;
	struct reply r;
	if (given && sscanf(given, TOKEN, &from) != 1) {
		server_complain(s, operation, "a page token that was never given");
		free(given);
		free(body);
		return server_error(400, "InvalidPaginationToken",
				    "The token is not valid or is expired");
	}
	if (kind == MIS_BAD_TOKEN && given) {
		free(given);
		free(body);
		return server_error(400, "InvalidPaginationToken",
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
	r = server_text(200, "text/xml;charset=UTF-8", page);
	free(given);
	free(body);
	return r;
}

struct reply server_many_subnets(const struct ec2_server *s, const char *form)
{
	static const char item[] = "<item><subnetId>subnet-%08u</"
				   "subnetId><vpcId>vpc-0a17827ce410a88d0</vpcId><cidrBlock>"
				   "10.%u.%u.0/28</cidrBlock><availabilityZone>eu-west-1a</"
				   "availabilityZone><state>available"
				   "</state><ownerId>123456789012</"
				   "ownerId><mapPublicIpOnLaunch>false</mapPublicIpOnLaunch>"
				   "<tagSet><item><key>Name</key><value>subnet number "
				   "%u</value></item></tagSet></item>";
	char *given = server_parameter(form, "NextToken");
	unsigned page = given ? (unsigned)strtoul(given, NULL, 10) : 0;
	size_t room = 600 * (size_t)server_options(s)->many_items + 400;
	char *body = malloc(room), *at = body;
	if (!body)
		abort();
	at += snprintf(at, 100, "<DescribeSubnetsResponse><subnetSet>");
	for (unsigned i = 0; i < server_options(s)->many_items; i++) {
		unsigned n = page * server_options(s)->many_items + i;
		at += snprintf(at, 600, item, n, n / 256 % 256, n % 256, n);
	}
	at += snprintf(at, 20, "</subnetSet>");
	if (page + 1 < server_options(s)->many_pages)
		at += snprintf(at, 60, "<nextToken>%u</nextToken>", page + 1);
	snprintf(at, 40, "</DescribeSubnetsResponse>");
	free(given);
	return server_text(200, "text/xml;charset=UTF-8", body);
}
