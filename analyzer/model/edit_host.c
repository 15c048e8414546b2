/* edit_host.c - what answers and what helps to log in: instances, their interfaces, EC2 Instance Connect
 * Endpoints, target groups.
 */
#include "base/str.h"
#include "model/whatif.h"

#include <string.h>

/* Without a group of its own it gets the VPC's default one. */
static void default_group(struct whatif *w, struct instance_connect_endpoint *e)
{
	for (size_t i = 0; i < w->net->security_groups.len; i++) {
		const struct security_group *g = w->net->security_groups.items[i];
		if (g->vpc != e->vpc || !str_eq(g->group_name, "default"))
			continue;
		struct group_set *set = arena_new(&w->arena, struct group_set);
		*set = (struct group_set){.ordinal = GROUP_SET_APART};
		set->group_ids.items = arena_memdup(&w->arena, &g->o.id, sizeof g->o.id);
		set->groups.items = arena_memdup(&w->arena, &g, sizeof g);
		set->group_ids.len = set->groups.len = 1;
		e->group_set = set;
		return;
	}
}

static bool new_endpoint(struct whatif *w, const struct edit *edit, const struct object *in)
{
	struct subnet *s = (void *)whatif_mine(w, in, KIND_SUBNET);
	struct instance_connect_endpoint *e =
		arena_new(&w->arena, struct instance_connect_endpoint);
	if (!s || !s->vpc)
		return false;
	struct vpc *v = (void *)whatif_mine(w, &s->vpc->o, KIND_VPC);
	for (size_t i = 0; i < v->instance_connect_endpoints.len; i++)
		if (edit->kind == EDIT_NEW_ENDPOINT &&
		    !str_starts(v->instance_connect_endpoints.items[i]->state, "delete"))
			return false; /* a VPC has one at most */
	whatif_name(w, &e->o, KIND_INSTANCE_CONNECT_ENDPOINT, EDIT_NEW_ENDPOINT_ID, &s->o);
	e->state = "create-complete";
	e->vpc_id = v->o.id;
	e->vpc = v;
	e->subnet_id = s->o.id;
	e->subnet = s;
	e->preserve_client_ip = FLAG_NO;
	const struct instance_connect_endpoint *old =
		(const void *)whatif_mine(w, edit->on, KIND_INSTANCE_CONNECT_ENDPOINT);
	e->group_set = w->net->group_sets.items[0]; /* none */
	if (old && old->group_set->group_ids.len) {
		e->group_set = old->group_set;
		e->preserve_client_ip = edit->hide_clients ? FLAG_NO : old->preserve_client_ip;
	} else {
		default_group(w, e);
	}
	ADD_POINTER(w, w->net->instance_connect_endpoints, e);
	ADD_POINTER(w, v->instance_connect_endpoints, e);
	return true;
}

bool edit_new_endpoint(struct whatif *w, const struct edit *e)
{
	return new_endpoint(w, e, e->on);
}

bool edit_replace_endpoint(struct whatif *w, const struct edit *e)
{
	return new_endpoint(w, e, e->target);
}

/* ---- hosts ---- */

bool edit_no_source_dest_check(struct whatif *w, const struct edit *e)
{
	MINE(network_interface, NETWORK_INTERFACE, e->on);
	if (network_interface)
		SET(w, network_interface->source_dest_check, FLAG_NO);
	return network_interface != NULL;
}

bool edit_start_instance(struct whatif *w, const struct edit *e)
{
	MINE(instance, INSTANCE, e->on);
	if (!instance ||
	    (instance->state != INSTANCE_STOPPED && instance->state != INSTANCE_STOPPING))
		return false;
	SET(w, instance->state, INSTANCE_RUNNING);
	SET(w, instance->state_text, "running");
	for (size_t i = 0; i < instance->interfaces.len; i++) {
		MINE(network_interface, NETWORK_INTERFACE, &instance->interfaces.items[i]->o);
		const struct network_interface *n = network_interface;
		SET(w, network_interface->instance_state, INSTANCE_RUNNING);
		whatif_revive_routes(w, n->vpc, &n->o);
		whatif_revive_routes(w, n->vpc, &instance->o);
	}
	return true;
}

bool edit_enable_metadata(struct whatif *w, const struct edit *e)
{
	MINE(instance, INSTANCE, e->on);
	if (instance)
		SET(w, instance->http_endpoint, "enabled");
	return instance != NULL;
}

/* ---- load balancers and endpoints ---- */

static bool set_attribute(struct whatif *w, const struct object *on, const char *key,
			  const char *value)
{
	MINE(target_group, TARGET_GROUP, on);
	if (!target_group)
		return false;
	for (size_t i = 0; i < target_group->attributes.len; i++)
		if (str_eq(target_group->attributes.items[i].key, key))
			REMOVE_AT(w, target_group->attributes, i--);
	*(struct attribute *)APPEND(w, target_group->attributes) = (struct attribute){key, value};
	return true;
}

bool edit_hide_clients(struct whatif *w, const struct edit *e)
{
	return set_attribute(w, e->on, "preserve_client_ip.enabled", "false");
}

bool edit_cross_zones(struct whatif *w, const struct edit *e)
{
	return set_attribute(w, e->on, "load_balancing.cross_zone.enabled", "true");
}

bool edit_new_listener(struct whatif *w, const struct edit *e)
{
	MINE(load_balancer, LOAD_BALANCER, e->on);
	MINE(target_group, TARGET_GROUP, e->target);
	if (!load_balancer || !target_group)
		return false;
	for (size_t i = 0; i < load_balancer->listeners.len; i++)
		if (load_balancer->listeners.items[i].port == e->permission.from_port)
			return false; /* DuplicateListener */
	const struct target_group **to =
		arena_memdup(&w->arena, &(const struct target_group *){target_group}, sizeof *to);
	struct listener *l = APPEND(w, load_balancer->listeners);
	*l = (struct listener){.arn = "LISTENER_ARN",
			       .protocol = e->permission.protocol_text,
			       .port = e->permission.from_port,
			       .rules_known = true};
	l->forward.target_groups.items = to;
	l->forward.target_groups.len = 1;
	return true;
}

bool edit_accept_endpoint(struct whatif *w, const struct edit *e)
{
	MINE(vpc_endpoint, VPC_ENDPOINT, e->on);
	if (!vpc_endpoint || !str_eq(vpc_endpoint->state, "pendingAcceptance"))
		return false;
	SET(w, vpc_endpoint->state, "available");
	return true;
}
