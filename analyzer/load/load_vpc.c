/* VPCs, subnets, zones, and what shields them from the internet. */
#include "load/readers.h"

#include "base/str.h"

#include <string.h>

/* A block that is not associated yet may not be chosen, either. */
static enum vck_status association_done(struct reading *r, void *item)
{
	const struct cidr_association *a = item;
	bool in_use = !a->state || str_eq(a->state, "associated");
	return read_needs(r, a->block.family || !in_use, "CidrBlock or Ipv6CidrBlock");
}

#define OF struct cidr_association
READER_HOOKS(cidr_association, NULL, association_done, F(CIDR, "CidrBlock", block),
	     F(STR, "CidrBlockState.State", state));
READER_HOOKS(ipv6_cidr_association, NULL, association_done, F(CIDR, "Ipv6CidrBlock", block),
	     F(STR, "Ipv6CidrBlockState.State", state),
	     F(STR, "Ipv6AddressAttribute", ipv6_address_attribute));
#undef OF

#define OF struct vpc
READER(reader_vpc, F(STR, "OwnerId", o.account),
       L("Ipv6CidrBlockAssociationSet", ipv6_associations, ipv6_cidr_association),
       L("CidrBlockAssociationSet", cidr_associations, cidr_association),
       F(BOOL, "IsDefault", is_default),
       F_WITHIN(STR, "EncryptionControl.Mode", encryption_mode, has_encryption_control),
       L("Tags", o.tags, reader_tag),
       F(STR, "BlockPublicAccessStates.InternetGatewayBlockMode", block_public_access),
       F(STR, "VpcId", o.id), F(CIDR, "CidrBlock", cidr_block));
#undef OF

#define OF struct subnet
READER(reader_subnet, F(STR, "AvailabilityZoneId", availability_zone_id),
       F(STR, "OwnerId", o.account),
       L("Ipv6CidrBlockAssociationSet", ipv6_associations, ipv6_cidr_association),
       L("Tags", o.tags, reader_tag), F_TELLS(ARN, "SubnetArn"),
       F(STR, "BlockPublicAccessStates.InternetGatewayBlockMode", block_public_access),
       F(STR, "SubnetId", o.id), F(STR, "VpcId", vpc_id), F(CIDR, "CidrBlock", cidr_block),
       F(ZONE, "AvailabilityZone", availability_zone),
       F(BOOL, "MapPublicIpOnLaunch", map_public_ip_on_launch));
#undef OF

#define OF struct availability_zone
READER(reader_availability_zone, F_TELLS(ZONE, "RegionName"), F(ZONE, "ZoneName", o.id),
       F(STR, "ZoneId", zone_id), F(STR, "ZoneType", zone_type),
       F(STR, "ParentZoneName", parent_zone_name), F(STR, "ParentZoneId", parent_zone_id));
#undef OF

/* AWS lists for a while what is gone, or never came to be. */
static bool is_over(const char *state)
{
	return state && (str_starts(state, "delete-") || str_starts(state, "disable-") ||
			 str_eq(state, "create-failed"));
}

/* "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0a1" names vpc-0a1. */
static enum vck_status exclusion_resource(struct reading *r, void *item)
{
	struct bpa_exclusion *x = item;
	const char *slash = x->resource_arn ? strrchr(x->resource_arn, '/') : NULL;
	if (slash)
		x->resource_id = intern_str(r->strings, slash + 1);
	return read_needs(r, x->resource_arn || is_over(x->state), "ResourceArn");
}

#define OF struct bpa_exclusion
READER_HOOKS(reader_bpa_exclusion, NULL, exclusion_resource, F(STR, "ExclusionId", o.id),
	     F(STR, "InternetGatewayExclusionMode", mode), F(ARN, "ResourceArn", resource_arn),
	     F(STR, "State", state), L("Tags", o.tags, reader_tag));
#undef OF
