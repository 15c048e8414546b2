/* refusal.c - calls that were not answered: which kind the snapshot lacks for it, and what would
 * bring it. */
#include "base/str.h"
#include "load/loader.h"

#include <stdlib.h>

/* Calls that add to the objects of another one, or fill its list beside it. */
static const struct {
	const char *operation;
	enum kind kind;
} helpers[] = {
	{"DescribePrefixLists", KIND_PREFIX_LIST},
	{"GetManagedPrefixListEntries", KIND_PREFIX_LIST},
	{"SearchTransitGatewayRoutes", KIND_TGW_ROUTE_TABLE},
	{"GetTransitGatewayRouteTableAssociations", KIND_TGW_ROUTE_TABLE},
	{"GetTransitGatewayRouteTablePropagations", KIND_TGW_ROUTE_TABLE},
	{"GetTransitGatewayPrefixListReferences", KIND_TGW_ROUTE_TABLE},
	{"DescribeListeners", KIND_LOAD_BALANCER},
	{"DescribeLoadBalancerAttributes", KIND_LOAD_BALANCER},
	{"DescribeTargetGroupAttributes", KIND_TARGET_GROUP},
	{"DescribeTargetHealth", KIND_TARGET_GROUP},
	{"DescribeVpcBlockPublicAccessOptions", KIND_BPA_EXCLUSION},
};

static enum kind kind_helped(const char *operation)
{
	for (size_t i = 0; i < COUNT_OF(helpers); i++)
		if (str_eq(helpers[i].operation, operation))
			return helpers[i].kind;
	return KIND_COUNT;
}

static const char *what_happened(const char *status)
{
	static const char *const words[][2] = {{"denied", "was refused"},
					       {"throttled", "was throttled"},
					       {"unsupported", "is not known there"},
					       {"skipped", "was not asked"}};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(words[i][0], status))
			return words[i][1];
	return "failed";
}

static const char *sentence(struct arena *a, const struct call_outcome *call, const char *action,
			    const struct element_origin *o)
{
	struct buf text = BUF_INIT;
	buf_puts(&text, action);
	if (!str_empty(call->resource))
		buf_printf(&text, " for %s", call->resource);
	buf_printf(&text, " %s", what_happened(call->status));
	if (!str_empty(o->account))
		buf_printf(&text, " (account %s%s%s)", o->account, o->region ? ", " : "",
			   o->region ? o->region : "");
	if (!str_empty(call->code))
		buf_printf(&text, ": %s", call->code);
	if (!str_empty(call->message))
		buf_printf(&text, ": %s", call->message);
	const char *copy = arena_strdup(a, buf_str(&text));
	buf_free(&text);
	return copy;
}

void part_refused(struct part *p, const struct call_outcome *call, const struct element_origin *o)
{
	struct arena *a = p->desk->arena;
	const char *service = str_empty(call->service) ? "ec2" : call->service;
	bool balancers = str_eq(service, "elasticloadbalancing"); /* elbv2 to the aws command */
	enum kind kind = kind_of_call(balancers ? "elbv2" : service, call->operation);
	if (kind < KIND_COUNT)
		part_source(p, o)->refused[kind] = true;
	else
		kind = kind_helped(call->operation);
	if (kind == KIND_COUNT)
		return; /* nothing hangs on it */
	const char *action = arena_printf(
		a, "%s:%s", str_eq(service, "elbv2") ? "elasticloadbalancing" : service,
		call->operation);
	struct refusal r = {.kind = kind,
			    .action = action,
			    .text = sentence(a, call, action, o),
			    .denied = str_eq(call->status, "denied"),
			    .unsupported = str_eq(call->status, "unsupported")};
	if (!str_empty(o->account))
		r.account = arena_strdup(a, o->account);
	if (!str_empty(o->region))
		r.region = arena_strdup(a, o->region);
	vec_push(&p->refusals, r);
}

static int by_refusal(const void *a, const void *b)
{
	const struct refusal *x = a, *y = b;
	int order = str_cmp(x->account, y->account);
	if (!order)
		order = str_cmp(x->region, y->region);
	if (!order)
		order = (x->kind > y->kind) - (x->kind < y->kind);
	return order ? order : str_cmp(x->text, y->text);
}

void refusals_finish(struct loader *l)
{
	struct net *net = l->net;
	if (l->refusals.len)
		qsort(l->refusals.items, l->refusals.len, sizeof *l->refusals.items, by_refusal);
	net->refusals.items = vec_move(&l->refusals, &net->arena);
	net->refusals.len = l->refusals.len;
	vec_free(&l->refusals);
}
