/* test_net.c - addresses, prefixes, packet sets and longest prefix match, against naive twins. */
#include "harness.h"
#include "net/ip.h"
#include "net/lpm.h"
#include "net/pktset.h"
#include "net/proto.h"

#include <arpa/inet.h>

static uint64_t state = 88172645463325252u;

static uint32_t rnd(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 20) % below;
}

START_TEST(ip_round_trip)
{
	static const char *const good[] = {"0.0.0.0", "10.1.1.10",     "255.255.255.255",
					   "::",      "fd00:ec2::254", "2001:db8::1"};
	char text[IP_TEXT];
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct ip ip;
		ck_assert(ip_parse(good[i], &ip));
		ck_assert_str_eq(ip_text(ip, text), good[i]);
	}
}
END_TEST

START_TEST(ip_refuses)
{
	static const char *const bad[] = {"",          "10.1.1",    "10.1.1.256", "010.1.1.1",
					  " 10.1.1.1", "10.1.1.1 ", "10.1.1.1/8", "::g",
					  "1::2::3",   "localhost"};
	struct ip ip;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!ip_parse(bad[i], &ip), "%s", bad[i]);
	ck_assert(!ip_parse(NULL, &ip));
}
END_TEST

/* Of texts that look like addresses, those that inet_pton() takes, and the same of each. */
START_TEST(ip_is_what_others_take_it_for)
{
	static const char alphabet[] = "0012259....";
	unsigned taken = 0;
	for (int round = 0; round < 200000; round++) {
		char text[24];
		struct in_addr four;
		struct ip ip;
		size_t len = 5 + rnd(12);
		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[rnd(i && text[i - 1] == '.' ? 7 : 11)];
		text[len] = '\0';
		bool good = inet_pton(AF_INET, text, &four) == 1;
		taken += good;
		ck_assert_msg(ip_parse(text, &ip) == good, "%s", text);
		ck_assert(!good || (ip.family == IPV4 && ip.value == ntohl(four.s_addr)));
	}
	ck_assert_uint_gt(taken, 1000);
}
END_TEST

START_TEST(cidr_parsing)
{
	struct cidr c;
	char text[IP_TEXT];
	ck_assert(cidr_parse("10.1.2.3/16", &c)); /* host bits are cleared */
	ck_assert_str_eq(cidr_text(c, text), "10.1.0.0/16");
	ck_assert(cidr_parse("::/0", &c));
	ck_assert(cidr_parse("0.0.0.0/0", &c));
	ck_assert(cidr_last(c) == UINT32_MAX);
	ck_assert(cidr_parse_or_host("10.0.0.1", &c) && c.len == 32);
	static const char *const bad[] = {"10.0.0.0", "10.0.0.0/",    "10.0.0.0/33",
					  "::/129",   "10.0.0.0/-1",  "10.0.0.0/8x",
					  "/8",       "10.0.0.0/0008"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!cidr_parse(bad[i], &c), "%s", bad[i]);
}
END_TEST

START_TEST(cidr_relations)
{
	struct cidr a, b, c, six;
	struct ip ip;
	ck_assert(cidr_parse("10.1.0.0/16", &a) && cidr_parse("10.1.128.0/17", &b));
	ck_assert(cidr_parse("10.2.0.0/16", &c) && cidr_parse("::/0", &six));
	ck_assert(cidr_contains(a, b) && !cidr_contains(b, a) && cidr_contains(a, a));
	ck_assert(cidr_overlaps(a, b) && cidr_overlaps(b, a) && !cidr_overlaps(a, c));
	ck_assert(!cidr_overlaps(a, six));
	ck_assert(ip_parse("10.1.255.255", &ip) && cidr_covers(a, ip) && !cidr_covers(c, ip) &&
		  !cidr_covers(six, ip));
}
END_TEST

START_TEST(private_ranges)
{
	static const struct {
		const char *ip;
		bool is_private;
	} rows[] = {{"10.0.0.0", true},    {"11.0.0.0", false},      {"172.15.255.255", false},
		    {"172.16.0.0", true},  {"172.31.255.255", true}, {"172.32.0.0", false},
		    {"192.168.1.1", true}, {"100.64.0.1", true},     {"100.128.0.0", false},
		    {"8.8.8.8", false},    {"fd00::1", true},        {"2600::1", false}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ip ip;
		ck_assert(ip_parse(rows[i].ip, &ip));
		ck_assert_msg(ip_is_private(ip) == rows[i].is_private, "%s", rows[i].ip);
	}
}
END_TEST

/* Each border, and that the addresses around one are told alike up to it. */
START_TEST(nobodys_ranges)
{
	static const struct {
		const char *first, *last;
		enum ip_nobody why;
	} rows[] = {
		{"0.0.0.0", "0.255.255.255", IP_LOOPBACK},
		{"1.0.0.0", "9.255.255.255", IP_SOMEBODY},
		{"127.0.0.0", "127.255.255.255", IP_LOOPBACK},
		{"203.0.113.0", "203.0.113.255", IP_SOMEBODY},
		{"192.169.0.0", "223.255.255.255", IP_SOMEBODY},
		{"224.0.0.0", "239.255.255.255", IP_MULTICAST},
		{"240.0.0.0", "255.255.255.255", IP_RESERVED},
		{"::", "::1", IP_LOOPBACK},
		{"::2", "64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", IP_RESERVED},
		{"64:ff9b::", "64:ff9b:ffff:ffff:ffff:ffff:ffff:ffff", IP_SOMEBODY},
		{"64:ff9c::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", IP_RESERVED},
		{"2000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", IP_SOMEBODY},
		{"4000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", IP_RESERVED},
		{"fe00::", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", IP_RESERVED},
		{"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", IP_SOMEBODY},
		{"fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", IP_RESERVED},
		{"ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", IP_MULTICAST},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ip first, last;
		ck_assert(ip_parse(rows[i].first, &first) && ip_parse(rows[i].last, &last));
		ck_assert_msg(ip_nobody(first) == rows[i].why && ip_nobody(last) == rows[i].why,
			      "%s", rows[i].first);
		struct ip_range around = ip_special_range(last);
		if (rows[i].why != IP_SOMEBODY)
			ck_assert_msg(around.lo == first.value && around.hi == last.value, "%s",
				      rows[i].first);
		ck_assert_msg(around.hi >= last.value && around.lo <= first.value, "%s",
			      rows[i].first);
	}
}
END_TEST

/* A small universe, so that a bit per packet can be the judge. */
enum { UNIVERSE = 64 };

static const struct pktset *random_set(struct arena *a, uint64_t *bits)
{
	struct span spans[6];
	size_t n = rnd(6);
	*bits = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t lo = rnd(UNIVERSE), hi = lo + rnd(UNIVERSE - lo);
		spans[i] = (struct span){lo, hi};
		for (uint32_t p = lo; p <= hi; p++)
			*bits |= UINT64_C(1) << p;
	}
	return pktset_from(a, spans, n);
}

static uint64_t bits_of(const struct pktset *s)
{
	uint64_t bits = 0;
	for (uint32_t i = 0; i < s->count; i++) {
		ck_assert_uint_le(s->spans[i].lo, s->spans[i].hi);
		if (i)
			ck_assert_uint_gt(s->spans[i].lo, s->spans[i - 1].hi + 1);
		for (uint32_t p = s->spans[i].lo; p <= s->spans[i].hi; p++)
			bits |= UINT64_C(1) << p;
	}
	return bits;
}

START_TEST(set_algebra)
{
	struct arena a = ARENA_INIT;
	for (int round = 0; round < 20000; round++) {
		uint64_t x, y;
		const struct pktset *p = random_set(&a, &x), *q = random_set(&a, &y);
		ck_assert(bits_of(p) == x);
		ck_assert(bits_of(pktset_or(&a, p, q)) == (x | y));
		ck_assert(bits_of(pktset_and(&a, p, q)) == (x & y));
		ck_assert(bits_of(pktset_minus(&a, p, q)) == (x & ~y));
		ck_assert(pktset_covers(p, q) == ((y & ~x) == 0));
		ck_assert(pktset_meets(p, q) == ((x & y) != 0));
		ck_assert(pktset_equal(p, q) == (x == y));
		ck_assert(pktset_is_empty(p) == (x == 0));
		uint32_t at = rnd(UNIVERSE);
		ck_assert(pktset_has(p, at) == (x >> at & 1));
		if (round % 512 == 0)
			arena_reset(&a);
	}
	arena_free(&a);
}
END_TEST

START_TEST(set_texts)
{
	struct arena a = ARENA_INIT;
	static const struct {
		struct span span;
		const char *text;
	} rows[] = {
		{{0, PKT_LAST}, "any"},
		{{0x060016, 0x060016}, "tcp/22"},
		{{0x0603e8, 0x0607d0}, "tcp/1000-2000"},
		{{0x110000, 0x11ffff}, "udp"},
		{{0x010800, 0x010800}, "icmp/8/0"},
		{{0x010800, 0x0108ff}, "icmp/8"},
		{{0x010000, 0x01ffff}, "icmp/any"},
		{{0x3a8000, 0x3a8000}, "icmpv6/128/0"},
		{{0x2f0000, 0x2fffff}, "47"},
		{{0x010001, 0x0108ff}, "icmp/0/1-0/255, icmp/1-8"},
		{{0, 0x060015}, "0, icmp/any, 2-5, tcp/0-21"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_str_eq(pktset_text(&a, pktset_of(&a, rows[i].span)), rows[i].text);
	ck_assert_str_eq(pktset_text(&a, pktset_empty), "nothing");
	arena_free(&a);
}
END_TEST

START_TEST(protocols)
{
	static const struct {
		const char *text;
		uint32_t lo, hi;
	} rows[] = {{"icmp", 0x010800, 0x010800},   {"icmp/8/0", 0x010800, 0x010800},
		    {"icmp/3", 0x010300, 0x0103ff}, {"icmpv6", 0x3a8000, 0x3a8000},
		    {"tcp/22", 0x060016, 0x060016}, {"udp/1000-2000", 0x1103e8, 0x1107d0},
		    {"tcp", 0x060000, 0x06ffff},    {"any", 0, PKT_LAST},
		    {"47", 0x2f0000, 0x2fffff},     {"icmp/any", 0x010000, 0x01ffff},
		    {"TCP/22", 0x060016, 0x060016}, {"ICMP", 0x010800, 0x010800}};
	static const char *const bad[] = {
		"",    "tcp/", "tcp/65536", "tcp/22-21", "icmp/256", "icmp/8/256", "icmp/1-2/3",
		"256", "-2",   "tpc/22",    "47/1",      "tcp/22/1", "any/1"};
	struct proto_spec spec;
	struct vck_error err;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ck_assert_msg(proto_parse(rows[i].text, &spec, &err), "%s", rows[i].text);
		struct span s = proto_span(&spec, IPV4);
		ck_assert_msg(s.lo == rows[i].lo && s.hi == rows[i].hi, "%s", rows[i].text);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_msg(!proto_parse(bad[i], &spec, &err), "%s", bad[i]);
		ck_assert_int_eq(err.status, VCK_E_USAGE);
	}
	ck_assert(proto_parse("icmp", &spec, &err));
	ck_assert_uint_eq(proto_span(&spec, IPV6).lo, 0x3a8000); /* ping over IPv6 is icmpv6 */
}
END_TEST

static uint32_t naive(const struct lpm_entry *e, size_t n, struct ip ip)
{
	uint32_t best = LPM_NONE;
	int len = -1;
	for (size_t i = 0; i < n; i++)
		if (cidr_covers(e[i].prefix, ip) &&
		    (e[i].prefix.len > len || (e[i].prefix.len == len && e[i].value < best))) {
			best = e[i].value;
			len = e[i].prefix.len;
		}
	return best;
}

START_TEST(longest_prefix)
{
	struct arena a = ARENA_INIT;
	for (int round = 0; round < 2000; round++) {
		struct lpm_entry e[12], copy[12];
		size_t n = rnd(12);
		for (size_t i = 0; i < n; i++) {
			bool six = rnd(3) == 0;
			uint8_t len = (uint8_t)(rnd(4) ? 24 + rnd(9) : rnd(33));
			if (six)
				len = (uint8_t)(len + 96);
			struct ip ip = {rnd(4) ? rnd(64) : rnd(UINT32_MAX), six ? IPV6 : IPV4};
			char text[IP_TEXT], cidr[IP_TEXT + 8];
			snprintf(cidr, sizeof cidr, "%s/%u", ip_text(ip, text), len);
			ck_assert(cidr_parse(cidr, &e[i].prefix));
			e[i].value = (uint32_t)i;
		}
		memcpy(copy, e, sizeof e);
		const struct lpm *t = lpm_build(&a, e, n);
		for (int k = 0; k < 40; k++) {
			struct ip ip = {rnd(2) ? rnd(80) : rnd(UINT32_MAX), rnd(3) ? IPV4 : IPV6};
			uint32_t want = naive(copy, n, ip);
			struct ip_range r;
			ck_assert_uint_eq(lpm_find(t, ip, &r), want);
			ck_assert_uint_eq(lpm_find(t, ip, NULL), want);
			ck_assert(r.lo <= ip.value && ip.value <= r.hi);
			ck_assert_uint_eq(naive(copy, n, (struct ip){r.lo, ip.family}), want);
			ck_assert_uint_eq(naive(copy, n, (struct ip){r.hi, ip.family}), want);
		}
		arena_reset(&a);
	}
	arena_free(&a);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("net");
	harness_case(s, "ip", ip_round_trip, ip_refuses, ip_is_what_others_take_it_for,
		     cidr_parsing, cidr_relations, private_ranges, nobodys_ranges);
	harness_case(s, "pktset", set_algebra, set_texts, protocols);
	harness_case(s, "lpm", longest_prefix);
	return harness_run(s);
}
