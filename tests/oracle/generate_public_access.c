/*
 * generate_public_access.c - VPC Block Public Access (R65): the Region's mode, exclusions, and what VPCs
 * and subnets show of it.
 *
 * All is planned first, so that what is shown agrees with the mode and the exclusions; a network may
 * show all of it, a part, or none.
 */
#include "oracle/world.h"

enum { OFF, BIDIRECTIONAL, INGRESS, MODES };
static const char *const modes[] = {"off", "block-bidirectional", "block-ingress"};

static void plan_exclusion(struct world *w, struct exclusion *x, unsigned percent)
{
	static const char *const states[] = {"create-in-progress", "delete-complete",
					     "disable-complete", "update-complete"};
	if (!may(w, FEATURE_BPA, percent))
		return;
	x->mode = rng_percent(w->r, 60) ? "allow-bidirectional" : "allow-egress";
	x->state = fine(w, 25) ? "create-complete" : states[pick(w, 4)];
}

void plan_public_access(struct world *w)
{
	for (unsigned s = 0; s < SCOPES; s++) {
		w->block_mode[s] = w->features & FEATURE_BPA ? pick(w, MODES) : OFF;
		w->block_mode_told[s] = may(w, FEATURE_BPA, 90);
		if ((w->features & FEATURE_BPA) && may(w, FEATURE_MISSING, 15))
			w->dropped[s][EXCLUSIONS] = true;
	}
	for (unsigned n = 0; n < w->n_vpcs; n++) {
		struct vpc *v = &w->vpcs[n];
		plan_exclusion(w, &v->excluded, 40);
		v->shows_block = may(w, FEATURE_BPA, 40);
		for (unsigned s = 0; s < v->n_subnets; s++) {
			plan_exclusion(w, &v->subnet_excluded[s], 25);
			v->subnet_shows_block[s] = v->shows_block && rng_percent(w->r, 70);
		}
	}
}

/* ---- what is shown ---- */

static bool holds(const struct exclusion *x)
{
	return x->mode &&
	       (str_eq(x->state, "create-complete") || str_eq(x->state, "update-complete"));
}

/* What lets out alone is no mode that could be shown. */
static const char *shown(const struct world *w, const struct vpc *v, const struct exclusion *x)
{
	const char *mode = modes[w->block_mode[v->scope]];

	if (!holds(x))
		x = &v->excluded;
	if (!holds(x) || str_eq(mode, "off"))
		return mode;
	return str_eq(x->mode, "allow-egress") ? NULL : "off";
}

static void put_shown(const char *mode, char out[96])
{
	*out = '\0';
	if (mode)
		snprintf(out, 96,
			 ",\"BlockPublicAccessStates\":{\"InternetGatewayBlockMode\":\"%s\"}",
			 mode);
}

void put_block_of_vpc(const struct world *w, const struct vpc *v, char out[96])
{
	put_shown(v->shows_block ? shown(w, v, &v->excluded) : NULL, out);
}

void put_block_of_subnet(const struct world *w, const struct vpc *v, unsigned subnet, char out[96])
{
	put_shown(v->subnet_shows_block[subnet] ? shown(w, v, &v->subnet_excluded[subnet]) : NULL,
		  out);
}

/* ---- what is set ---- */

void block_public_access(struct world *w, unsigned scope, struct buf *b)
{
	if (w->block_mode_told[scope])
		buf_printf(b,
			   ",\n \"VpcBlockPublicAccessOptions\":{\"InternetGatewayBlockMode\":"
			   "\"%s\",\"State\":\"update-complete\"}",
			   modes[w->block_mode[scope]]);
}

static void exclusion(struct world *w, unsigned vpc, const struct exclusion *x, const char *kind,
		      const char *id, unsigned n)
{
	const struct vpc *v = &w->vpcs[vpc];

	if (x->mode)
		emit(w, v->scope, EXCLUSIONS,
		     "{\"ExclusionId\":\"vpcbpa-exclude-%u%u\",\"InternetGatewayExclusionMode\":"
		     "\"%s\",\"ResourceArn\":\"arn:aws:ec2:%s:%s:%s/%s\",\"State\":\"%s\"}",
		     vpc + 1, n, x->mode, regions[v->region], accounts[v->account], kind, id,
		     x->state);
}

void exclusions(struct world *w, unsigned vpc)
{
	const struct vpc *v = &w->vpcs[vpc];
	char id[24];

	snprintf(id, sizeof id, "vpc-%u", vpc + 1);
	exclusion(w, vpc, &v->excluded, "vpc", id, 0);
	for (unsigned s = 0; s < v->n_subnets; s++) {
		snprintf(id, sizeof id, "subnet-%u%u", vpc + 1, s + 1);
		exclusion(w, vpc, &v->subnet_excluded[s], "subnet", id, s + 1);
	}
}
