/* command.c - is a command what it looks like (command.h). */
#include "check/command.h"
#include "base/str.h"

#include <string.h>

/* What the proposals use: options of the aws command, and whether several values may follow. */
static const struct option {
	const char *name;
	bool many;
} options[] = {
	{"--accepter-peering-connection-options", false},
	{"--add-subnet-ids", true},
	{"--allocation-id", false},
	{"--association-id", false},
	{"--attributes", false},
	{"--cidr-block", false},
	{"--default-actions", false},
	{"--destination-cidr-block", false},
	{"--destination-ipv6-cidr-block", false},
	{"--destination-prefix-list-id", false},
	{"--device-index", false},
	{"--domain", false},
	{"--egress", false},
	{"--egress-only-internet-gateway-id", false},
	{"--gateway-id", false},
	{"--group-id", false},
	{"--http-endpoint", false},
	{"--http-tokens", false},
	{"--icmp-type-code", false},
	{"--ingress", false},
	{"--instance-connect-endpoint-id", false},
	{"--instance-id", false},
	{"--instance-ids", false},
	{"--internet-gateway-exclusion-mode", false},
	{"--internet-gateway-id", false},
	{"--ip-permissions", false},
	{"--ipv6-cidr-block", false},
	{"--listener-arn", false},
	{"--load-balancer-arn", false},
	{"--name", false},
	{"--nat-gateway-id", false},
	{"--network-acl-id", false},
	{"--network-interface-id", false},
	{"--no-source-dest-check", false},
	{"--peer-owner-id", false},
	{"--peer-region", false},
	{"--peer-vpc-id", false},
	{"--port", false},
	{"--port-range", false},
	{"--preserve-client-ip", false},
	{"--no-preserve-client-ip", false},
	{"--protocol", false},
	{"--region", false},
	{"--requester-peering-connection-options", false},
	{"--route-table-id", false},
	{"--rule-action", false},
	{"--rule-number", false},
	{"--scheme", false},
	{"--security-group-ids", true},
	{"--service-id", false},
	{"--subnet-id", false},
	{"--subnet-ids", true},
	{"--subnets", true},
	{"--target-group-arn", false},
	{"--targets", true},
	{"--transit-gateway-attachment-id", false},
	{"--transit-gateway-id", false},
	{"--transit-gateway-route-table-id", false},
	{"--type", false},
	{"--vpc-endpoint-ids", true},
	{"--vpc-id", false},
	{"--vpc-peering-connection-id", false},
};
enum { OPTIONS = sizeof options / sizeof *options, MOST_WORDS = 64 };

struct words {
	const char *at[MOST_WORDS];
	size_t len[MOST_WORDS], n;
};

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* Plain words, and quoted ones without their quotes; false: there is anything else. */
static bool split(const char *s, struct words *w)
{
	static const char plain[] = LETTERS "-._:/,=@+", quoted[] = LETTERS "-._:/,=@+[]{}";
	for (w->n = 0; w->n < MOST_WORDS; s++) {
		bool quote = *s == '\'';
		s += quote;
		size_t len = strspn(s, quote ? quoted : plain);
		if (!len || (quote && s[len] != '\''))
			return false;
		w->at[w->n] = s;
		w->len[w->n++] = len;
		s += len + quote;
		if (!*s)
			return true;
		if (*s != ' ')
			return false;
	}
	return false;
}

static size_t option_of(const char *word, size_t len)
{
	size_t i = 0;
	while (i < OPTIONS &&
	       !(strlen(options[i].name) == len && memcmp(options[i].name, word, len) == 0))
		i++;
	return i;
}

static bool is_lower(const char *word, size_t len)
{
	return strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-") >= len && *word != '-';
}

bool command_is_plain(const char *command)
{
	struct words w;
	bool seen[OPTIONS] = {false};
	size_t option = OPTIONS, values = 0;
	if (!str_starts(command, "aws ") || !split(command, &w) || w.n < 3 ||
	    !is_lower(w.at[1], w.len[1]) || !is_lower(w.at[2], w.len[2]))
		return false;
	for (size_t i = 3; i < w.n; i++) {
		if (w.len[i] > 2 && memcmp(w.at[i], "--", 2) == 0) {
			option = option_of(w.at[i], w.len[i]);
			if (option == OPTIONS || seen[option])
				return false;
			seen[option] = true;
			values = 0;
			continue;
		}
		bool minus_one = w.len[i] == 2 && memcmp(w.at[i], "-1", 2) == 0;
		if (option == OPTIONS || (*w.at[i] == '-' && !minus_one) ||
		    (values++ && !options[option].many))
			return false;
	}
	return true;
}
