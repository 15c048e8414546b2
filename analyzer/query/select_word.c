/*
 * select_word.c - hosts outside that have a word of their own: internet, on-premises, eic.
 *
 * Each is a few ranges of addresses. The walk cuts them where they are treated differently
 * (reach.h), so the whole internet is a handful of points, not four thousand million.
 */
#include "query/select.h"

#include <string.h>

const struct ip_range *query_internet(uint8_t family, size_t *count)
{
	/* all that is neither private (R66), loopback, link-local nor multicast */
	static const struct ip_range ipv4[] = {
		{0x01000000, 0x09ffffff, IPV4}, {0x0b000000, 0x643fffff, IPV4},
		{0x64800000, 0x7effffff, IPV4}, {0x80000000, 0xa9fdffff, IPV4},
		{0xa9ff0000, 0xac0fffff, IPV4}, {0xac200000, 0xc0a7ffff, IPV4},
		{0xc0a90000, 0xdfffffff, IPV4},
	};
	static const struct ip_range ipv6[] = {
		{(u128)0x2000 << 112, ((u128)0x4000 << 112) - 1, IPV6}};
	*count = family == IPV6 ? COUNT_OF(ipv6) : COUNT_OF(ipv4);
	return family == IPV6 ? ipv6 : ipv4;
}

void add_internet(struct picker *p, uint8_t family)
{
	size_t n;
	const struct ip_range *all = query_internet(family, &n);
	p->is_set = true;
	for (size_t i = 0; i < n; i++)
		add_range(p, POINT_INTERNET, all[i].lo, all[i].hi, family);
}

/* What is private (R66) and not AWS's own (R27), as the addresses of IPv6 between which fd00:ec2::/32 lies. */
static void add_private(struct picker *p, struct cidr block)
{
	struct ip_range part = {.hi = block.first - 1};
	while (part.hi != cidr_last(block)) {
		struct ip first = {part.hi + 1, block.family};
		part = ip_special_range(first);
		if (part.hi > cidr_last(block))
			part.hi = cidr_last(block);
		if (!ip_is_link_local(first))
			add_range(p, POINT_ON_PREMISES, first.value, part.hi, block.family);
	}
}

static void add_on_premises(struct picker *p, uint8_t family)
{
	static const char *const private[] = {"10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12",
					      "192.168.0.0/16", "fc00::/7"};
	p->is_set = true;
	for (size_t i = 0; i < COUNT_OF(private); i++) {
		struct cidr c;
		if (cidr_parse(private[i], &c) && c.family == family)
			add_private(p, c);
	}
}

static uint8_t family_wanted(const struct picker *p)
{
	if (p->family)
		return p->family;
	return p->other && p->other->address.family ? p->other->address.family : (uint8_t)IPV4;
}

static enum vck_status pick_internet(struct picker *p, struct vck_error *err)
{
	(void)err;
	add_internet(p, family_wanted(p));
	return VCK_OK;
}

static enum vck_status pick_on_premises(struct picker *p, struct vck_error *err)
{
	(void)err;
	add_on_premises(p, family_wanted(p));
	return VCK_OK;
}

static const char *only_region(const struct net *net)
{
	const char *region = NULL;
	for (size_t i = 0; i < net->vpcs.len; i++) {
		const char *r = net->vpcs.items[i]->o.region;
		if (region && r && !str_eq(region, r))
			return NULL;
		region = r ? r : region;
	}
	return region;
}

const char *query_eic_region(const struct net *net, const struct network_interface *n)
{
	if (n && n->vpc && n->vpc->o.region)
		return n->vpc->o.region;
	return n && n->o.region ? n->o.region : only_region(net);
}

enum vck_status eic_not_known(const char *region, uint8_t family, struct vck_error *err)
{
	return vck_fail(err, VCK_E_USAGE, NULL,
			"the range of EC2 Instance Connect in %s is not known: add the managed "
			"prefix list com.amazonaws.%s.%sec2-instance-connect to the snapshot",
			region, region, family == IPV6 ? "ipv6." : "");
}

static enum vck_status pick_eic(struct picker *p, struct vck_error *err)
{
	const char *region = query_eic_region(p->net, p->other ? p->other->interface : NULL);
	if (!region)
		return vck_fail(err, VCK_E_USAGE, NULL,
				"\"eic\" needs an instance at the other end, whose Region tells "
				"where EC2 Instance Connect comes from");
	struct eic_service s = query_eic_service(p->net, p->arena, region, family_wanted(p));
	if (!s.ranges.len)
		return eic_not_known(region, family_wanted(p), err);
	for (size_t i = 0; i < s.ranges.len; i++)
		add_range(p, POINT_EIC, s.ranges.items[i].first, cidr_last(s.ranges.items[i]),
			  s.ranges.items[i].family);
	return VCK_OK;
}

static const struct {
	const char *word;
	enum vck_status (*pick)(struct picker *, struct vck_error *);
} words[] = {
	{"internet", pick_internet},
	{"on-premises", pick_on_premises},
	{"eic", pick_eic},
};

bool pick_word(struct picker *p, enum vck_status *status, struct vck_error *err)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(words[i].word, p->text) == 0) {
			*status = words[i].pick(p, err);
			return true;
		}
	return false;
}

const char *nearest_word(const char *text)
{
	const char *candidates[COUNT_OF(words)];
	for (size_t i = 0; i < COUNT_OF(words); i++)
		candidates[i] = words[i].word;
	return str_nearest(text, candidates, COUNT_OF(words));
}
