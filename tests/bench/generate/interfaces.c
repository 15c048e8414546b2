/* interfaces.c - network interfaces, NAT gateways and Elastic IPs. */
#include "bench/generate/calls.h"

void put_association(const struct eni *e, bool with_ids)
{
	out_object("Association");
	if (with_ids && e->nat) {
		out_text("AllocationId", "%s", ID("eipalloc", EIP, e->index));
		out_text("AssociationId", "%s", ID("eipassoc", EIP_ASSOC, e->index));
	}
	out_text("IpOwnerId", "%s", e->nat ? ACCOUNT : "amazon");
	out_text("PublicDnsName", "%s", PUBLIC_DNS(e->public));
	out_text("PublicIp", "%s", ADDRESS(e->public));
	out_end();
}

void put_group_list(const char *key, const struct eni *e)
{
	out_list(key);
	for (unsigned i = 0; i < e->n_groups; i++) {
		out_object(NULL);
		out_text("GroupId", "%s", ID("sg", SG, group_index(e->vpc, e->groups[i])));
		if (e->groups[i] == DEFAULT)
			out_text("GroupName", "default");
		else
			out_text("GroupName", "%s-%u", group_names[e->groups[i]], e->vpc);
		out_end();
	}
	out_end();
}

void put_mac(const struct eni *e)
{
	uint64_t m = mix(ENI, e->index);
	out_text("MacAddress", "06:%02x:%02x:%02x:%02x:%02x", (unsigned)(m & 255),
		 (unsigned)(m >> 8 & 255), (unsigned)(m >> 16 & 255), (unsigned)(m >> 24 & 255),
		 (unsigned)(m >> 32 & 255));
}

void put_private_addresses(const struct eni *e)
{
	out_text("PrivateDnsName", "%s", PRIVATE_DNS(e->address));
	out_text("PrivateIpAddress", "%s", ADDRESS(e->address));
	out_list("PrivateIpAddresses");
	out_object(NULL);
	if (e->public)
		put_association(e, false);
	out_bool("Primary", true);
	out_text("PrivateDnsName", "%s", PRIVATE_DNS(e->address));
	out_text("PrivateIpAddress", "%s", ADDRESS(e->address));
	out_end();
	out_end();
}

void put_attachment(const struct eni *e, bool in_instance)
{
	out_object("Attachment");
	out_text("AttachTime", "2026-05-04T09:%02lu:%02lu+00:00", e->index / 60 % 60,
		 e->index % 60);
	out_text("AttachmentId", "%s", ID("eni-attach", ENI_ATTACH, e->index));
	out_bool("DeleteOnTermination", !e->nat);
	out_number("DeviceIndex", e->nat ? 1 : 0);
	out_number("NetworkCardIndex", 0);
	if (!in_instance) {
		if (!e->nat)
			out_text("InstanceId", "%s", ID("i", INSTANCE, e->index));
		out_text("InstanceOwnerId", "%s", e->nat ? "amazon-aws" : ACCOUNT);
	}
	out_text("Status", "attached");
	out_end();
}

void put_interfaces(void)
{
	out_list("NetworkInterfaces");
	for (unsigned long i = 0; i < world.n; i++) {
		struct eni e = eni_at(i);
		out_object(NULL);
		if (e.public)
			put_association(&e, true);
		put_attachment(&e, false);
		out_text("AvailabilityZone", "%s", zones[e.subnet % 2]);
		if (e.nat)
			out_text("Description", "Interface for NAT Gateway %s",
				 ID("nat", NAT, e.vpc));
		else
			out_text("Description", "Primary network interface");
		put_group_list("Groups", &e);
		out_text("InterfaceType", "%s", e.nat ? "nat_gateway" : "interface");
		out_list("Ipv6Addresses");
		out_end();
		put_mac(&e);
		out_text("NetworkInterfaceId", "%s", ID("eni", ENI, i));
		out_text("OwnerId", ACCOUNT);
		put_private_addresses(&e);
		out_text("RequesterId", "%s",
			 e.nat ? "AROAIAVYTQ5ILFHYVLC3I" : "AIDAJQABLZS4A3QDU576Q");
		out_bool("RequesterManaged", e.nat);
		out_bool("SourceDestCheck", !e.nat);
		out_text("Status", "in-use");
		out_text("SubnetId", "%s", ID("subnet", SUBNET, e.vpc * SUBNETS + e.subnet));
		name_tags("TagSet", "eni", e.vpc, e.place);
		out_text("VpcId", "%s", ID("vpc", VPC, e.vpc));
		out_text("AvailabilityZoneId", "%s", zone_ids[e.subnet % 2]);
		out_end();
	}
	out_end();
}

void put_nat_gateways(void)
{
	out_list("NatGateways");
	for (unsigned v = 0; v < world.vpcs; v++) {
		if (!has_nat(v))
			continue;
		struct eni e = eni_at(first_interface(v));
		out_object(NULL);
		out_text("CreateTime", "2026-05-04T08:00:00+00:00");
		out_list("NatGatewayAddresses");
		out_object(NULL);
		out_text("AllocationId", "%s", ID("eipalloc", EIP, e.index));
		out_text("NetworkInterfaceId", "%s", ID("eni", ENI, e.index));
		out_text("PrivateIp", "%s", ADDRESS(e.address));
		out_text("PublicIp", "%s", ADDRESS(e.public));
		out_text("AssociationId", "%s", ID("eipassoc", EIP_ASSOC, e.index));
		out_bool("IsPrimary", true);
		out_text("Status", "succeeded");
		out_end();
		out_end();
		out_text("NatGatewayId", "%s", ID("nat", NAT, v));
		out_text("State", "available");
		out_text("SubnetId", "%s", ID("subnet", SUBNET, v * SUBNETS));
		out_text("VpcId", "%s", ID("vpc", VPC, v));
		name_tags("Tags", "nat", v, 0);
		out_text("ConnectivityType", "public");
		out_end();
	}
	out_end();
}

void put_addresses(void)
{
	out_list("Addresses");
	for (unsigned v = 0; v < world.vpcs; v++) {
		if (!has_nat(v))
			continue;
		struct eni e = eni_at(first_interface(v));
		out_object(NULL);
		out_text("AllocationId", "%s", ID("eipalloc", EIP, e.index));
		out_text("AssociationId", "%s", ID("eipassoc", EIP_ASSOC, e.index));
		out_text("Domain", "vpc");
		out_text("NetworkInterfaceId", "%s", ID("eni", ENI, e.index));
		out_text("NetworkInterfaceOwnerId", ACCOUNT);
		out_text("PrivateIpAddress", "%s", ADDRESS(e.address));
		out_text("PublicIpv4Pool", "amazon");
		out_text("NetworkBorderGroup", REGION);
		out_text("PublicIp", "%s", ADDRESS(e.public));
		out_end();
	}
	out_end();
}
