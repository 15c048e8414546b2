/* Network interfaces, instances, Elastic IPs. */
#include "load/readers.h"

#include "base/str.h"

const char *unread_groups[1] = {NULL};

READER_MEMBER(group_id, "GroupId");
READER_VALUE(ipv6_address, IP, struct ip, "Ipv6Address");
READER_VALUE(ipv4_prefix, CIDR, struct cidr, "Ipv4Prefix");
READER_VALUE(ipv6_prefix, CIDR, struct cidr, "Ipv6Prefix");

#define OF struct private_ip_address
static const struct field private_ip_address_fields[] = {
	F(IP, "Association.PublicIp", public_ip), F(OWN, "Association.AllocationId", allocation_id),
	F(BOOL, "Primary", primary), F(IP, "PrivateIpAddress", private_ip)};
static const struct reader private_ip_address = {
	.fields = private_ip_address_fields,
	.count = COUNT_OF(private_ip_address_fields),
	.size = sizeof(OF),
	.brief = true,
};
#undef OF

static void interface_init(void *item)
{
	struct network_interface *eni = item;
	eni->device_index = eni->network_card_index = -1;
}

static bool agree(struct ip a, struct ip b)
{
	return !a.family || !b.family || ip_equal(a, b);
}

/* Does a list of one address say but what the interface says of its own? Then that takes it in. */
static bool take_only_address(struct network_interface *eni)
{
	const struct private_ip_address *only = eni->private_ips.items;
	struct private_ip_address *own = &eni->own;
	if (eni->private_ips.len != 1 || !agree(own->private_ip, only->private_ip) ||
	    !agree(own->public_ip, only->public_ip) ||
	    (own->allocation_id && only->allocation_id &&
	     !str_eq(own->allocation_id, only->allocation_id)))
		return false;
	if (!own->private_ip.family)
		own->private_ip = only->private_ip;
	if (!own->public_ip.family)
		own->public_ip = only->public_ip;
	if (!own->allocation_id)
		own->allocation_id = only->allocation_id;
	own->primary = only->primary;
	return true;
}

/* Of these AWS takes no groups. */
static bool has_no_groups(const struct network_interface *eni)
{
	static const char *const types[] = {"nat_gateway", "transit_gateway",
					    "gateway_load_balancer",
					    "gateway_load_balancer_endpoint"};
	for (size_t i = 0; eni->interface_type && i < COUNT_OF(types); i++)
		if (str_eq(eni->interface_type, types[i]))
			return true;
	return false;
}

static enum vck_status interface_done(struct reading *r, void *item)
{
	struct network_interface *eni = item;
	if (!eni->groups_known && !has_no_groups(eni)) {
		eni->group_ids.items = unread_groups;
		eni->group_ids.len = 1;
	}
	if (take_only_address(eni))
		eni->private_ips.items = &eni->own;
	else if (eni->private_ips.len)
		eni->private_ips.items =
			arena_memdup(r->arena, eni->private_ips.items,
				     eni->private_ips.len * sizeof *eni->private_ips.items);
	return VCK_OK;
}

/* DescribeInstances shows the same members but for InstanceId. */
#define OF struct network_interface
READER_HOOKS(reader_network_interface, interface_init, interface_done,
	     F(OWN, "Association.AllocationId", allocation_id),
	     F(IP, "Association.PublicIp", public_ip),
	     F(INT, "Attachment.DeviceIndex", device_index),
	     F(INT, "Attachment.NetworkCardIndex", network_card_index),
	     F(OWN, "Attachment.InstanceId", instance_id),
	     F(ZONE, "AvailabilityZone", availability_zone), F(TEXT, "Description", description),
	     L_HAS("Groups", group_ids, group_id, groups_known),
	     F(STR, "InterfaceType", interface_type), L("Ipv6Addresses", ipv6, ipv6_address),
	     F(OWN, "NetworkInterfaceId", o.id), F(STR, "OwnerId", o.account),
	     F(IP, "PrivateIpAddress", private_ip),
	     L("PrivateIpAddresses", private_ips, private_ip_address),
	     L("Ipv4Prefixes", prefixes, ipv4_prefix), L("Ipv6Prefixes", prefixes, ipv6_prefix),
	     F(BOOL, "RequesterManaged", requester_managed),
	     F(FLAG, "SourceDestCheck", source_dest_check), F(STR, "Status", status),
	     F(STR, "SubnetId", subnet_id), L("TagSet", o.tags, reader_tag),
	     F(STR, "VpcId", vpc_id), F(BOOL, "DenyAllIgwTraffic", deny_all_igw_traffic));
#undef OF

/* The same where DescribeInstances shows it. */
static const struct reader described_interface = {
	.fields = reader_network_interface_fields,
	.count = COUNT_OF(reader_network_interface_fields),
	.size = sizeof(struct network_interface),
	.init = interface_init,
	.done = interface_done,
	.aside = true,
};

static enum vck_status instance_done(struct reading *r, void *item)
{
	(void)r;
	struct instance *i = item;
	i->state = instance_state_of(i->state_text);
	return VCK_OK;
}

#define OF struct instance
READER_HOOKS(reader_instance, NULL, instance_done,
	     F(STR, "IamInstanceProfile.Arn", iam_instance_profile),
	     L("NetworkInterfaces", described_interfaces, described_interface),
	     L("Tags", o.tags, reader_tag), F(STR, "MetadataOptions.HttpEndpoint", http_endpoint),
	     F(BOOL, "Operator.Managed", operator_managed), F(OWN, "InstanceId", o.id),
	     F(STR, "State.Name", state_text), F(STR, "KeyName", key_name),
	     F_TELLS(ZONE, "Placement.AvailabilityZone"), F(STR, "Platform", platform),
	     F(STR, "SubnetId", subnet_id), F(STR, "VpcId", vpc_id),
	     F(IP, "PrivateIpAddress", private_ip), F(IP, "PublicIpAddress", public_ip));
#undef OF

#define OF struct address
READER(reader_address, F(OWN, "AllocationId", o.id), F(OWN, "AssociationId", association_id),
       F(STR, "Domain", domain), F(OWN, "NetworkInterfaceId", network_interface_id),
       F(IP, "PrivateIpAddress", private_ip), L("Tags", o.tags, reader_tag),
       F(ZONE, "NetworkBorderGroup", network_border_group),
       F(STR, "ServiceManaged", service_managed), F(OWN, "InstanceId", instance_id),
       F(IP, "PublicIp", public_ip));
#undef OF
