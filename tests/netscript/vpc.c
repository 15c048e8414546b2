/* vpc.c - VPCs, and what lies in them and between two of them. */
#include "netscript/parts.h"

void do_vpc(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
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

void do_subnet(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
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

void do_table(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
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

void do_route(struct netscript *s, struct line *l)
{
	cJSON *r = push(netscript_find(s, l, l->word[1]), "Routes");
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

void do_acl(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
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

void do_entry(struct netscript *s, struct line *l)
{
	cJSON *e = push(netscript_find(s, l, l->word[1]), "Entries");
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

void do_group(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
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

void do_rule(struct netscript *s, struct line *l)
{
	bool in = strcmp(l->word[2], "in") == 0;
	cJSON *p = push(netscript_find(s, l, l->word[1]),
			in ? "IpPermissions" : "IpPermissionsEgress");
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

void do_eni(struct netscript *s, struct line *l)
{
	char groups[128], *save = NULL;
	cJSON *o = netscript_make(s, l, l->word[1]);
	const char *status = option(l, "status"), *type = option(l, "type");
	str(o, "SubnetId", l->word[2]);
	str(o, "VpcId", get(netscript_find(s, l, l->word[2]), "VpcId"));
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

void do_instance(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
	int index = 0;
	str(cJSON_AddObjectToObject(o, "State"), "Name", l->word[2]);
	if (option(l, "platform"))
		str(o, "Platform", option(l, "platform"));
	for (int i = 3; i < l->words; i++) {
		if (strchr(l->word[i], '='))
			continue;
		cJSON *eni = netscript_find(s, l, l->word[i]);
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

void do_gateway(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
	str(o, "OwnerId", "111111111111");
	cJSON_AddArrayToObject(o, "Attachments");
	if (strcmp(l->word[2], "-") == 0)
		return;
	cJSON *a = push(o, "Attachments");
	str(a, "VpcId", l->word[2]);
	str(a, "State", l->words > 3 ? l->word[3] : "available");
}

void do_peering(struct netscript *s, struct line *l)
{
	char regions[64] = "eu-west-1,eu-west-1";
	cJSON *o = netscript_make(s, l, l->word[1]);
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

void do_list(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
	str(o, "PrefixListName", l->word[2]);
	str(o, "AddressFamily", l->words > 3 && is_v6(l->word[3]) ? "IPv6" : "IPv4");
	if (has(l, "unknown"))
		return;
	cJSON *wrapper = cJSON_CreateObject();
	str(wrapper, "PrefixListId", l->word[1]);
	cJSON_AddArrayToObject(wrapper, "Entries");
	for (int i = 3; i < l->words; i++)
		str(push(wrapper, "Entries"), "Cidr", l->word[i]);
	cJSON_AddItemToArray(netscript_list(s, "PrefixListEntries"), wrapper);
}

void do_nat(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
	bool private_nat = strcmp(l->word[4], "private") == 0;
	char eni[64], description[96];
	snprintf(eni, sizeof eni, "eni-%s", l->word[1]);
	snprintf(description, sizeof description, "Interface for NAT Gateway %s", l->word[1]);
	str(o, "SubnetId", l->word[2]);
	str(o, "VpcId", get(netscript_find(s, l, l->word[2]), "VpcId"));
	str(o, "State", l->words > 5 ? l->word[5] : "available");
	str(o, "ConnectivityType", private_nat ? "private" : "public");
	cJSON *a = push(o, "NatGatewayAddresses");
	str(a, "NetworkInterfaceId", eni);
	str(a, "PrivateIp", l->word[3]);
	if (!private_nat)
		str(a, "PublicIp", l->word[4]);
	cJSON *n = netscript_make(s, l, eni);
	str(n, "SubnetId", l->word[2]);
	str(n, "VpcId", get(o, "VpcId"));
	str(n, "OwnerId", "111111111111");
	str(n, "Status", "in-use");
	str(n, "InterfaceType", "nat_gateway");
	str(n, "Description", description);
	cJSON_AddBoolToObject(n, "SourceDestCheck", false);
	add_address(n, l->word[3], private_nat ? NULL : l->word[4]);
}
