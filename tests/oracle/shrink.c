/* shrink.c - what is not needed for a disagreement is taken out of its network. */
#include "oracle/shrink.h"

#include <cjson/cJSON.h>
#include <string.h>

/* Does this network, too, divide the two on that packet, and in the same way? */
static bool disputes(const char *bytes, size_t len, struct dispute *d)
{
	struct net *net = network_load(bytes, len);
	struct ask ask = {.protocol = d->packet >> 16, .value = d->packet & 0xffff};
	bool still = false;

	if (!net)
		return false;
	if (question_find(net, &d->question, &ask)) {
		struct reach *reach = reach_new(net);
		struct arena arena = ARENA_INIT;
		struct answer answer;
		engine_answer(reach, &arena, &ask, d->question.span, &answer);
		struct judgement j = oracle_judge(net, &ask);
		const char *engine = engine_says(&answer, d->packet);
		still = judges_match(&j, engine) == DISAGREE && str_eq(engine, d->engine) &&
			j.ruling == d->judgement.ruling && str_eq(j.why, d->judgement.why);
		arena_free(&arena);
		reach_free(reach);
	}
	net_free(net);
	return still;
}

static bool tree_disputes(const cJSON *root, struct dispute *d)
{
	char *text = cJSON_PrintUnformatted(root);
	bool still = disputes(text, strlen(text), d);

	cJSON_free(text);
	return still;
}

/* A network that contradicts itself says nothing: an interface keeps its addresses, a VPC its
 * blocks, a balancer its zones. */
static bool holds_addresses(const cJSON *array)
{
	return str_ends(array->string, "AssociationSet") || str_ends(array->string, "Addresses") ||
	       str_ends(array->string, "CidrBlockSet") || str_eq(array->string, "Groups") ||
	       str_eq(array->string, "AvailabilityZones");
}

/* Take out every element of every array below, deepest last, that is not needed. */
static bool shrink(cJSON *root, cJSON *node, struct dispute *d)
{
	bool smaller = false;

	if (cJSON_IsArray(node) && !holds_addresses(node)) {
		for (int i = cJSON_GetArraySize(node) - 1; i >= 0; i--) {
			cJSON *gone = cJSON_DetachItemFromArray(node, i);
			if (tree_disputes(root, d)) {
				cJSON_Delete(gone);
				smaller = true;
			} else {
				if (!cJSON_InsertItemInArray(node, i, gone))
					cJSON_AddItemToArray(node, gone);
			}
		}
	}
	for (cJSON *child = node->child; child; child = child->next)
		if (cJSON_IsArray(child) || cJSON_IsObject(child))
			smaller |= shrink(root, child, d);
	return smaller;
}

char *dispute_shrink(struct dispute *d, const char *bytes, size_t len)
{
	cJSON *root = cJSON_ParseWithLength(bytes, len);
	char *least = NULL;

	while (root && shrink(root, root, d))
		;
	if (root)
		least = cJSON_Print(root);
	cJSON_Delete(root);
	return least;
}
