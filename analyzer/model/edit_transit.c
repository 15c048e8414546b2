/* edit_transit.c - transit gateways: the routes of their tables, and their attachments.
 */
#include "base/str.h"
#include "model/whatif.h"

static size_t static_tgw_route(const struct tgw_route_table *t, struct cidr c)
{
	size_t i = 0;
	while (i < t->routes.len &&
	       (t->routes.items[i].from_prefix_list || !str_eq(t->routes.items[i].type, "static") ||
		!cidr_equal(t->routes.items[i].destination, c)))
		i++;
	return i;
}

static bool put_tgw_route(struct whatif *w, const struct edit *e, bool replace)
{
	MINE(tgw_route_table, TGW_ROUTE_TABLE, e->on);
	MINE(tgw_attachment, TGW_ATTACHMENT, e->target);
	if (!tgw_route_table || !tgw_attachment)
		return false;
	size_t at = static_tgw_route(tgw_route_table, e->prefix);
	if ((at < tgw_route_table->routes.len) != replace)
		return false;
	struct tgw_route r = {.destination = e->prefix, .type = "static", .state = "active"};
	r.attachments.items = arena_array(&w->arena, struct tgw_route_attachment, 1);
	r.attachments.len = 1;
	r.attachments.items[0] =
		(struct tgw_route_attachment){.attachment_id = tgw_attachment->o.id,
					      .resource_id = tgw_attachment->resource_id,
					      .resource_type = tgw_attachment->resource_type,
					      .attachment = tgw_attachment,
					      .vpc_attachment = tgw_attachment->vpc_attachment};
	if (replace)
		SET(w, tgw_route_table->routes.items[at], r);
	else
		*(struct tgw_route *)APPEND(w, tgw_route_table->routes) = r;
	whatif_touch(w, &tgw_route_table->o);
	return true;
}

bool edit_add_tgw_route(struct whatif *w, const struct edit *e)
{
	return put_tgw_route(w, e, false);
}

bool edit_replace_tgw_route(struct whatif *w, const struct edit *e)
{
	return put_tgw_route(w, e, true);
}

bool edit_accept_attachment(struct whatif *w, const struct edit *e)
{
	MINE(tgw_vpc_attachment, TGW_VPC_ATTACHMENT, e->on);
	if (!tgw_vpc_attachment || !str_eq(tgw_vpc_attachment->state, "pendingAcceptance"))
		return false;
	SET(w, tgw_vpc_attachment->state, "available");
	struct tgw_attachment *a = (void *)whatif_mine(
		w, tgw_vpc_attachment->attachment ? &tgw_vpc_attachment->attachment->o : NULL,
		KIND_TGW_ATTACHMENT);
	if (a)
		SET(w, a->state, "available");
	return true;
}

/* One subnet a zone. */
bool edit_add_attachment_subnet(struct whatif *w, const struct edit *e)
{
	MINE(tgw_vpc_attachment, TGW_VPC_ATTACHMENT, e->on);
	MINE(subnet, SUBNET, e->target);
	if (!tgw_vpc_attachment || !subnet || subnet->vpc != tgw_vpc_attachment->vpc)
		return false;
	for (size_t i = 0; i < tgw_vpc_attachment->subnets.len; i++)
		if (str_eq(tgw_vpc_attachment->subnets.items[i]->availability_zone,
			   subnet->availability_zone))
			return false;
	ADD_POINTER(w, tgw_vpc_attachment->subnets, subnet);
	ADD_POINTER(w, tgw_vpc_attachment->subnet_ids, subnet->o.id);
	return true;
}

bool edit_associate_attachment(struct whatif *w, const struct edit *e)
{
	MINE(tgw_attachment, TGW_ATTACHMENT, e->on);
	MINE(tgw_route_table, TGW_ROUTE_TABLE, e->target);
	if (!tgw_attachment || !tgw_route_table || tgw_attachment->route_table)
		return false;
	SET(w, tgw_attachment->route_table, tgw_route_table);
	return true;
}
