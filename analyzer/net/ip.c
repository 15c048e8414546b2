#include "net/ip.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* What inet_pton(3) takes, in a third of its time: there are hundreds of thousands in a snapshot. */
static bool parse_v4(const char *text, uint32_t *out)
{
	uint32_t value = 0;
	for (int dots = 0;; dots++) {
		unsigned octet = (unsigned)*text++ - '0', digit;
		if (octet > 9)
			return false;
		while ((digit = (unsigned)*text - '0') <= 9) {
			if (!octet ||
			    octet > 25) /* one digit more and it is too much, or too long */
				return false;
			octet = octet * 10 + digit;
			text++;
		}
		if (octet > 255)
			return false;
		value = value << 8 | octet;
		if (dots == 3) {
			*out = value;
			return *text == '\0';
		}
		if (*text++ != '.')
			return false;
	}
}

bool ip_parse(const char *text, struct ip *out)
{
	uint32_t four;
	struct in6_addr six;
	if (!text)
		return false;
	if (parse_v4(text, &four)) {
		*out = (struct ip){four, IPV4};
		return true;
	}
	if (inet_pton(AF_INET6, text, &six) != 1)
		return false;
	u128 value = 0;
	for (int i = 0; i < 16; i++)
		value = value << 8 | six.s6_addr[i];
	*out = (struct ip){value, IPV6};
	return true;
}

static bool prefix_length(const char *text, unsigned max, uint8_t *out)
{
	unsigned value = 0;
	if (!*text || strlen(text) > 3)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (unsigned)(*text - '0');
	}
	*out = (uint8_t)value;
	return value <= max;
}

bool cidr_parse(const char *text, struct cidr *out)
{
	const char *slash = text ? strchr(text, '/') : NULL;
	char addr[IP_TEXT];
	struct ip ip;
	uint8_t len;
	if (!slash || (size_t)(slash - text) >= sizeof addr)
		return false;
	memcpy(addr, text, (size_t)(slash - text));
	addr[slash - text] = '\0';
	if (!ip_parse(addr, &ip) || !prefix_length(slash + 1, family_bits(ip.family), &len))
		return false;
	*out = (struct cidr){ip.value & ~prefix_host_mask(ip.family, len), len, ip.family};
	return true;
}

struct cidr cidr_of_ip(struct ip ip)
{
	return (struct cidr){ip.value, family_bits(ip.family), ip.family};
}

bool cidr_parse_or_host(const char *text, struct cidr *out)
{
	struct ip ip;
	if (ip_parse(text, &ip)) {
		*out = cidr_of_ip(ip);
		return true;
	}
	return cidr_parse(text, out);
}

static char *put_octet(char *out, unsigned octet)
{
	if (octet >= 100)
		*out++ = (char)('0' + octet / 100);
	if (octet >= 10)
		*out++ = (char)('0' + octet / 10 % 10);
	*out++ = (char)('0' + octet % 10);
	return out;
}

/* Written by the hundred thousand: snprintf() takes ten times as long. */
static void put_v4(char *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8) {
		out = put_octet(out, value >> shift & 255);
		*out++ = shift ? '.' : '\0';
	}
}

const char *ip_text(struct ip ip, char buf[static IP_TEXT])
{
	if (ip.family == IPV4) {
		put_v4(buf, (uint32_t)ip.value);
	} else if (ip.family == IPV6) {
		struct in6_addr six;
		for (int i = 0; i < 16; i++)
			six.s6_addr[i] = (uint8_t)(ip.value >> (8 * (15 - i)));
		inet_ntop(AF_INET6, &six, buf, IP_TEXT);
	} else {
		snprintf(buf, IP_TEXT, "-");
	}
	return buf;
}

const char *cidr_text(struct cidr c, char buf[static IP_TEXT])
{
	char addr[IP_TEXT];
	ip_text((struct ip){c.first, c.family}, addr);
	size_t len = strlen(addr);
	memcpy(buf, addr, len);
	snprintf(buf + len, IP_TEXT - len, "/%u", c.len);
	return buf;
}

int cidr_cmp(struct cidr a, struct cidr b)
{
	int by_first = ip_cmp((struct ip){a.first, a.family}, (struct ip){b.first, b.family});
	return by_first ? by_first : (a.len > b.len) - (a.len < b.len);
}

bool cidr_contains(struct cidr a, struct cidr b)
{
	return a.len <= b.len && cidr_covers(a, (struct ip){b.first, b.family});
}

bool cidr_overlaps(struct cidr a, struct cidr b)
{
	return cidr_contains(a, b) || cidr_contains(b, a);
}

#define V4(a, b, c, d, len)                                                                        \
	{                                                                                          \
		(u128)(a) << 24 | (u128)(b) << 16 | (u128)(c) << 8 | (d), len, IPV4                \
	}
#define V6(top, len)                                                                               \
	{                                                                                          \
		(u128)(top) << 64, len, IPV6                                                       \
	}

static const struct cidr private_blocks[] = {
	V4(10, 0, 0, 0, 8),    V4(172, 16, 0, 0, 12),         V4(192, 168, 0, 0, 16),
	V4(100, 64, 0, 0, 10), V6(UINT64_C(0xfc00) << 48, 7),
};

static const struct cidr link_local_blocks[] = {
	V4(169, 254, 0, 0, 16),
	V6(UINT64_C(0xfe80) << 48, 10),
	V6(UINT64_C(0xfd000ec2) << 32, 32),
};

enum {
	PRIVATE_COUNT = sizeof private_blocks / sizeof *private_blocks,
	LINK_LOCAL_COUNT = sizeof link_local_blocks / sizeof *link_local_blocks,
};

static bool in_any(struct ip ip, const struct cidr *blocks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cidr_covers(blocks[i], ip))
			return true;
	return false;
}

bool ip_is_private(struct ip ip)
{
	return in_any(ip, private_blocks, PRIVATE_COUNT);
}

bool ip_is_link_local(struct ip ip)
{
	return in_any(ip, link_local_blocks, LINK_LOCAL_COUNT);
}

/* Of IPv6, what lies between the blocks that are in use. */
static const struct nobodys {
	struct ip_range range;
	enum ip_nobody why;
} nobodys[] = {
	{{0, 0x00ffffff, IPV4}, IP_LOOPBACK},
	{{0x7f000000, 0x7fffffff, IPV4}, IP_LOOPBACK},
	{{0xe0000000, 0xefffffff, IPV4}, IP_MULTICAST},
	{{0xf0000000, 0xffffffff, IPV4}, IP_RESERVED},
	{{0, 1, IPV6}, IP_LOOPBACK},
	{{2, ((u128)0x0064ff9b << 96) - 1, IPV6}, IP_RESERVED}, /* behind it: NAT64 */
	{{(u128)0x0064ff9c << 96, ((u128)0x2000 << 112) - 1, IPV6}, IP_RESERVED},
	{{(u128)0x4000 << 112, ((u128)0xfc00 << 112) - 1, IPV6}, IP_RESERVED},
	{{(u128)0xfe00 << 112, ((u128)0xfe80 << 112) - 1, IPV6}, IP_RESERVED},
	{{(u128)0xfec0 << 112, ((u128)0xff00 << 112) - 1, IPV6}, IP_RESERVED},
	{{(u128)0xff00 << 112, ~(u128)0, IPV6}, IP_MULTICAST},
};

enum { NOBODYS_COUNT = sizeof nobodys / sizeof *nobodys };

enum ip_nobody ip_nobody(struct ip ip)
{
	for (size_t i = 0; i < NOBODYS_COUNT; i++) {
		const struct ip_range *r = &nobodys[i].range;
		if (r->family == ip.family && r->lo <= ip.value && ip.value <= r->hi)
			return nobodys[i].why;
	}
	return IP_SOMEBODY;
}

static void keep(struct ip_range *r, struct ip ip, struct ip_range block)
{
	if (block.family != ip.family)
		return;
	if (ip.value < block.lo && block.lo <= r->hi)
		r->hi = block.lo - 1;
	else if (ip.value > block.hi && block.hi >= r->lo)
		r->lo = block.hi + 1;
	else if (ip.value >= block.lo && ip.value <= block.hi) {
		r->lo = block.lo > r->lo ? block.lo : r->lo;
		r->hi = block.hi < r->hi ? block.hi : r->hi;
	}
}

void ip_range_keep(struct ip_range *r, struct ip ip, struct cidr block)
{
	keep(r, ip, cidr_range(block));
}

struct ip_range ip_special_range(struct ip ip)
{
	struct ip_range r = {0, ip.family == IPV4 ? UINT32_MAX : ~(u128)0, ip.family};
	for (size_t i = 0; i < PRIVATE_COUNT; i++)
		keep(&r, ip, cidr_range(private_blocks[i]));
	for (size_t i = 0; i < LINK_LOCAL_COUNT; i++)
		keep(&r, ip, cidr_range(link_local_blocks[i]));
	for (size_t i = 0; i < NOBODYS_COUNT; i++)
		keep(&r, ip, nobodys[i].range);
	return r;
}
