/* places.c - who is where: addresses, interfaces, hosts. Linear scans, all of them. */
#include "base/str.h"
#include "oracle/walk.h"

static bool associated(const struct cidr_association *a)
{
	return !a->state || str_eq(a->state, "associated");
}

/* R26: the blocks that are associated. */
bool oracle_vpc_covers(const struct vpc *vpc, struct ip ip)
{
	bool listed = false;

	for (size_t i = 0; i < vpc->cidr_associations.len; i++) {
		listed = true;
		if (associated(&vpc->cidr_associations.items[i]) &&
		    cidr_covers(vpc->cidr_associations.items[i].block, ip))
			return true;
	}
	for (size_t i = 0; i < vpc->ipv6_associations.len; i++)
		if (associated(&vpc->ipv6_associations.items[i]) &&
		    cidr_covers(vpc->ipv6_associations.items[i].block, ip))
			return true;
	return !listed && cidr_covers(vpc->cidr_block, ip);
}

bool oracle_subnet_covers(const struct subnet *subnet, struct ip ip)
{
	if (cidr_covers(subnet->cidr_block, ip))
		return true;
	for (size_t i = 0; i < subnet->ipv6_associations.len; i++)
		if (associated(&subnet->ipv6_associations.items[i]) &&
		    cidr_covers(subnet->ipv6_associations.items[i].block, ip))
			return true;
	return false;
}

/* R11 */
bool oracle_has(const struct network_interface *eni, struct ip ip)
{
	if (ip_equal(eni->private_ip, ip))
		return true;
	for (size_t i = 0; i < eni->private_ips.len; i++)
		if (ip_equal(eni->private_ips.items[i].private_ip, ip))
			return true;
	for (size_t i = 0; i < eni->ipv6.len; i++)
		if (ip_equal(eni->ipv6.items[i], ip))
			return true;
	for (size_t i = 0; i < eni->prefixes.len; i++)
		if (cidr_covers(eni->prefixes.items[i], ip))
			return true;
	return false;
}

const struct network_interface *oracle_owner(const struct net *net, const struct vpc *vpc,
					     struct ip ip)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		if (eni->vpc == vpc && oracle_has(eni, ip))
			return eni;
	}
	return NULL;
}

const struct nat_gateway *oracle_nat_of(const struct net *net, const struct network_interface *eni)
{
	for (size_t i = 0; i < net->nat_gateways.len; i++) {
		const struct nat_gateway *nat = net->nat_gateways.items[i];
		for (size_t k = 0; k < nat->addresses.len; k++)
			if (str_eq(nat->addresses.items[k].network_interface_id, eni->o.id))
				return nat;
	}
	return NULL;
}

/* R85: known by the description, `ELB net/NAME/ID`, which is how its ARN ends. */
const struct load_balancer *oracle_balancer_of(const struct net *net,
					       const struct network_interface *eni)
{
	if (!eni->description || !str_starts(eni->description, "ELB "))
		return NULL;
	for (size_t i = 0; i < net->load_balancers.len; i++)
		if (str_ends(net->load_balancers.items[i]->o.id, eni->description + 4))
			return net->load_balancers.items[i];
	return NULL;
}

struct ip oracle_public_of(const struct net *net, const struct network_interface *eni, struct ip ip)
{
	for (size_t i = 0; i < eni->private_ips.len; i++)
		if (ip_equal(eni->private_ips.items[i].private_ip, ip) &&
		    eni->private_ips.items[i].public_ip.family)
			return eni->private_ips.items[i].public_ip;
	if (ip_equal(eni->private_ip, ip) && eni->public_ip.family)
		return eni->public_ip;
	const struct nat_gateway *nat = oracle_nat_of(net, eni);
	for (size_t i = 0; nat && i < nat->addresses.len; i++)
		if (ip_equal(nat->addresses.items[i].private_ip, ip))
			return nat->addresses.items[i].public_ip;
	return (struct ip){.family = FAMILY_NONE};
}

struct ip oracle_public_of_nat(const struct net *net, const struct vpc *vpc, struct ip ip)
{
	for (size_t i = 0; i < net->nat_gateways.len; i++) {
		const struct nat_gateway *nat = net->nat_gateways.items[i];
		for (size_t k = 0; nat->vpc == vpc && k < nat->addresses.len; k++)
			if (ip_equal(nat->addresses.items[k].private_ip, ip))
				return nat->addresses.items[k].public_ip;
	}
	return (struct ip){.family = FAMILY_NONE};
}

const struct network_interface *oracle_public_owner(const struct net *net, struct ip ip,
						    struct ip *inside)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		for (size_t k = 0; k < eni->private_ips.len; k++) {
			*inside = eni->private_ips.items[k].private_ip;
			if (ip_equal(oracle_public_of(net, eni, *inside), ip))
				return eni;
		}
	}
	return NULL;
}

const struct vpc *oracle_vpc_of_ipv6(const struct net *net, struct ip ip)
{
	for (size_t i = 0; i < net->vpcs.len; i++)
		if (oracle_vpc_covers(net->vpcs.items[i], ip))
			return net->vpcs.items[i];
	return NULL;
}

static bool interfaces_known(const struct net *net, const char *account, const char *region)
{
	return net_knows(net, KIND_NETWORK_INTERFACE, account, region);
}

/* R27: may this VPC hold interfaces that the snapshot can't show? */
bool oracle_may_hide(const struct net *net, const struct vpc *vpc)
{
	if (!interfaces_known(net, vpc->o.account, vpc->o.region))
		return true;
	for (size_t i = 0; i < net->subnets.len; i++)
		if (net->subnets.items[i]->vpc == vpc &&
		    !interfaces_known(net, net->subnets.items[i]->o.account, vpc->o.region))
			return true;
	for (size_t i = 0; i < net->network_interfaces.len; i++)
		if (net->network_interfaces.items[i]->vpc == vpc &&
		    !interfaces_known(net, net->network_interfaces.items[i]->o.account,
				      vpc->o.region))
			return true;
	return false;
}

/* R27: VPC+2, and what is link-local. */
bool oracle_is_resolver(const struct vpc *vpc, struct ip ip)
{
	if (ip_is_link_local(ip))
		return true;
	return vpc && ip.family == IPV4 && vpc->cidr_block.family == IPV4 &&
	       ip.value == vpc->cidr_block.first + 2;
}

/* R10, R12 */
enum tri oracle_usable(const struct network_interface *eni)
{
	if (eni->status && !str_eq(eni->status, "in-use") && !str_eq(eni->status, "associated")) {
		rule_cite(12);
		return TRI_BLOCK;
	}
	if (!eni->instance_id)
		return TRI_PASS;
	if (!eni->instance || eni->instance->state == INSTANCE_UNSAID)
		return TRI_UNKNOWN;
	if (eni->instance->state == INSTANCE_RUNNING)
		return TRI_PASS;
	rule_cite(10);
	return TRI_BLOCK;
}

bool oracle_same_host(const struct network_interface *a, const struct network_interface *b)
{
	if (!a || !b)
		return false;
	return a == b || (a->instance_id && str_eq(a->instance_id, b->instance_id));
}

bool oracle_attached(const struct gateway_attachment *list, size_t count, const struct vpc *vpc)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(list[i].vpc_id, vpc->o.id) &&
		    (str_eq(list[i].state, "available") || str_eq(list[i].state, "attached")))
			return true;
	return false;
}

const struct network_interface *oracle_primary_of(const struct net *net, const char *instance_id)
{
	for (size_t i = 0; i < net->network_interfaces.len; i++) {
		const struct network_interface *eni = net->network_interfaces.items[i];
		if (str_eq(eni->instance_id, instance_id) && eni->device_index <= 0)
			return eni;
	}
	return NULL;
}

/* R13: its interface is its own way out, or a gateway's; nobody is called through it. */
bool oracle_answers_nobody(const struct network_interface *eni)
{
	return str_eq(eni->interface_type, "lambda") ||
	       str_eq(eni->interface_type, "transit_gateway") ||
	       str_eq(eni->interface_type, "ec2_instance_connect_endpoint");
}
