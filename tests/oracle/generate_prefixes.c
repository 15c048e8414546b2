/*
 * generate_prefixes.c - the addresses of a random network, and the prefixes that its rules and routes
 * name: of its own subnets and interfaces, of hosts outside, and lists of them.
 */
#include "oracle/world.h"

enum { HOSTS4 = 3, HOSTS6 = 2 };
static const char *const hosts4[HOSTS4] = {"8.8.8.8", "198.51.100.7", "52.216.9.9"};
static const char *const hosts6[HOSTS6] = {"2001:4860:4860::8888", "2a00:1450::5"};

void subnet_ip(const struct world *w, unsigned vpc, unsigned subnet, unsigned host, char out[20])
{
	const struct vpc *v = &w->vpcs[vpc];
	unsigned octet = v->secondary && subnet == v->n_subnets - 1 ? v->octet + 100 : v->octet;

	snprintf(out, 20, "10.%u.%u.%u", octet, subnet + 1, host);
}

void interface_ip(const struct world *w, const struct interface *i, char out[20])
{
	subnet_ip(w, i->vpc, i->subnet, i->number + 10, out);
}

void interface_ip6(const struct world *w, const struct interface *i, char out[48])
{
	snprintf(out, 48, "2600:1f18:0:%x%02x::%x", w->vpcs[i->vpc].octet, i->subnet + 1,
		 i->number + 16);
}

void subnet_cidr(const struct world *w, unsigned vpc, unsigned subnet, char out[24])
{
	const struct vpc *v = &w->vpcs[vpc];

	snprintf(out, 24, "10.%u.%u.0/24",
		 v->secondary && subnet == v->n_subnets - 1 ? v->octet + 100 : v->octet,
		 subnet + 1);
}

const char *some_cidr(struct world *w, char out[48])
{
	unsigned v = pick(w, w->n_vpcs);
	unsigned chance = pick(w, 100);

	if (chance < 30)
		snprintf(out, 48, "0.0.0.0/0");
	else if (chance < 65)
		snprintf(out, 48, "10.%u.0.0/16", w->vpcs[v].octet);
	else if (chance < 75)
		subnet_cidr(w, v, pick(w, w->vpcs[v].n_subnets), out);
	else if (chance < 85)
		snprintf(out, 48, "10.0.0.0/8");
	else if (chance < 90)
		snprintf(out, 48, "52.0.0.0/8");
	else if (chance < 95 || !w->n_interfaces)
		snprintf(out, 48, "%s/32", hosts4[pick(w, HOSTS4)]);
	else {
		char ip[20];
		interface_ip(w, &w->interfaces[pick(w, w->n_interfaces)], ip);
		snprintf(out, 48, "%s/32", ip);
	}
	return out;
}

const char *some_cidr6(struct world *w, char out[48])
{
	const struct vpc *v = &w->vpcs[pick(w, w->n_vpcs)];
	unsigned chance = pick(w, 100);

	if (chance < 45)
		snprintf(out, 48, "::/0");
	else if (chance < 80)
		snprintf(out, 48, "2600:1f18:0:%x00::/56", v->octet);
	else if (chance < 90)
		snprintf(out, 48, "2600:1f18:0:%x%02x::/64", v->octet, 1 + pick(w, 2));
	else
		snprintf(out, 48, "%s/128", hosts6[pick(w, HOSTS6)]);
	return out;
}

const char *some_list(struct world *w)
{
	static const char *const lists[] = {"pl-1", "pl-2", "pl-3", "pl-4", "pl-6"};

	return lists[pick(w, 5)];
}

/* pl-1 and pl-2 overlap and tie; pl-3 has no entries in the snapshot; pl-4 is a service's. */
void prefix_lists(struct world *w)
{
#define FAMILY(f) ",\"AddressFamily\":\"" f "\""
	static const char *const families[] = {
		"", "", FAMILY("IPv4"), "", FAMILY("IPv4"), "", FAMILY("IPv6")};
#undef FAMILY
	unsigned scope = w->vpcs[0].scope;
	char shared[48];

	some_cidr(w, shared);
	for (unsigned n = 1; n <= 6; n++) {
		struct buf b = BUF_INIT;
		char cidr[48];
		if (n == 5)
			continue;
		emit(w, scope, PREFIX_LISTS,
		     "{\"PrefixListId\":\"pl-%u\",\"PrefixListName\":\"list%u\"%s,"
		     "\"State\":\"create-complete\",\"Version\":1}",
		     n, n, families[n]);
		if (n == 3)
			continue;
		if (n == 4)
			buf_puts(&b, "{\"Cidr\":\"52.216.0.0/15\"}");
		for (unsigned k = 0; n != 4 && k < 2; k++)
			buf_printf(&b, "%s{\"Cidr\":\"%s\"}", k ? "," : "",
				   n == 6             ? some_cidr6(w, cidr)
				   : n <= 2 && k == 0 ? shared
						      : some_cidr(w, cidr));
		emit(w, scope, PREFIX_LIST_ENTRIES, "{\"PrefixListId\":\"pl-%u\",\"Entries\":[%s]}",
		     n, buf_str(&b));
		buf_free(&b);
	}
}
