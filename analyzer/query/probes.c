/* probes.c - which probes are asked. */
#include "query/internal.h"

#include <string.h>

enum {
#define PROBE(name) PROBE_##name,
#include "query/probes.def"
#undef PROBE
};

static const struct {
	const char *name;
	void (*run)(struct engines *, struct arena *, const struct hosts *, bool,
		    struct ask_list *);
} probes[] = {
#define PROBE(name) {#name, probe_##name},
#include "query/probes.def"
#undef PROBE
};

size_t query_probe_names(const char *const **names)
{
	static const char *const all[] = {
#define PROBE(name) #name,
#include "query/probes.def"
#undef PROBE
	};
	*names = all;
	return COUNT_OF(all);
}

static enum vck_status unknown_probe(const char *word, size_t len, struct vck_error *err)
{
	const char *names[COUNT_OF(probes)], *near;
	char text[32];
	size_t n = len < sizeof text - 1 ? len : sizeof text - 1;
	memcpy(text, word, n);
	text[n] = '\0';
	for (size_t i = 0; i < COUNT_OF(probes); i++)
		names[i] = probes[i].name;
	near = str_nearest(text, names, COUNT_OF(probes));
	return vck_fail(err, VCK_E_USAGE, NULL, "there is no probe \"%s\"%s%s%s", text,
			near ? "; did you mean \"" : "; there are eic and ping", near ? near : "",
			near ? "\"?" : "");
}

/* Bit i: probe i is named in the comma list. */
static enum vck_status parse_names(const char *names, unsigned *picked, struct vck_error *err)
{
	*picked = 0;
	if (strcmp(names, "none") == 0)
		return VCK_OK;
	for (const char *p = names;; p++) {
		size_t len = strcspn(p, ","), i = 0;
		while (i < COUNT_OF(probes) &&
		       (strlen(probes[i].name) != len || strncmp(probes[i].name, p, len) != 0))
			i++;
		if (i == COUNT_OF(probes))
			return unknown_probe(p, len, err);
		*picked |= 1u << i;
		p += len;
		if (!*p)
			return VCK_OK;
	}
}

const char *query_unread(const struct net *net, struct arena *arena, bool *all)
{
	const struct vpc *first = NULL;
	size_t count = 0;
	for (size_t i = 0; i < net->vpcs.len; i++)
		if (vpc_is_unread(net, net->vpcs.items[i]) && !count++)
			first = net->vpcs.items[i];
	*all = count && count == net->vpcs.len;
	if (!count)
		return NULL;
	return arena_printf(
		arena,
		"who is in %s%s is not known: the snapshot has neither the network "
		"interfaces there (aws ec2 describe-network-interfaces) nor the instances",
		first->o.id, count > 1 ? arena_printf(arena, " and %zu more VPCs", count - 1) : "");
}

static bool anybody_knows(const struct net *net, enum kind kind)
{
	for (size_t i = 0; i < net->vpcs.len; i++)
		if (net_knows(net, kind, net->vpcs.items[i]->o.account,
			      net->vpcs.items[i]->o.region))
			return true;
	return false;
}

static bool routes_to_peerings(const struct net *net)
{
	for (size_t i = 0; i < net->route_tables.len; i++)
		for (size_t k = 0; k < net->route_tables.items[i]->routes.len; k++)
			if (net->route_tables.items[i]->routes.items[k].target ==
			    TARGET_VPC_PEERING_CONNECTION)
				return true;
	return false;
}

/* R2: what was not read at all is not asked for, and that is no good sign. */
static void note_unread_kinds(const struct net *net, struct ask_list *list)
{
	if (net->vpcs.len && net->network_interfaces.len && !anybody_knows(net, KIND_INSTANCE))
		vec_push(
			&list->notes,
			"which instances run is not known, so that none is asked for: the snapshot "
			"lacks them (aws ec2 describe-instances)");
	if (routes_to_peerings(net) && !anybody_knows(net, KIND_VPC_PEERING_CONNECTION))
		vec_push(&list->notes,
			 "routes lead to peering connections, but no ping is asked for: the "
			 "snapshot lacks them (aws ec2 describe-vpc-peering-connections)");
}

/* The side that the snapshot does not hold, of a connection that the other side's hosts may use; NULL: none. */
static const struct peering_side *unread_side(const struct vpc_peering_connection *p)
{
	bool alive = p->state == PEERING_ACTIVE || p->state == PEERING_PENDING_ACCEPTANCE ||
		     p->state == PEERING_PROVISIONING;
	if (!alive || !p->requester.vpc == !p->accepter.vpc)
		return NULL;
	return p->requester.vpc ? &p->accepter : &p->requester;
}

/* R2: nobody there can be asked, and silence about a connection is not that it works. */
static void note_unread_sides(const struct net *net, struct arena *arena, struct ask_list *list)
{
	const struct vpc_peering_connection *first = NULL;
	size_t n = 0;
	for (size_t i = 0; i < net->vpc_peering_connections.len; i++)
		if (unread_side(net->vpc_peering_connections.items[i]) && !n++)
			first = net->vpc_peering_connections.items[i];
	if (!n)
		return;
	const struct peering_side *far = unread_side(first);
	vec_push(&list->notes,
		 arena_printf(
			 arena,
			 "no ping is asked for across %s%s: the snapshot does not hold %s%s%s%s%s",
			 first->o.id, n > 1 ? arena_printf(arena, " and %zu more", n - 1) : "",
			 n > 1 ? "their other sides, as " : "",
			 far->vpc_id ? far->vpc_id : "the other side",
			 far->owner_id ? " of account " : "", far->owner_id ? far->owner_id : "",
			 far->region ? arena_printf(arena, " in %s", far->region) : ""));
}

enum vck_status query_probes(struct engines *engines, struct arena *arena, const char *names,
			     struct asks *out, struct vck_error *err)
{
	unsigned picked = ~0u;
	struct ask_list list = {0};
	*out = (struct asks){0};
	if (names && parse_names(names, &picked, err))
		return VCK_E_USAGE;
	struct hosts hosts = hosts_of(engines, arena);
	for (size_t i = 0; i < COUNT_OF(probes); i++)
		if (picked & 1u << i)
			probes[i].run(engines, arena, &hosts, names != NULL, &list);
	if (!list.items.len && picked)
		vec_push(&list.notes,
			 "no probe applies: the snapshot shows neither a peering connection with "
			 "running instances on both sides, nor a running instance in a public "
			 "subnet");
	if (picked)
		note_unread_kinds(engines->items[0].net, &list);
	if (picked & 1u << PROBE_ping)
		note_unread_sides(engines->items[0].net, arena, &list);
	bool all;
	const char *unread = query_unread(engines->items[0].net, arena, &all);
	if (all)
		vec_push(&list.notes, unread);
	out->items = list.items.items;
	out->len = list.items.len;
	out->notes.items = vec_move(&list.notes, arena);
	out->notes.len = list.notes.len;
	vec_free(&list.notes);
	engines_gather(engines, arena);
	return VCK_OK;
}
