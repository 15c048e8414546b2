/* pair.c - a question as text and as the engine takes it, and which ends are interesting. */
#include "z3/pair.h"

#include <string.h>

static const struct smt_end nobody;

static struct point point_of(struct reach *reach, const struct smt_end *e)
{
	struct point p;

	if (e->endpoint)
		return point_endpoint(reach, e->endpoint);
	if (!e->interface) {
		struct ip_range all = {(u128)0x01000000, (u128)0xdfffffff, IPV4};
		if (e->address.family == IPV6) {
			all.lo = (u128)0x2000 << 112;
			all.hi = ((u128)0x4000 << 112) - 1;
			all.family = IPV6;
		} else if (e->premises) {
			all.lo = (u128)0xc0a80000; /* 192.168.0.0/16 */
			all.hi = (u128)0xc0a8ffff;
		}
		p = point_host(e->premises ? POINT_ON_PREMISES : POINT_INTERNET, all);
		p.address = e->address;
		return p;
	}
	p = point_interface(e->interface, e->address);
	p.public_address = e->public_address;
	return p;
}

struct question pair_question(struct reach *reach, struct arena *arena, const struct pair *p)
{
	return (struct question){
		.source = point_of(reach, &p->from),
		.destination = point_of(reach, &p->to),
		.packets = p->from.endpoint ? pktset_of(arena, span_values(PROTO_TCP, 22, 22))
					    : pktset_all,
		.client_lo = p->client_lo,
		.client_hi = p->client_hi};
}

static void put_end(struct buf *b, const struct smt_end *e)
{
	char text[IP_TEXT];

	buf_puts(b, e->endpoint    ? e->endpoint->o.id
		    : e->interface ? e->interface->o.id
		    : e->premises  ? "on-premises"
				   : "internet");
	buf_printf(b, " %s", ip_text(e->address, text));
	if (e->public_address.family)
		buf_printf(b, " %s", ip_text(e->public_address, text));
	else
		buf_puts(b, " -");
}

void pair_put(struct buf *b, const struct pair *p)
{
	put_end(b, &p->from);
	buf_putc(b, ' ');
	put_end(b, &p->to);
	buf_printf(b, " %u %u", p->client_lo, p->client_hi);
}

static bool read_end(const struct net *net, char *words[3], struct smt_end *out)
{
	*out = nobody;
	out->premises = str_eq(words[0], "on-premises");
	if (!out->premises && !str_eq(words[0], "internet")) {
		out->endpoint = net_instance_connect_endpoint(net, words[0]);
		out->interface = out->endpoint && out->endpoint->interfaces.len
					 ? out->endpoint->interfaces.items[0]
					 : net_network_interface(net, words[0]);
		if (!out->interface)
			return false;
	}
	if (!ip_parse(words[1], &out->address))
		return false;
	return str_eq(words[2], "-") || ip_parse(words[2], &out->public_address);
}

bool pair_read(const struct net *net, const char *text, struct pair *out)
{
	char copy[400], *words[8], *rest = copy;
	unsigned long long lo, hi;
	size_t n = 0;

	snprintf(copy, sizeof copy, "%s", text);
	for (char *word; n < 8 && (word = strtok_r(rest, " ", &rest)); n++)
		words[n] = word;
	if (n != 8 || !read_end(net, words, &out->from) || !read_end(net, words + 3, &out->to) ||
	    !str_u64(words[6], 65535, &lo) || !str_u64(words[7], 65535, &hi))
		return false;
	out->client_lo = (unsigned)lo;
	out->client_hi = (unsigned)hi;
	return true;
}

/* ---- interesting ends ---- */

static const char *const hosts4[] = {"8.8.8.8", "198.51.100.7", "52.216.9.9", "52.200.1.1"};
static const char *const hosts6[] = {"2001:4860:4860::8888", "2a00:1450::5"};

static struct smt_end a_host(struct rng *r, bool six)
{
	struct smt_end e = nobody;

	ip_parse(six ? hosts6[rng_below(r, 2)] : hosts4[rng_below(r, 4)], &e.address);
	return e;
}

static struct smt_end on_premises(void)
{
	struct smt_end e = {.premises = true};

	ip_parse("192.168.5.9", &e.address);
	return e;
}

static struct smt_end an_interface(struct rng *r, const struct net *net, bool six)
{
	struct smt_end e = nobody;

	for (unsigned tries = 0; tries < 20; tries++) {
		e.interface = net->network_interfaces
				      .items[rng_below(r, (uint32_t)net->network_interfaces.len)];
		if (!six || e.interface->ipv6.len)
			break;
	}
	if (six) {
		if (e.interface->ipv6.len)
			e.address = e.interface->ipv6.items[0];
		return e;
	}
	e.address = e.interface->private_ip;
	if (e.interface->private_ips.len > 1 && rng_percent(r, 30))
		e.address = e.interface->private_ips.items[1].private_ip;
	else if (e.interface->prefixes.len && rng_percent(r, 30)) {
		e.address.value = e.interface->prefixes.items[0].first + 3;
		e.address.family = e.interface->prefixes.items[0].family;
	}
	return e;
}

static struct ip public_of(const struct smt_end *e)
{
	for (size_t i = 0; i < e->interface->private_ips.len; i++)
		if (ip_equal(e->interface->private_ips.items[i].private_ip, e->address))
			return e->interface->private_ips.items[i].public_ip;
	return nobody.public_address;
}

/*
 * Who sends of itself: hosts, and a network balancer's node to see whether its targets are well. A
 * gateway load balancer is not modelled (R84).
 */
static bool is_end(const struct network_interface *e, bool sends)
{
	static const char *const senders[] = {"interface", "lambda", "efa",
					      "network_load_balancer"};
	bool known = !e->interface_type;

	if (e->description && str_starts(e->description, "ELB gwy/"))
		return false;
	for (unsigned i = 0; i < sizeof senders / sizeof *senders; i++)
		known |= str_eq(e->interface_type, senders[i]);
	return !sends || known;
}

/* A balancer's node, where there is one. */
static void to_a_node(struct rng *r, const struct net *net, struct smt_end *to)
{
	for (unsigned tries = 0; tries < 40 && net->load_balancers.len; tries++) {
		*to = an_interface(r, net, false);
		if (to->interface->description && str_starts(to->interface->description, "ELB "))
			return;
	}
}

/* R72: from an endpoint to whoever it may call, most of them in its VPC. */
static bool from_an_endpoint(struct rng *r, const struct net *net, struct pair *out)
{
	const struct instance_connect_endpoint *e =
		net->instance_connect_endpoints
			.items[rng_below(r, (uint32_t)net->instance_connect_endpoints.len)];

	*out = (struct pair){.to = an_interface(r, net, false)};
	for (unsigned tries = 0; tries < 8 && out->to.interface->vpc != e->vpc; tries++)
		out->to = an_interface(r, net, false);
	if (!e->interfaces.len || out->to.interface == e->interfaces.items[0] ||
	    !is_end(out->to.interface, false))
		return false;
	out->from = (struct smt_end){.interface = e->interfaces.items[0],
				     .address = e->interfaces.items[0]->private_ip,
				     .endpoint = e};
	return out->to.address.family == IPV4;
}

bool pair_make(struct rng *r, const struct net *net, unsigned features, struct pair *out)
{
	bool six = (features & FEATURE_IPV6) && rng_percent(r, 30);
	unsigned chance = rng_below(r, 100);
	bool outside = (features & FEATURE_PUBLIC) && chance < 40;

	if (net->instance_connect_endpoints.len && rng_percent(r, 20))
		return from_an_endpoint(r, net, out);
	*out = (struct pair){.from = an_interface(r, net, six), .to = an_interface(r, net, six)};
	if ((features & FEATURE_BALANCER) && !six && rng_percent(r, 70))
		to_a_node(r, net, &out->to);
	if (outside && chance < 20)
		out->from = a_host(r, six);
	else if (outside)
		out->to = a_host(r, six);
	if ((features & FEATURE_VPN) && !six && rng_percent(r, 25))
		*(rng_percent(r, 40) ? &out->from : &out->to) = on_premises();
	if (!out->from.interface && !out->to.interface)
		return false;
	if ((out->from.interface && !is_end(out->from.interface, true)) ||
	    (out->to.interface && !is_end(out->to.interface, false)))
		return false;
	if (out->from.address.family != out->to.address.family || !out->from.address.family)
		return false;
	if (out->to.interface && !six && !out->from.premises &&
	    (!out->from.interface || (outside == false && rng_percent(r, 15)))) {
		out->to.public_address = public_of(&out->to);
		if (!out->to.public_address.family && !out->from.interface)
			return false;
	}
	if (rng_percent(r, 15))
		out->client_lo = out->client_hi = 1024 + rng_below(r, 60000);
	return true;
}
