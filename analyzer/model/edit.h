/*
 * edit.h - what if: changes to a copy of a network, asked about and taken back.
 *
 * Question: would it help? A fix is a list of edits beside its commands; they are applied to a copy
 * of the network as AWS would apply the commands, the flow is asked again there, and they are taken
 * back for the next one.
 *
 *	struct whatif *w = whatif_new(net);
 *	if (whatif_apply(w, edits, n))
 *		ask whatif_net(w), with net_counterpart() of each object of the question;
 *	whatif_undo(w);
 *	whatif_free(w);
 *
 * Invariants: the original is never written to. An edit names objects of the original. What AWS
 * would refuse (a rule number that is taken, a second route for a destination, a peering connection
 * between VPCs that overlap) is refused here. After whatif_undo() the copy says what it said
 * before.
 *
 * Objects that commands make have no id yet: here they have the placeholder that the commands show.
 */
#ifndef MODEL_EDIT_H
#define MODEL_EDIT_H

#include "model/net.h"

#define EDIT_NEW_GATEWAY_ID  "IGW_ID"
#define EDIT_NEW_PEERING_ID  "PCX_ID"
#define EDIT_NEW_ENDPOINT_ID "ENDPOINT_ID"

enum edit_kind {
#define EDIT(SYMBOL, function) EDIT_##SYMBOL,
#include "model/edits.def"
#undef EDIT
	EDIT_KIND_COUNT
};

struct edit {
	enum edit_kind kind;
	const struct object *on, *target;
	const char *target_id; /* of an object that an earlier edit makes */
	struct cidr prefix;
	struct ip address;
	bool egress;
	bool hide_clients;
	struct ip_permission permission;
	struct network_acl_entry entry;
};

struct whatif;

struct whatif *whatif_new(const struct net *);
void whatif_free(struct whatif *);
const struct net *whatif_net(const struct whatif *);

/* False: AWS would refuse one of them, or it names what is not there. Undo it in any case. */
bool whatif_apply(struct whatif *, const struct edit *, size_t count);
void whatif_undo(struct whatif *);

/* The objects whose rules, entries or routes differ since the last undo (before: none). */
const struct object *const *whatif_touched(const struct whatif *, size_t *count);

#endif
