/* VPC peering connections. */
#include "load/readers.h"

READER_VALUE(cidr_block, CIDR, struct cidr, "CidrBlock");
READER_VALUE(ipv6_cidr_block, CIDR, struct cidr, "Ipv6CidrBlock");

static enum vck_status peering_done(struct reading *r, void *item)
{
	struct vpc_peering_connection *pcx = item;
	pcx->state = peering_state_of(pcx->status_code);
	if (!pcx->requester.vpc_id && pcx->state == PEERING_ACTIVE)
		return read_needs(r, false, "RequesterVpcInfo.VpcId");
	return read_needs(r, pcx->accepter.vpc_id || pcx->state != PEERING_ACTIVE,
			  "AccepterVpcInfo.VpcId");
}

#define SIDE(key, side)                                                                            \
	F(CIDR, key ".CidrBlock", side.cidr_block),                                                \
		L(key ".Ipv6CidrBlockSet", side.ipv6_cidr_block_set, ipv6_cidr_block),             \
		L(key ".CidrBlockSet", side.cidr_block_set, cidr_block),                           \
		F(STR, key ".OwnerId", side.owner_id),                                             \
		F(FLAG, key ".PeeringOptions.AllowDnsResolutionFromRemoteVpc",                     \
		  side.allow_dns_resolution),                                                      \
		F(STR, key ".VpcId", side.vpc_id), F(STR, key ".Region", side.region)

#define OF struct vpc_peering_connection
READER_HOOKS(reader_vpc_peering_connection, NULL, peering_done, SIDE("AccepterVpcInfo", accepter),
	     SIDE("RequesterVpcInfo", requester), F(STR, "Status.Code", status_code),
	     F(STR, "Status.Message", status_message), L("Tags", o.tags, reader_tag),
	     F(STR, "VpcPeeringConnectionId", o.id), F(STR, "ExpirationTime", expiration_time));
#undef OF
