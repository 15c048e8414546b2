#include "netscript.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORDS = 32 };

struct line {
	const char *file;
	unsigned number;
	char *word[MAX_WORDS];
	int words;
	char *rest; /* of `json`: what stands behind the key */
};

#define die(l, ...)                                                                                \
	do {                                                                                       \
		char text_[256];                                                                   \
		snprintf(text_, sizeof text_, __VA_ARGS__);                                        \
		ck_abort_msg("%s:%u: %s", (l)->file, (l)->number, text_);                          \
	} while (0)

/* ---- objects by list and id ---- */

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

static cJSON *list_of(struct netscript *s, const char *key)
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
	cJSON_ArrayForEach(item, list_of(s, kinds[kind].list))
	{
		cJSON *o = strcmp(kinds[kind].prefix, "i-") == 0 ? instance_in(item) : item;
		cJSON *name = cJSON_GetObjectItemCaseSensitive(o, kinds[kind].id);
		if (cJSON_IsString(name) && strcmp(name->valuestring, id) == 0)
			return i;
		i++;
	}
	return -1;
}

static void drop(struct netscript *s, const char *id)
{
	int at = place_of(s, id);
	if (at >= 0)
		cJSON_DeleteItemFromArray(list_of(s, kinds[kind_of(id)].list), at);
}

static cJSON *find(struct netscript *s, struct line *l, const char *id)
{
	int at = place_of(s, id);
	if (at < 0)
		die(l, "%s was not made before", id);
	cJSON *item = cJSON_GetArrayItem(list_of(s, kinds[kind_of(id)].list), at);
	return strncmp(id, "i-", 2) == 0 ? instance_in(item) : item;
}

static cJSON *make(struct netscript *s, struct line *l, const char *id)
{
	int kind = kind_of(id);
	if (kind < 0)
		die(l, "%s is no id of a kind that scripts know", id);
	drop(s, id);
	cJSON *o = cJSON_CreateObject(), *element = o;
	cJSON_AddStringToObject(o, kinds[kind].id, id);
	if (strncmp(id, "i-", 2) == 0) {
		element = cJSON_CreateObject();
		cJSON_AddItemToArray(cJSON_AddArrayToObject(element, "Instances"), o);
	}
	cJSON_AddItemToArray(list_of(s, kinds[kind].list), element);
	return o;
}

static void str(cJSON *o, const char *key, const char *value)
{
	cJSON_AddStringToObject(o, key, value);
}

static cJSON *push(cJSON *o, const char *key)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(o, key), *item = cJSON_CreateObject();
	if (!list)
		list = cJSON_AddArrayToObject(o, key);
	cJSON_AddItemToArray(list, item);
	return item;
}

/* The value of KEY=VALUE among the words, or NULL. */
static const char *option(const struct line *l, const char *key)
{
	size_t len = strlen(key);
	for (int i = 1; i < l->words; i++)
		if (strncmp(l->word[i], key, len) == 0 && l->word[i][len] == '=')
			return l->word[i] + len + 1;
	return NULL;
}

static bool has(const struct line *l, const char *word)
{
	for (int i = 1; i < l->words; i++)
		if (strcmp(l->word[i], word) == 0)
			return true;
	return false;
}

static const char *get(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	return cJSON_IsString(v) ? v->valuestring : "";
}

static bool is_v6(const char *text)
{
	return strchr(text, ':') != NULL;
}

/* ---- statements ---- */

static void do_vpc(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	str(o, "OwnerId", "111111111111");
	for (int i = 2; i < l->words; i++) {
		bool v6 = is_v6(l->word[i]);
		if (!cJSON_GetObjectItemCaseSensitive(o, "CidrBlock") && !v6)
			str(o, "CidrBlock", l->word[i]);
		cJSON *a = push(o, v6 ? "Ipv6CidrBlockAssociationSet" : "CidrBlockAssociationSet");
		str(a, v6 ? "Ipv6CidrBlock" : "CidrBlock", l->word[i]);
		str(cJSON_AddObjectToObject(a, v6 ? "Ipv6CidrBlockState" : "CidrBlockState"),
		    "State", "associated");
	}
}

static void do_subnet(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	const char *az = option(l, "az");
	str(o, "VpcId", l->word[2]);
	str(o, "OwnerId", "111111111111");
	str(o, "AvailabilityZone", az ? az : "eu-west-1a");
	for (int i = 3; i < l->words; i++) {
		if (strchr(l->word[i], '='))
			continue;
		if (!is_v6(l->word[i])) {
			str(o, "CidrBlock", l->word[i]);
			continue;
		}
		cJSON *a = push(o, "Ipv6CidrBlockAssociationSet");
		str(a, "Ipv6CidrBlock", l->word[i]);
		str(cJSON_AddObjectToObject(a, "Ipv6CidrBlockState"), "State", "associated");
	}
}

static void do_table(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	str(o, "VpcId", l->word[2]);
	str(o, "OwnerId", "111111111111");
	cJSON_AddArrayToObject(o, "Associations");
	cJSON_AddArrayToObject(o, "Routes");
	for (int i = 3; i < l->words; i++) {
		cJSON *a = push(o, "Associations");
		bool main_table = strcmp(l->word[i], "main") == 0;
		cJSON_AddBoolToObject(a, "Main", main_table);
		if (!main_table)
			str(a, strncmp(l->word[i], "subnet-", 7) == 0 ? "SubnetId" : "GatewayId",
			    l->word[i]);
	}
}

static const char *target_key(const char *target)
{
	static const struct {
		const char *prefix, *key;
	} keys[] = {
		{"pcx-", "VpcPeeringConnectionId"}, {"nat-", "NatGatewayId"},
		{"eni-", "NetworkInterfaceId"},     {"i-", "InstanceId"},
		{"tgw-", "TransitGatewayId"},       {"eigw-", "EgressOnlyInternetGatewayId"},
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strncmp(target, keys[i].prefix, strlen(keys[i].prefix)) == 0)
			return keys[i].key;
	return "GatewayId";
}

static void do_route(struct netscript *s, struct line *l)
{
	cJSON *r = push(find(s, l, l->word[1]), "Routes");
	const char *dest = l->word[2];
	str(r,
	    strncmp(dest, "pl-", 3) == 0 ? "DestinationPrefixListId"
	    : is_v6(dest)                ? "DestinationIpv6CidrBlock"
					 : "DestinationCidrBlock",
	    dest);
	str(r, target_key(l->word[3]), l->word[3]);
	str(r, "State", has(l, "blackhole") ? "blackhole" : "active");
	str(r, "Origin", has(l, "propagated") ? "EnableVgwRoutePropagation" : "CreateRoute");
}

static void do_acl(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	str(o, "VpcId", l->word[2]);
	str(o, "OwnerId", "111111111111");
	cJSON_AddBoolToObject(o, "IsDefault", has(l, "default"));
	cJSON_AddArrayToObject(o, "Entries");
	cJSON_AddArrayToObject(o, "Associations");
	for (int i = 3; i < l->words; i++)
		if (strncmp(l->word[i], "subnet-", 7) == 0)
			str(push(o, "Associations"), "SubnetId", l->word[i]);
}

static const char *number_of(const char *proto)
{
	if (strcmp(proto, "tcp") == 0)
		return "6";
	if (strcmp(proto, "udp") == 0)
		return "17";
	if (strcmp(proto, "icmp") == 0)
		return "1";
	return strcmp(proto, "icmpv6") == 0 ? "58" : proto;
}

static void do_entry(struct netscript *s, struct line *l)
{
	cJSON *e = push(find(s, l, l->word[1]), "Entries");
	cJSON_AddBoolToObject(e, "Egress", strcmp(l->word[2], "out") == 0);
	cJSON_AddNumberToObject(e, "RuleNumber", strtod(l->word[3], NULL));
	str(e, "RuleAction", l->word[4]);
	str(e, "Protocol", number_of(l->word[5]));
	str(e, is_v6(l->word[6]) ? "Ipv6CidrBlock" : "CidrBlock", l->word[6]);
	int a, b;
	if (l->words < 8)
		return;
	if (sscanf(l->word[7], "%d/%d", &a, &b) == 2) {
		cJSON *t = cJSON_AddObjectToObject(e, "IcmpTypeCode");
		cJSON_AddNumberToObject(t, "Type", a);
		cJSON_AddNumberToObject(t, "Code", b);
	} else if (sscanf(l->word[7], "%d-%d", &a, &b) == 2) {
		cJSON *t = cJSON_AddObjectToObject(e, "PortRange");
		cJSON_AddNumberToObject(t, "From", a);
		cJSON_AddNumberToObject(t, "To", b);
	} else {
		die(l, "%s is neither LO-HI nor TYPE/CODE", l->word[7]);
	}
}

static void do_group(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	str(o, "GroupName", l->word[1]);
	str(o, "VpcId", l->word[2]);
	str(o, "OwnerId", "111111111111");
	cJSON_AddArrayToObject(o, "IpPermissions");
	cJSON_AddArrayToObject(o, "IpPermissionsEgress");
}

static void add_peer(cJSON *p, struct line *l, const char *peer)
{
	static const char *const extras[] = {"VpcPeeringConnectionId", "PeeringStatus", "UserId",
					     "VpcId"};
	if (strncmp(peer, "sg-", 3) == 0) {
		cJSON *pair = push(p, "UserIdGroupPairs");
		str(pair, "GroupId", peer);
		for (size_t i = 0; i < sizeof extras / sizeof *extras; i++)
			if (option(l, extras[i]))
				str(pair, extras[i], option(l, extras[i]));
	} else if (strncmp(peer, "pl-", 3) == 0) {
		str(push(p, "PrefixListIds"), "PrefixListId", peer);
	} else if (is_v6(peer)) {
		str(push(p, "Ipv6Ranges"), "CidrIpv6", peer);
	} else {
		str(push(p, "IpRanges"), "CidrIp", peer);
	}
}

static void do_rule(struct netscript *s, struct line *l)
{
	bool in = strcmp(l->word[2], "in") == 0;
	cJSON *p = push(find(s, l, l->word[1]), in ? "IpPermissions" : "IpPermissionsEgress");
	int a, b;
	str(p, "IpProtocol", l->word[3]);
	add_peer(p, l, l->word[4]);
	if (l->words > 5 && !strchr(l->word[5], '=')) {
		if (sscanf(l->word[5], "%d/%d", &a, &b) != 2 &&
		    sscanf(l->word[5], "%d-%d", &a, &b) != 2)
			die(l, "%s is neither LO-HI nor TYPE/CODE", l->word[5]);
		cJSON_AddNumberToObject(p, "FromPort", a);
		cJSON_AddNumberToObject(p, "ToPort", b);
	}
}

static void add_address(cJSON *o, const char *address, const char *public_ip)
{
	if (is_v6(address)) {
		str(push(o, "Ipv6Addresses"), "Ipv6Address", address);
		return;
	}
	bool primary = !cJSON_GetObjectItemCaseSensitive(o, "PrivateIpAddress");
	cJSON *a = push(o, "PrivateIpAddresses");
	if (primary)
		str(o, "PrivateIpAddress", address);
	str(a, "PrivateIpAddress", address);
	cJSON_AddBoolToObject(a, "Primary", primary);
	if (primary && public_ip) {
		str(cJSON_AddObjectToObject(a, "Association"), "PublicIp", public_ip);
		str(cJSON_AddObjectToObject(o, "Association"), "PublicIp", public_ip);
	}
}

/* A word can't hold a blank: "_" stands for it. */
static void add_description(cJSON *o, const char *text)
{
	char blank[128];
	snprintf(blank, sizeof blank, "%s", text ? text : "");
	char *under = strchr(blank, '_');
	if (under)
		*under = ' ';
	str(o, "Description", blank);
}

static void do_eni(struct netscript *s, struct line *l)
{
	char groups[128], *save = NULL;
	cJSON *o = make(s, l, l->word[1]);
	const char *status = option(l, "status"), *type = option(l, "type");
	str(o, "SubnetId", l->word[2]);
	str(o, "VpcId", get(find(s, l, l->word[2]), "VpcId"));
	str(o, "OwnerId", "111111111111");
	str(o, "Status", status ? status : "in-use");
	str(o, "InterfaceType", type ? type : "interface");
	add_description(o, option(l, "description"));
	cJSON_AddBoolToObject(o, "SourceDestCheck", !has(l, "nocheck"));
	for (int i = 3; i < l->words; i++)
		if ((strchr(l->word[i], '.') || is_v6(l->word[i])) && !strchr(l->word[i], '='))
			add_address(o, l->word[i], option(l, "public"));
	if (option(l, "prefix"))
		str(push(o, "Ipv4Prefixes"), "Ipv4Prefix", option(l, "prefix"));
	cJSON_AddArrayToObject(o, "Groups");
	if (!option(l, "groups"))
		return;
	snprintf(groups, sizeof groups, "%s", option(l, "groups"));
	for (char *g = strtok_r(groups, ",", &save); g; g = strtok_r(NULL, ",", &save))
		str(push(o, "Groups"), "GroupId", g);
}

static void do_instance(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	int index = 0;
	str(cJSON_AddObjectToObject(o, "State"), "Name", l->word[2]);
	if (option(l, "platform"))
		str(o, "Platform", option(l, "platform"));
	for (int i = 3; i < l->words; i++) {
		if (strchr(l->word[i], '='))
			continue;
		cJSON *eni = find(s, l, l->word[i]);
		cJSON *a = cJSON_AddObjectToObject(eni, "Attachment");
		str(a, "InstanceId", l->word[1]);
		str(a, "Status", "attached");
		cJSON_AddNumberToObject(a, "DeviceIndex", index++);
		if (index == 1) {
			str(o, "SubnetId", get(eni, "SubnetId"));
			str(o, "VpcId", get(eni, "VpcId"));
			str(o, "PrivateIpAddress", get(eni, "PrivateIpAddress"));
		}
	}
}

static void do_gateway(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	str(o, "OwnerId", "111111111111");
	cJSON_AddArrayToObject(o, "Attachments");
	if (strcmp(l->word[2], "-") == 0)
		return;
	cJSON *a = push(o, "Attachments");
	str(a, "VpcId", l->word[2]);
	str(a, "State", l->words > 3 ? l->word[3] : "available");
}

static void do_peering(struct netscript *s, struct line *l)
{
	char regions[64] = "eu-west-1,eu-west-1";
	cJSON *o = make(s, l, l->word[1]);
	if (option(l, "regions"))
		snprintf(regions, sizeof regions, "%s", option(l, "regions"));
	char *second = strchr(regions, ',');
	*second++ = '\0';
	for (int side = 0; side < 2; side++) {
		cJSON *info =
			cJSON_AddObjectToObject(o, side ? "AccepterVpcInfo" : "RequesterVpcInfo");
		str(info, "VpcId", l->word[2 + side]);
		str(info, "OwnerId", "111111111111");
		str(info, "Region", side ? second : regions);
	}
	str(cJSON_AddObjectToObject(o, "Status"), "Code", l->word[4]);
}

static void do_list(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	str(o, "PrefixListName", l->word[2]);
	str(o, "AddressFamily", l->words > 3 && is_v6(l->word[3]) ? "IPv6" : "IPv4");
	if (has(l, "unknown"))
		return;
	cJSON *wrapper = cJSON_CreateObject();
	str(wrapper, "PrefixListId", l->word[1]);
	cJSON_AddArrayToObject(wrapper, "Entries");
	for (int i = 3; i < l->words; i++)
		str(push(wrapper, "Entries"), "Cidr", l->word[i]);
	cJSON_AddItemToArray(list_of(s, "PrefixListEntries"), wrapper);
}

static void do_nat(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	bool private_nat = strcmp(l->word[4], "private") == 0;
	char eni[64], description[96];
	snprintf(eni, sizeof eni, "eni-%s", l->word[1]);
	snprintf(description, sizeof description, "Interface for NAT Gateway %s", l->word[1]);
	str(o, "SubnetId", l->word[2]);
	str(o, "VpcId", get(find(s, l, l->word[2]), "VpcId"));
	str(o, "State", l->words > 5 ? l->word[5] : "available");
	str(o, "ConnectivityType", private_nat ? "private" : "public");
	cJSON *a = push(o, "NatGatewayAddresses");
	str(a, "NetworkInterfaceId", eni);
	str(a, "PrivateIp", l->word[3]);
	if (!private_nat)
		str(a, "PublicIp", l->word[4]);
	cJSON *n = make(s, l, eni);
	str(n, "SubnetId", l->word[2]);
	str(n, "VpcId", get(o, "VpcId"));
	str(n, "OwnerId", "111111111111");
	str(n, "Status", "in-use");
	str(n, "InterfaceType", "nat_gateway");
	str(n, "Description", description);
	cJSON_AddBoolToObject(n, "SourceDestCheck", false);
	add_address(n, l->word[3], private_nat ? NULL : l->word[4]);
}

static void do_tgw(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	str(o, "State", "available");
	str(o, "OwnerId", "111111111111");
	cJSON *options = cJSON_AddObjectToObject(o, "Options");
	str(options, "Ipv6Support", has(l, "ipv6") ? "enable" : "disable");
	str(options, "SecurityGroupReferencingSupport",
	    has(l, "references") ? "enable" : "disable");
}

static void do_tgwtable(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]), *p = cJSON_CreateObject(), *r = cJSON_CreateObject();
	str(o, "TransitGatewayId", l->word[2]);
	str(o, "State", "available");
	str(p, "TransitGatewayRouteTableId", l->word[1]);
	cJSON_AddArrayToObject(p, "TransitGatewayRouteTablePropagations");
	cJSON_AddItemToArray(list_of(s, "TransitGatewayPropagations"), p);
	str(r, "TransitGatewayRouteTableId", l->word[1]);
	cJSON_AddArrayToObject(r, "Routes");
	cJSON_AddItemToArray(list_of(s, "TransitGatewayStaticRoutes"), r);
}

/* attach ID TGW VPC|TYPE TABLE|- SUBNET... [state=S] [appliance] [references] [peer=TGW] */
static void do_attach(struct netscript *s, struct line *l)
{
	cJSON *o = make(s, l, l->word[1]);
	bool vpc = strncmp(l->word[3], "vpc-", 4) == 0;
	const char *state = option(l, "state") ? option(l, "state") : "available";
	str(o, "TransitGatewayId", l->word[2]);
	str(o, "TransitGatewayOwnerId", "111111111111");
	str(o, "ResourceOwnerId", "111111111111");
	str(o, "ResourceType", vpc ? "vpc" : l->word[3]);
	str(o, "ResourceId", vpc ? l->word[3] : (option(l, "peer") ? option(l, "peer") : "x-1"));
	str(o, "State", state);
	if (strcmp(l->word[4], "-") != 0) {
		cJSON *a = cJSON_AddObjectToObject(o, "Association");
		str(a, "TransitGatewayRouteTableId", l->word[4]);
		str(a, "State", "associated");
	}
	if (!vpc)
		return;
	cJSON *v = cJSON_CreateObject(), *subnets = cJSON_AddArrayToObject(v, "SubnetIds");
	cJSON *all = list_of(s, "TransitGatewayVpcAttachments");
	for (int i = cJSON_GetArraySize(all); i-- > 0;)
		if (strcmp(get(cJSON_GetArrayItem(all, i), "TransitGatewayAttachmentId"),
			   l->word[1]) == 0)
			cJSON_DeleteItemFromArray(all, i);
	str(v, "TransitGatewayAttachmentId", l->word[1]);
	str(v, "TransitGatewayId", l->word[2]);
	str(v, "VpcId", l->word[3]);
	str(v, "VpcOwnerId", "111111111111");
	str(v, "State", state);
	cJSON *options = cJSON_AddObjectToObject(v, "Options");
	str(options, "ApplianceModeSupport", has(l, "appliance") ? "enable" : "disable");
	str(options, "Ipv6Support", has(l, "ipv6") ? "enable" : "disable");
	str(options, "SecurityGroupReferencingSupport",
	    has(l, "references") ? "enable" : "disable");
	for (int i = 5; i < l->words; i++)
		if (strncmp(l->word[i], "subnet-", 7) == 0)
			cJSON_AddItemToArray(subnets, cJSON_CreateString(l->word[i]));
	cJSON_AddItemToArray(list_of(s, "TransitGatewayVpcAttachments"), v);
}

static cJSON *wrapper_of(struct netscript *s, struct line *l, const char *list, const char *table)
{
	cJSON *w;
	cJSON_ArrayForEach(w, list_of(s, list)) if (strcmp(get(w, "TransitGatewayRouteTableId"),
							   table) == 0) return w;
	die(l, "%s was not made before", table);
	return NULL;
}

static void do_propagate(struct netscript *s, struct line *l)
{
	cJSON *w = wrapper_of(s, l, "TransitGatewayPropagations", l->word[1]);
	cJSON *a = find(s, l, l->word[2]), *p = push(w, "TransitGatewayRouteTablePropagations");
	str(p, "TransitGatewayAttachmentId", l->word[2]);
	str(p, "ResourceId", get(a, "ResourceId"));
	str(p, "ResourceType", get(a, "ResourceType"));
	str(p, "State", "enabled");
}

static void do_tgwroute(struct netscript *s, struct line *l)
{
	cJSON *r = push(wrapper_of(s, l, "TransitGatewayStaticRoutes", l->word[1]), "Routes");
	bool blackhole = strcmp(l->word[3], "blackhole") == 0;
	str(r, "DestinationCidrBlock", l->word[2]);
	str(r, "Type", "static");
	str(r, "State", blackhole ? "blackhole" : "active");
	if (blackhole)
		return;
	cJSON *to = find(s, l, l->word[3]), *a = push(r, "TransitGatewayAttachments");
	str(a, "TransitGatewayAttachmentId", l->word[3]);
	str(a, "ResourceId", get(to, "ResourceId"));
	str(a, "ResourceType", get(to, "ResourceType"));
}

/* ---- load balancers ---- */

#define ELB_ARN "arn:aws:elasticloadbalancing:eu-west-1:111111111111:"

/* "lb" names a balancer by NAME; its ARN is made from type and name. */
static cJSON *balancer_of(struct netscript *s, struct line *l, const char *name)
{
	cJSON *lb;
	cJSON_ArrayForEach(lb, list_of(s, "LoadBalancers")) if (strcmp(get(lb, "LoadBalancerName"),
								       name) == 0) return lb;
	die(l, "the balancer %s was not made before", name);
	return NULL;
}

static void group_arn(const char *name, char out[static 160])
{
	snprintf(out, 160, ELB_ARN "targetgroup/%s/0123456789abcdef", name);
}

static void listener_arn(struct netscript *s, struct line *l, char out[static 160])
{
	const char *arn = get(balancer_of(s, l, l->word[1]), "LoadBalancerArn");
	snprintf(out, 160, ELB_ARN "listener/%s/%s", strstr(arn, "loadbalancer/") + 13, l->word[2]);
}

/* An element of a list that adds to something, like LoadBalancerAttributes. */
static cJSON *adding_to(struct netscript *s, const char *list, const char *key, const char *id)
{
	cJSON *w;
	cJSON_ArrayForEach(w, list_of(s, list)) if (strcmp(get(w, key), id) == 0) return w;
	w = cJSON_CreateObject();
	str(w, key, id);
	cJSON_AddItemToArray(list_of(s, list), w);
	return w;
}

static void attribute(cJSON *o, const char *key, const char *value)
{
	if (!value)
		return;
	cJSON *a = push(o, "Attributes");
	str(a, "Key", key);
	str(a, "Value", value);
}

static cJSON *list_in(cJSON *o, const char *key)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(o, key);
	return list ? list : cJSON_AddArrayToObject(o, key);
}

static void add_node(struct netscript *s, struct line *l, cJSON *lb, const char *eni_id)
{
	char text[96];
	cJSON *eni = find(s, l, eni_id);
	cJSON *subnet = find(s, l, get(eni, "SubnetId")), *zone = push(lb, "AvailabilityZones");
	const char *arn = get(lb, "LoadBalancerArn");
	snprintf(text, sizeof text, "ELB %s", strstr(arn, "loadbalancer/") + 13);
	cJSON_ReplaceItemInObjectCaseSensitive(eni, "Description", cJSON_CreateString(text));
	str(zone, "SubnetId", get(eni, "SubnetId"));
	str(zone, "ZoneName", get(subnet, "AvailabilityZone"));
	if (!cJSON_GetObjectItemCaseSensitive(lb, "VpcId"))
		str(lb, "VpcId", get(eni, "VpcId"));
	if (strcmp(get(lb, "Type"), "network") == 0)
		cJSON_ReplaceItemInObjectCaseSensitive(eni, "InterfaceType",
						       cJSON_CreateString("network_load_balancer"));
}

/* lb NAME net|app|gwy ENI... [cross=BOOL] [state=CODE] [scheme=S] [groups=GROUP] */
static void do_lb(struct netscript *s, struct line *l)
{
	static const char *const types[][2] = {
		{"net", "network"}, {"app", "application"}, {"gwy", "gateway"}};
	char arn[160], name[160];
	cJSON *lb = cJSON_CreateObject();
	const char *state = option(l, "state"), *scheme = option(l, "scheme");
	snprintf(arn, sizeof arn, ELB_ARN "loadbalancer/%s/%s/0123456789abcdef", l->word[2],
		 l->word[1]);
	str(lb, "LoadBalancerArn", arn);
	str(lb, "LoadBalancerName", l->word[1]);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i][0], l->word[2]) == 0)
			str(lb, "Type", types[i][1]);
	str(lb, "Scheme", scheme ? scheme : "internal");
	if (option(l, "groups"))
		cJSON_AddItemToArray(cJSON_AddArrayToObject(lb, "SecurityGroups"),
				     cJSON_CreateString(option(l, "groups")));
	snprintf(name, sizeof name, "%s-0123456789abcdef.elb.eu-west-1.amazonaws.com", l->word[1]);
	str(lb, "DNSName", name);
	str(cJSON_AddObjectToObject(lb, "State"), "Code", state ? state : "active");
	cJSON_AddItemToArray(list_of(s, "LoadBalancers"), lb);
	for (int i = 3; i < l->words; i++)
		if (!strchr(l->word[i], '='))
			add_node(s, l, lb, l->word[i]);
	cJSON *attributes = adding_to(s, "LoadBalancerAttributes", "LoadBalancerArn", arn);
	list_in(attributes, "Attributes");
	attribute(attributes, "load_balancing.cross_zone.enabled", option(l, "cross"));
	list_in(adding_to(s, "LoadBalancerListeners", "LoadBalancerArn", arn), "Listeners");
	list_of(s, "TargetGroups");
}

/* An action: redirect, fixed-response, or the target groups of the words from `first` on, each with
 * its weight where it is written GROUP*WEIGHT. */
static void add_action(cJSON *o, const char *key, struct line *l, int first)
{
	char arn[160], name[64];
	cJSON *a = push(o, key), *config = NULL;
	if (first < l->words && strchr(l->word[first], '-') == NULL) {
		str(a, "Type",
		    strcmp(l->word[first], "fixed") == 0 ? "fixed-response" : l->word[first]);
		return;
	}
	str(a, "Type", "forward");
	config = cJSON_AddObjectToObject(a, "ForwardConfig");
	for (int i = first; i < l->words; i++) {
		snprintf(name, sizeof name, "%s", l->word[i]);
		char *weight = strchr(name, '*');
		if (weight)
			*weight++ = '\0';
		group_arn(name, arn);
		cJSON *g = push(config, "TargetGroups");
		str(g, "TargetGroupArn", arn);
		if (weight)
			cJSON_AddNumberToObject(g, "Weight", strtod(weight, NULL));
		if (first == l->words - 1)
			str(a, "TargetGroupArn", arn);
	}
}

/* listener LB PORT PROTOCOL redirect|fixed|GROUP[*WEIGHT]... */
static void do_listener(struct netscript *s, struct line *l)
{
	char arn[160];
	const char *lb = get(balancer_of(s, l, l->word[1]), "LoadBalancerArn");
	cJSON *o = push(adding_to(s, "LoadBalancerListeners", "LoadBalancerArn", lb), "Listeners");
	listener_arn(s, l, arn);
	str(o, "ListenerArn", arn);
	str(o, "LoadBalancerArn", lb);
	cJSON_AddNumberToObject(o, "Port", strtod(l->word[2], NULL));
	str(o, "Protocol", l->word[3]);
	add_action(o, "DefaultActions", l, 4);
}

static const struct {
	const char *word, *field, *config, *values;
} conditions[] = {
	{"path", "path-pattern", "PathPatternConfig", "Values"},
	{"host", "host-header", "HostHeaderConfig", "Values"},
	{"method", "http-request-method", "HttpRequestMethodConfig", "Values"},
	{"source", "source-ip", "SourceIpConfig", "Values"},
	{"header", "http-header", "HttpHeaderConfig", "Values"},
	{"query", "query-string", "QueryStringConfig", "Values"},
};

/* KEY=VALUE; of headers and queries the value is NAME:VALUE. */
static bool add_condition(cJSON *rule, const char *word)
{
	const char *value = strchr(word, '=');
	for (size_t i = 0; value && i < sizeof conditions / sizeof *conditions; i++) {
		if (strncmp(word, conditions[i].word, strlen(conditions[i].word)) != 0)
			continue;
		char key[64];
		const char *colon = strchr(++value, ':');
		cJSON *c = push(rule, "Conditions");
		str(c, "Field", conditions[i].field);
		cJSON *config = cJSON_AddObjectToObject(c, conditions[i].config);
		cJSON *values = cJSON_AddArrayToObject(config, conditions[i].values);
		if (strcmp(conditions[i].word, "header") == 0 && colon) {
			snprintf(key, sizeof key, "%.*s", (int)(colon - value), value);
			str(config, "HttpHeaderName", key);
			value = colon + 1;
		} else if (strcmp(conditions[i].word, "query") == 0 && colon) {
			snprintf(key, sizeof key, "%.*s", (int)(colon - value), value);
			cJSON *pair = cJSON_CreateObject();
			str(pair, "Key", key);
			str(pair, "Value", colon + 1);
			cJSON_AddItemToArray(values, pair);
			return true;
		}
		cJSON_AddItemToArray(values, cJSON_CreateString(value));
		return true;
	}
	return false;
}

/* lbrule LB PORT PRIORITY|default [CONDITION=VALUE...] redirect|fixed|GROUP[*WEIGHT]... */
static void do_lbrule(struct netscript *s, struct line *l)
{
	char arn[160], rule[200];
	int at = 4;
	listener_arn(s, l, arn);
	snprintf(rule, sizeof rule, ELB_ARN "listener-rule/%s/%s", strstr(arn, "listener/") + 9,
		 l->word[3]);
	cJSON *o = cJSON_CreateObject();
	str(o, "RuleArn", rule);
	str(o, "Priority", l->word[3]);
	cJSON_AddBoolToObject(o, "IsDefault", strcmp(l->word[3], "default") == 0);
	list_in(o, "Conditions");
	while (at < l->words && add_condition(o, l->word[at]))
		at++;
	add_action(o, "Actions", l, at);
	cJSON_AddItemToArray(list_of(s, "Rules"), o);
}

/* TARGET[=STATE[:PORT]][@ZONE] */
static void add_target(cJSON *health, const char *word, const char *port)
{
	char text[160];
	snprintf(text, sizeof text, "%s", word);
	char *zone = strchr(text, '@');
	if (zone)
		*zone++ = '\0';
	char *state = strchr(text, '=');
	if (state)
		*state++ = '\0';
	char *own = state ? strchr(state, ':') : NULL;
	if (own)
		*own++ = '\0';
	cJSON *d = push(health, "TargetHealthDescriptions");
	cJSON *t = cJSON_AddObjectToObject(d, "Target");
	str(t, "Id", text);
	cJSON_AddNumberToObject(t, "Port", strtod(own ? own : port, NULL));
	if (zone)
		str(t, "AvailabilityZone", zone);
	str(cJSON_AddObjectToObject(d, "TargetHealth"), "State", state ? state : "healthy");
}

static bool is_option(const char *word)
{
	static const char *const keys[] = {"keep=", "cross=", "of=", "family=", "least=", "vpc="};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strncmp(word, keys[i], strlen(keys[i])) == 0)
			return true;
	return false;
}

/* targets GROUP PROTOCOL PORT instance|ip|alb|lambda TARGET[=STATE[:PORT]][@ZONE]... [of=LB]
 * [keep=BOOL] [cross=BOOL] [family=ipv6] [least=COUNT] [vpc=VPC]. A target that is a balancer is
 * named by its name, with "lb:" before it. */
static void do_targets(struct netscript *s, struct line *l)
{
	char arn[160];
	cJSON *o = cJSON_CreateObject();
	const char *of = option(l, "of"), *vpc = option(l, "vpc"), *family = option(l, "family");
	group_arn(l->word[1], arn);
	str(o, "TargetGroupArn", arn);
	str(o, "TargetGroupName", l->word[1]);
	str(o, "Protocol", l->word[2]);
	cJSON_AddNumberToObject(o, "Port", strtod(l->word[3], NULL));
	str(o, "VpcId", vpc ? vpc : "vpc-1");
	str(o, "TargetType", l->word[4]);
	str(o, "IpAddressType", family ? family : "ipv4");
	cJSON *arns = cJSON_AddArrayToObject(o, "LoadBalancerArns");
	if (of)
		cJSON_AddItemToArray(
			arns, cJSON_CreateString(get(balancer_of(s, l, of), "LoadBalancerArn")));
	cJSON_AddItemToArray(list_of(s, "TargetGroups"), o);
	cJSON *attributes = adding_to(s, "TargetGroupAttributes", "TargetGroupArn", arn);
	list_in(attributes, "Attributes");
	attribute(attributes, "preserve_client_ip.enabled", option(l, "keep"));
	attribute(attributes, "load_balancing.cross_zone.enabled", option(l, "cross"));
	attribute(attributes,
		  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
		  option(l, "least"));
	cJSON *health = adding_to(s, "LoadBalancerTargetHealth", "TargetGroupArn", arn);
	list_in(health, "TargetHealthDescriptions");
	for (int i = 5; i < l->words; i++) {
		if (is_option(l->word[i]))
			continue;
		if (strncmp(l->word[i], "lb:", 3) == 0)
			add_target(health,
				   get(balancer_of(s, l, l->word[i] + 3), "LoadBalancerArn"),
				   l->word[3]);
		else
			add_target(health, l->word[i], l->word[3]);
	}
}

/* set ID Path.To.Member VALUE (a word of JSON) */
static void do_set(struct netscript *s, struct line *l)
{
	cJSON *o = find(s, l, l->word[1]), *value = cJSON_Parse(l->word[3]);
	char path[128], *dot;
	snprintf(path, sizeof path, "%s", l->word[2]);
	char *at = path;
	while ((dot = strchr(at, '.'))) {
		*dot = '\0';
		cJSON *next = cJSON_GetObjectItemCaseSensitive(o, at);
		o = next ? next : cJSON_AddObjectToObject(o, at);
		at = dot + 1;
	}
	if (!value)
		value = cJSON_CreateString(l->word[3]);
	cJSON_DeleteItemFromObjectCaseSensitive(o, at);
	cJSON_AddItemToObject(o, at, value);
}

static void do_drop(struct netscript *s, struct line *l)
{
	find(s, l, l->word[1]);
	drop(s, l->word[1]);
}

static void do_forget(struct netscript *s, struct line *l)
{
	cJSON_DeleteItemFromObjectCaseSensitive(s->root, l->word[1]);
}

static void do_json(struct netscript *s, struct line *l)
{
	cJSON *o = cJSON_Parse(l->rest);
	if (!o)
		die(l, "not JSON: %s", l->rest);
	if (strcmp(l->word[1], "VpcBlockPublicAccessOptions") == 0)
		cJSON_AddItemToObject(s->root, l->word[1], o);
	else
		cJSON_AddItemToArray(list_of(s, l->word[1]), o);
}

static void do_ask(struct netscript *s, struct line *l)
{
	if (s->n_asks == sizeof s->asks / sizeof *s->asks || l->words < 5)
		die(l, "ask SOURCE DESTINATION PROTOCOL VERDICT [CODE...], at most 64 a script");
	struct netscript_ask *a = &s->asks[s->n_asks++];
	snprintf(a->source, sizeof a->source, "%s", l->word[1]);
	snprintf(a->destination, sizeof a->destination, "%s", l->word[2]);
	snprintf(a->protocol, sizeof a->protocol, "%s", l->word[3]);
	snprintf(a->verdict, sizeof a->verdict, "%s", l->word[4]);
	for (int i = 5; i < l->words && a->n_codes < 8; i++)
		snprintf(a->codes[a->n_codes++], sizeof *a->codes, "%s", l->word[i]);
	a->line = l->number;
}

static void read_file(struct netscript *s, const char *path);

static void do_include(struct netscript *s, struct line *l)
{
	char path[1024];
	const char *slash = strrchr(l->file, '/');
	snprintf(path, sizeof path, "%.*s/%s", (int)(slash - l->file), l->file, l->word[1]);
	read_file(s, path);
}

static const struct {
	const char *name;
	int least; /* words behind it */
	void (*run)(struct netscript *, struct line *);
} statements[] = {
	{"include", 1, do_include},   {"vpc", 2, do_vpc},           {"subnet", 3, do_subnet},
	{"table", 2, do_table},       {"route", 3, do_route},       {"acl", 2, do_acl},
	{"entry", 6, do_entry},       {"group", 2, do_group},       {"rule", 4, do_rule},
	{"eni", 3, do_eni},           {"instance", 2, do_instance}, {"igw", 2, do_gateway},
	{"eigw", 2, do_gateway},      {"peering", 4, do_peering},   {"list", 2, do_list},
	{"nat", 4, do_nat},           {"set", 3, do_set},           {"drop", 1, do_drop},
	{"forget", 1, do_forget},     {"json", 2, do_json},         {"tgw", 1, do_tgw},
	{"tgwtable", 2, do_tgwtable}, {"attach", 4, do_attach},     {"propagate", 2, do_propagate},
	{"tgwroute", 3, do_tgwroute}, {"ask", 4, do_ask},           {"lb", 3, do_lb},
	{"listener", 4, do_listener}, {"lbrule", 4, do_lbrule},     {"targets", 4, do_targets},
};

/* ---- reading ---- */

static void run(struct netscript *s, struct line *l)
{
	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
		if (strcmp(statements[i].name, l->word[0]) == 0) {
			if (l->words - 1 < statements[i].least)
				die(l, "%s wants %d words", l->word[0], statements[i].least);
			statements[i].run(s, l);
			return;
		}
	die(l, "%s is no statement", l->word[0]);
}

static void run_text(struct netscript *s, struct line *l, char *text)
{
	char *save = NULL, *copy = strdup(text);
	char *comment = strncmp(text, "json", 4) == 0 ? NULL : strchr(text, '#');
	if (comment)
		*comment = '\0';
	l->words = 0;
	for (char *w = strtok_r(text, " \t\n", &save); w && l->words < MAX_WORDS;
	     w = strtok_r(NULL, " \t\n", &save))
		l->word[l->words++] = w;
	l->rest = strchr(copy, '{');
	if (l->words)
		run(s, l);
	free(copy);
}

static void read_file(struct netscript *s, const char *path)
{
	char text[8192] = "", next[4096];
	struct line l = {.file = path};
	FILE *f = fopen(path, "r");
	unsigned number = 0;
	ck_assert_msg(f != NULL, "%s can't be opened", path);
	while (fgets(next, sizeof next, f)) {
		number++;
		if (next[0] != ' ' && next[0] != '\t') {
			run_text(s, &l, text);
			text[0] = '\0';
			l.number = number;
		}
		size_t used = strlen(text);
		snprintf(text + used, sizeof text - used, "%s", next);
	}
	run_text(s, &l, text);
	fclose(f);
}

struct netscript *netscript_read(const char *path)
{
	static const char *const always[] = {"Vpcs",
					     "Subnets",
					     "RouteTables",
					     "NetworkAcls",
					     "SecurityGroups",
					     "NetworkInterfaces",
					     "Reservations",
					     "InternetGateways",
					     "NatGateways",
					     "VpcPeeringConnections",
					     "PrefixLists",
					     "EgressOnlyInternetGateways",
					     "TransitGateways",
					     "TransitGatewayAttachments",
					     "TransitGatewayVpcAttachments",
					     "TransitGatewayRouteTables",
					     "VpnGateways",
					     "VpcEndpoints",
					     "VpcBlockPublicAccessExclusions"};
	struct netscript *s = calloc(1, sizeof *s);
	s->root = cJSON_CreateObject();
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		list_of(s, always[i]);
	read_file(s, path);
	return s;
}

void netscript_free(struct netscript *s)
{
	cJSON_Delete(s->root);
	free(s);
}
