/* explain_state.c - instances and interfaces that don't answer or don't forward (R10-R12, R27). */
#include "check/finding.h"

void explain_instance(struct draft *d, const struct problem *p)
{
	const struct instance *i = (const void *)p->object;
	say(d, p->c, "%s can't work: %s is %s", flow_words(p->c->arena, p->question),
	    label_or(p->c->arena, p->object, p->id),
	    i && i->state_text ? i->state_text : "not running");
	if (i && (i->state == INSTANCE_STOPPED || i->state == INSTANCE_STOPPING)) {
		say_fix(d, p->c, "start it");
		say_command(d, p->c, p->object, "start-instances --instance-ids %s", p->id);
		say_edit(d, (struct edit){.kind = EDIT_START_INSTANCE, .on = p->object});
	}
	say_the_rest(d, p);
}

void explain_interface(struct draft *d, const struct problem *p)
{
	const struct network_interface *n = (const void *)p->object;
	say(d, p->c, "%s can't work: interface %s is %s", flow_words(p->c->arena, p->question),
	    label_or(p->c->arena, p->object, p->id), n && n->status ? n->status : "not in use");
	say_fix(d, p->c, "attach it to an instance");
	say_command(d, p->c, p->object,
		    "attach-network-interface --network-interface-id %s --instance-id INSTANCE_ID "
		    "--device-index 1",
		    p->id);
}

void explain_source_dest(struct draft *d, const struct problem *p)
{
	say(d, p->c, "%s is dropped by %s, which should forward it: source/destination check is on",
	    way_words(p), label_or(p->c->arena, p->object, p->id));
	say_fix(d, p->c, "turn the check off on the interface");
	say_command(d, p->c, p->object,
		    "modify-network-interface-attribute --network-interface-id %s "
		    "--no-source-dest-check",
		    p->id);
	say_edit(d, (struct edit){.kind = EDIT_NO_SOURCE_DEST_CHECK, .on = p->object});
	say_the_rest(d, p);
}

/* Whose address nobody owns: the receiver's, or the sender's where it could not even begin. */
static struct ip unowned_address(const struct problem *p)
{
	bool sender = p->question->source.kind == POINT_ADDRESS && !p->hop->reply &&
		      p->hop == &p->trace->hops.items[0];
	return sender ? p->hop->source : p->hop->destination;
}

void identify_address(struct problem *p)
{
	identify_object(p);
	p->cause = ip_words(p->c->arena, unowned_address(p));
	if (!p->object) /* it lies nowhere */
		p->id = p->cause;
}

static void explain_elastic_ip(struct draft *d, const struct problem *p, const char *address)
{
	say(d, p->c, "%s can't work: nobody has %s", flow_words(p->c->arena, p->question), address);
	say_evidence(d, p->c, p->id, "it is an Elastic IP that is associated with nothing");
	say_fix(d, p->c, "associate it with the interface that should answer");
	say_command(d, p->c, p->object,
		    "associate-address --allocation-id %s --network-interface-id "
		    "NETWORK_INTERFACE_ID",
		    p->id);
}

/* What an address is that nobody anywhere is called by; NULL: somebody may be. */
static const char *what_nobodys(struct ip ip)
{
	static const char *const what[] = {
		[IP_SOMEBODY] = NULL,
		[IP_LOOPBACK] =
			"a host's own: no packet from or to such an address is on any network",
		[IP_MULTICAST] = "a multicast address, which a VPC does not carry",
		[IP_RESERVED] = "reserved: nobody on the internet has such an address",
	};
	return what[ip_nobody(ip)];
}

static bool is_outside(const struct point *p)
{
	return p->kind == POINT_INTERNET || p->kind == POINT_EIC;
}

void explain_address(struct draft *d, const struct problem *p)
{
	const char *address = ip_words(p->c->arena, unowned_address(p));
	const char *nobodys = what_nobodys(unowned_address(p));
	if (!nobodys && !p->object && is_outside(&p->question->source))
		nobodys = "private: the internet never sees such an address";
	if (nobodys) {
		say(d, p->c, "%s can't work: %s is %s", flow_words(p->c->arena, p->question),
		    address, nobodys);
		say_fix(d, p->c, "ask for an address that a host has");
		return;
	}
	if (p->object && p->object->kind == KIND_ADDRESS) {
		explain_elastic_ip(d, p, address);
		return;
	}
	if (p->object)
		say(d, p->c, "%s can't work: no interface in %s has the address %s",
		    flow_words(p->c->arena, p->question), label(p->c->arena, p->object), address);
	else
		say(d, p->c,
		    "%s can't work: %s lies in no VPC of the snapshot, and nothing leads there",
		    flow_words(p->c->arena, p->question), address);
	if (p->object)
		say_evidence(d, p->c, p->id,
			     "%s is in none of the interfaces' addresses, secondary ones and "
			     "delegated prefixes included",
			     address);
	say_fix(d, p->c,
		"ask for an address that an interface has, or give this one to an interface");
}
