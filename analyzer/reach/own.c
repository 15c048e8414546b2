/*
 * own.c - what interfaces of AWS's services start and answer of their own.
 *
 * A NAT gateway, a transit gateway and an endpoint pass on what others send, and call nobody
 * themselves (R64, R80, R83: AWS PrivateLink is one-way); a load balancer calls its targets, over tcp
 * or udp, and never pings (R85); a Lambda function has tcp and udp sockets alone; an EC2 Instance
 * Connect Endpoint opens connections to tcp/22 and tcp/3389 (R72). Everything else is a host, which may send anything.
 */
#include "net/proto.h"
#include "reach/internal.h"

enum talk { ANYTHING = 0, NOTHING, SSH_AND_RDP, TCP_AND_UDP, ALL_BUT_PING };

static const struct {
	enum talk starts, answers;
	const char *why; /* that it starts no more */
} owns[ROLE_COUNT] = {
	[ROLE_NAT_GATEWAY] = {NOTHING, NOTHING,
			      "a NAT gateway starts nothing itself: it passes on what others send"},
	[ROLE_TRANSIT_GATEWAY] =
		{NOTHING, NOTHING,
		 "a transit gateway starts nothing itself: it passes on what others "
		 "send"},
	[ROLE_VPC_ENDPOINT] =
		{NOTHING, ALL_BUT_PING,
		 "a VPC endpoint starts nothing itself: connections go to the service, "
		 "never from it"},
	[ROLE_CONNECT_ENDPOINT] =
		{SSH_AND_RDP, NOTHING,
		 "an EC2 Instance Connect Endpoint connects to tcp/22 and tcp/3389 alone"},
	[ROLE_LAMBDA] = {TCP_AND_UDP, NOTHING, "a Lambda function sends tcp and udp alone"},
	[ROLE_LOAD_BALANCER] =
		{TCP_AND_UDP, ANYTHING,
		 "a load balancer calls its targets over tcp or udp, and never pings"},
	[ROLE_UNREAD_BALANCER] = {TCP_AND_UDP, ANYTHING,
				  "a load balancer calls its targets over tcp or udp, and never "
				  "pings"},
	[ROLE_CLASSIC_BALANCER] = {TCP_AND_UDP, ANYTHING,
				   "a load balancer calls its targets over tcp or udp, and never "
				   "pings"},
	[ROLE_GATEWAY_BALANCER] = {TCP_AND_UDP, ANYTHING,
				   "a load balancer calls its targets over tcp or udp, and never "
				   "pings"},
};

static const struct pktset *packets_of(const struct reach *r, enum talk talk)
{
	switch (talk) {
	case ANYTHING:
		break;
	case NOTHING:
		return pktset_empty;
	case SSH_AND_RDP:
		return r->ssh_and_rdp;
	case TCP_AND_UDP:
		return r->tcp_and_udp;
	case ALL_BUT_PING:
		return r->not_echo;
	}
	return pktset_all;
}

/* A network load balancer never answers ping. */
static enum talk answers_of(const struct network_interface *eni)
{
	const struct load_balancer *lb = interface_load_balancer(eni);
	bool network = lb ? str_eq(lb->type, "network")
			  : eni->role == ROLE_UNREAD_BALANCER &&
				       str_eq(eni->interface_type, "network_load_balancer");
	return network ? ALL_BUT_PING : owns[eni->role].answers;
}

bool interface_takes_part(const struct reach *r, const struct network_interface *eni,
			  const struct pktset *packets, bool source)
{
	enum talk talk = source ? owns[eni->role].starts : answers_of(eni);
	return pktset_meets(packets_of(r, talk), packets);
}

/* The parts of AWS's services that have a name of their own. */
static const struct object *service_of(const struct network_interface *eni, enum component *what)
{
	static const struct {
		enum kind kind;
		enum component component;
	} named[] = {
		{KIND_NAT_GATEWAY, COMPONENT_NAT_GATEWAY},
		{KIND_LOAD_BALANCER, COMPONENT_LOAD_BALANCER},
		{KIND_VPC_ENDPOINT, COMPONENT_VPC_ENDPOINT},
	};
	for (size_t i = 0; eni->service && i < COUNT_OF(named); i++)
		if (eni->service->kind == named[i].kind) {
			*what = named[i].component;
			return eni->service;
		}
	*what = COMPONENT_NETWORK_INTERFACE;
	return &eni->o;
}

static void start_as(struct walk *w, enum interface_role role, struct hop *hop)
{
	const struct pktset *starts = packets_of(w->r, owns[role].starts);
	walk_apply(w, hop, (struct sets){starts, starts}, VCK_ENDPOINT_NOT_SERVED);
	if (w->trace && hop->outcome != VCK_PASS)
		hop->detail = owns[role].why;
	else if (w->trace) /* it sends this: nothing to tell */
		w->trace->hops.len--;
}

void start_as_service(struct walk *w, const struct network_interface *eni)
{
	enum component what;
	if (owns[eni->role].starts == ANYTHING)
		return;
	const struct object *o = service_of(eni, &what);
	struct hop *hop = add_hop(w, what, o);
	hop->interface = eni;
	start_as(w, eni->role, hop);
}

void start_as_endpoint(struct walk *w, const struct instance_connect_endpoint *e)
{
	start_as(w, ROLE_CONNECT_ENDPOINT, add_hop(w, COMPONENT_INSTANCE_CONNECT_ENDPOINT, &e->o));
}
