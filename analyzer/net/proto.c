#include "net/proto.h"
#include "base/vec.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	int number;
} names[] = {
	{"icmp", PROTO_ICMP}, {"tcp", PROTO_TCP}, {"udp", PROTO_UDP}, {"icmpv6", PROTO_ICMPV6},
	{"any", PROTO_ANY},   {"all", PROTO_ANY}, {"-1", PROTO_ANY},
};

int proto_number(const char *text)
{
	unsigned long long n;
	if (!text)
		return -2;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcasecmp(names[i].name, text) == 0)
			return names[i].number;
	return str_u64(text, 255, &n) ? (int)n : -2;
}

const char *proto_name(int number)
{
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (names[i].number == number)
			return names[i].name;
	return NULL;
}

/* "22", "1000-2000" or "any", within 0..max. */
static bool parse_range(const char *text, unsigned max, unsigned *lo, unsigned *hi)
{
	char part[16];
	unsigned long long a, b;
	const char *dash = strchr(text, '-');
	size_t len = dash ? (size_t)(dash - text) : strlen(text);
	if (strcmp(text, "any") == 0) {
		*lo = 0;
		*hi = max;
		return true;
	}
	if (len >= sizeof part)
		return false;
	memcpy(part, text, len);
	part[len] = '\0';
	if (!str_u64(part, max, &a) || !str_u64(dash ? dash + 1 : part, max, &b) || a > b)
		return false;
	*lo = (unsigned)a;
	*hi = (unsigned)b;
	return true;
}

static bool parse_icmp(unsigned proto, char *values, struct proto_spec *out)
{
	unsigned type_lo, type_hi, code_lo = 0, code_hi = 255;
	char *slash = strchr(values, '/');
	if (slash)
		*slash = '\0';
	if (!parse_range(values, 255, &type_lo, &type_hi))
		return false;
	if (slash && (type_lo != type_hi || !parse_range(slash + 1, 255, &code_lo, &code_hi)))
		return false;
	out->span = span_values(proto, type_lo << 8 | code_lo, type_hi << 8 | code_hi);
	return true;
}

static bool parse_values(int proto, char *values, struct proto_spec *out)
{
	unsigned lo, hi;
	if (proto == PROTO_ICMP || proto == PROTO_ICMPV6)
		return parse_icmp((unsigned)proto, values, out);
	if ((proto != PROTO_TCP && proto != PROTO_UDP) || !parse_range(values, 65535, &lo, &hi))
		return false;
	out->span = span_values((unsigned)proto, lo, hi);
	return true;
}

bool proto_parse(const char *text, struct proto_spec *out, struct vck_error *err)
{
	char word[64];
	size_t len = strlen(text);
	bool ok = len < sizeof word;
	*out = (struct proto_spec){0};
	if (ok) {
		memcpy(word, text, len + 1);
		char *slash = strchr(word, '/');
		if (slash)
			*slash = '\0';
		int proto = proto_number(word);
		if (proto == -2)
			ok = false;
		else if (slash)
			ok = parse_values(proto, slash + 1, out);
		else if (proto == PROTO_ANY)
			out->span = (struct span){0, PKT_LAST};
		else if (strcasecmp(word, "icmp") == 0)
			out->echo = true, out->span = span_values(PROTO_ICMP, 0x800, 0x800);
		else if (strcasecmp(word, "icmpv6") == 0)
			out->span = span_values(PROTO_ICMPV6, 0x8000, 0x8000);
		else
			out->span = span_proto((unsigned)proto);
	}
	if (!ok)
		vck_fail(err, VCK_E_USAGE, NULL,
			 "\"%s\" is no protocol: use icmp, icmp/TYPE[/CODE], icmpv6, tcp/22, "
			 "udp/1000-2000, "
			 "tcp, any or a number",
			 text);
	return ok;
}

struct span proto_span(const struct proto_spec *spec, uint8_t family)
{
	if (!spec->echo)
		return spec->span;
	return family == IPV6 ? span_values(PROTO_ICMPV6, 0x8000, 0x8000)
			      : span_values(PROTO_ICMP, 0x800, 0x800);
}

const char *proto_text(struct arena *a, struct span span)
{
	struct buf b = BUF_INIT;
	span_text(span, &b);
	const char *text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}
