/* explain_service.c - what AWS's own interfaces neither answer nor start (R13, R64, R83, R85). */
#include "check/finding.h"

#include <string.h>
#include <strings.h>

static bool is_source(const struct problem *p)
{
	const struct network_interface *eni = p->hop->interface;
	return eni && !p->hop->reply && !p->hop->onward && eni == p->question->source.interface &&
	       eni != p->question->destination.interface;
}

static const char *advice_for_source(const struct network_interface *eni)
{
	static const char *const advice[ROLE_COUNT] = {
		[ROLE_NAT_GATEWAY] = "ask from the hosts that send through it",
		[ROLE_TRANSIT_GATEWAY] = "ask from the hosts that send through it",
		[ROLE_VPC_ENDPOINT] = "ask from the hosts that call it",
		[ROLE_CONNECT_ENDPOINT] = "ask for tcp/22, or tcp/3389",
		[ROLE_LAMBDA] = "ask for the tcp or udp port that the function calls",
	};
	return advice[eni->role] ? advice[eni->role]
				 : "ask for a port that its targets serve, or its health checks";
}

static const char *advice_for_destination(const struct network_interface *eni)
{
	static const char *const advice[ROLE_COUNT] = {
		[ROLE_NAT_GATEWAY] = "ask for the host that is meant, by its own address",
		[ROLE_TRANSIT_GATEWAY] = "ask for the host behind it",
		[ROLE_CONNECT_ENDPOINT] = "ask for the host behind it",
		[ROLE_LAMBDA] = "ask from it instead: a function is invoked through the Lambda API",
		[ROLE_VPC_ENDPOINT] = "ask for the port of its service, mostly tcp/443",
	};
	return advice[eni->role] ? advice[eni->role]
				 : "ask for a port that it listens on, or for a target behind it";
}

static void fix_endpoint_state(struct draft *d, const struct problem *p,
			       const struct vpc_endpoint *e)
{
	bool pending = str_eq(e->state, "pendingAcceptance");
	say_evidence(d, p->c, e->o.id, "its state is %s, and only an available one serves",
		     e->state);
	say_fix(d, p->c, "%s",
		pending ? "let the owner of the endpoint service accept it"
			: "wait until it is available, or make a new endpoint");
	const char *service = e->service_name ? strstr(e->service_name, "vpce-svc-") : NULL;
	if (pending && service)
		say_command(d, p->c, &e->o,
			    "accept-vpc-endpoint-connections --service-id %s --vpc-endpoint-ids %s",
			    service, e->o.id);
	if (pending && service)
		say_edit(d, (struct edit){.kind = EDIT_ACCEPT_ENDPOINT, .on = &e->o});
}

static bool is_down(const struct vpc_endpoint *e)
{
	return e && e->state && strcasecmp(e->state, "available") != 0;
}

static bool is_being_made(const struct load_balancer *lb)
{
	return lb && (str_eq(lb->state, "provisioning") || str_eq(lb->state, "failed"));
}

static void say_listeners(struct draft *d, const struct problem *p, const struct load_balancer *lb)
{
	for (size_t i = 0; i < lb->listeners.len; i++)
		say_evidence(d, p->c, lb->o.id, "it listens on %s %d",
			     lb->listeners.items[i].protocol ? lb->listeners.items[i].protocol
							     : "port",
			     lb->listeners.items[i].port);
}

void explain_not_served(struct draft *d, const struct problem *p)
{
	const struct network_interface *eni = p->hop->interface;
	const struct vpc_endpoint *e =
		p->object && p->object->kind == KIND_VPC_ENDPOINT ? (const void *)p->object : NULL;
	const struct load_balancer *lb = eni ? interface_load_balancer(eni) : NULL;
	explain_plain(d, p);
	if (is_down(e)) {
		fix_endpoint_state(d, p, e);
	} else if (!eni) {
		say_fix(d, p->c, "ask for what it serves, from inside its VPC");
	} else if (is_source(p)) {
		say_fix(d, p->c, "%s", advice_for_source(eni));
	} else if (is_being_made(lb)) {
		say_fix(d, p->c, "wait until it is active, or make it anew");
	} else {
		if (lb)
			say_listeners(d, p, lb);
		say_fix(d, p->c, "%s", advice_for_destination(eni));
	}
}
