/* objects.c - the objects of a script, by list and id. */
#include "netscript/parts.h"

static const struct {
	const char *prefix, *list, *id;
} kinds[] = {
	{"vpc-", "Vpcs", "VpcId"},
	{"subnet-", "Subnets", "SubnetId"},
	{"rtb-", "RouteTables", "RouteTableId"},
	{"acl-", "NetworkAcls", "NetworkAclId"},
	{"sg-", "SecurityGroups", "GroupId"},
	{"eni-", "NetworkInterfaces", "NetworkInterfaceId"},
	{"i-", "Reservations", "InstanceId"},
	{"igw-", "InternetGateways", "InternetGatewayId"},
	{"eigw-", "EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId"},
	{"pcx-", "VpcPeeringConnections", "VpcPeeringConnectionId"},
	{"pl-", "PrefixLists", "PrefixListId"},
	{"nat-", "NatGateways", "NatGatewayId"},
	{"tgw-rtb-", "TransitGatewayRouteTables", "TransitGatewayRouteTableId"},
	{"tgw-attach-", "TransitGatewayAttachments", "TransitGatewayAttachmentId"},
	{"tgw-", "TransitGateways", "TransitGatewayId"},
};

cJSON *netscript_list(struct netscript *s, const char *key)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(s->root, key);
	return list ? list : cJSON_AddArrayToObject(s->root, key);
}

static int kind_of(const char *id)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strncmp(id, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
			return (int)i;
	return -1;
}

static cJSON *instance_in(cJSON *reservation)
{
	return cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(reservation, "Instances"), 0);
}

static int place_of(struct netscript *s, const char *id)
{
	int kind = kind_of(id), i = 0;
	cJSON *item;
	if (kind < 0)
		return -1;
	cJSON_ArrayForEach(item, netscript_list(s, kinds[kind].list))
	{
		cJSON *o = strcmp(kinds[kind].prefix, "i-") == 0 ? instance_in(item) : item;
		cJSON *name = cJSON_GetObjectItemCaseSensitive(o, kinds[kind].id);
		if (cJSON_IsString(name) && strcmp(name->valuestring, id) == 0)
			return i;
		i++;
	}
	return -1;
}

void netscript_drop(struct netscript *s, const char *id)
{
	int at = place_of(s, id);
	if (at >= 0)
		cJSON_DeleteItemFromArray(netscript_list(s, kinds[kind_of(id)].list), at);
}

cJSON *netscript_find(struct netscript *s, struct line *l, const char *id)
{
	int at = place_of(s, id);
	if (at < 0)
		die(l, "%s was not made before", id);
	cJSON *item = cJSON_GetArrayItem(netscript_list(s, kinds[kind_of(id)].list), at);
	return strncmp(id, "i-", 2) == 0 ? instance_in(item) : item;
}

cJSON *netscript_make(struct netscript *s, struct line *l, const char *id)
{
	int kind = kind_of(id);
	if (kind < 0)
		die(l, "%s is no id of a kind that scripts know", id);
	netscript_drop(s, id);
	cJSON *o = cJSON_CreateObject(), *element = o;
	cJSON_AddStringToObject(o, kinds[kind].id, id);
	if (strncmp(id, "i-", 2) == 0) {
		element = cJSON_CreateObject();
		cJSON_AddItemToArray(cJSON_AddArrayToObject(element, "Instances"), o);
	}
	cJSON_AddItemToArray(netscript_list(s, kinds[kind].list), element);
	return o;
}
