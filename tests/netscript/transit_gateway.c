/* transit_gateway.c - transit gateways, their tables and attachments. */
#include "netscript/parts.h"

/* [references], [references=unsaid]: as clients older than it show it, not at all */
static void say_references(cJSON *options, struct line *l)
{
	if (!option(l, "references"))
		str(options, "SecurityGroupReferencingSupport",
		    has(l, "references") ? "enable" : "disable");
}

void do_tgw(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
	str(o, "State", "available");
	str(o, "OwnerId", "111111111111");
	cJSON *options = cJSON_AddObjectToObject(o, "Options");
	str(options, "Ipv6Support", has(l, "ipv6") ? "enable" : "disable");
	say_references(options, l);
}

void do_tgwtable(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]), *p = cJSON_CreateObject(),
	      *r = cJSON_CreateObject();
	str(o, "TransitGatewayId", l->word[2]);
	str(o, "State", "available");
	str(p, "TransitGatewayRouteTableId", l->word[1]);
	cJSON_AddArrayToObject(p, "TransitGatewayRouteTablePropagations");
	cJSON_AddItemToArray(netscript_list(s, "TransitGatewayPropagations"), p);
	str(r, "TransitGatewayRouteTableId", l->word[1]);
	cJSON_AddArrayToObject(r, "Routes");
	cJSON_AddItemToArray(netscript_list(s, "TransitGatewayStaticRoutes"), r);
}

/* attach ID TGW VPC|TYPE TABLE|- SUBNET... [state=S] [appliance|appliance=unsaid] [references|references=unsaid] [peer=TGW] */
void do_attach(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_make(s, l, l->word[1]);
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
	cJSON *all = netscript_list(s, "TransitGatewayVpcAttachments");
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
	if (!option(l, "appliance"))
		str(options, "ApplianceModeSupport", has(l, "appliance") ? "enable" : "disable");
	str(options, "Ipv6Support", has(l, "ipv6") ? "enable" : "disable");
	say_references(options, l);
	for (int i = 5; i < l->words; i++)
		if (strncmp(l->word[i], "subnet-", 7) == 0)
			cJSON_AddItemToArray(subnets, cJSON_CreateString(l->word[i]));
	cJSON_AddItemToArray(netscript_list(s, "TransitGatewayVpcAttachments"), v);
}

static cJSON *wrapper_of(struct netscript *s, struct line *l, const char *list, const char *table)
{
	cJSON *w;
	cJSON_ArrayForEach(w,
			   netscript_list(s, list)) if (strcmp(get(w, "TransitGatewayRouteTableId"),
							       table) == 0) return w;
	die(l, "%s was not made before", table);
	return NULL;
}

void do_propagate(struct netscript *s, struct line *l)
{
	cJSON *w = wrapper_of(s, l, "TransitGatewayPropagations", l->word[1]);
	cJSON *a = netscript_find(s, l, l->word[2]),
	      *p = push(w, "TransitGatewayRouteTablePropagations");
	str(p, "TransitGatewayAttachmentId", l->word[2]);
	str(p, "ResourceId", get(a, "ResourceId"));
	str(p, "ResourceType", get(a, "ResourceType"));
	str(p, "State", "enabled");
}

void do_tgwroute(struct netscript *s, struct line *l)
{
	cJSON *r = push(wrapper_of(s, l, "TransitGatewayStaticRoutes", l->word[1]), "Routes");
	bool blackhole = strcmp(l->word[3], "blackhole") == 0;
	str(r, "DestinationCidrBlock", l->word[2]);
	str(r, "Type", "static");
	str(r, "State", blackhole ? "blackhole" : "active");
	if (blackhole)
		return;
	cJSON *to = netscript_find(s, l, l->word[3]), *a = push(r, "TransitGatewayAttachments");
	str(a, "TransitGatewayAttachmentId", l->word[3]);
	str(a, "ResourceId", get(to, "ResourceId"));
	str(a, "ResourceType", get(to, "ResourceType"));
}
