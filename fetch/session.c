#include "fetch/session.h"
#include "base/json.h"
#include "base/map.h"
#include "fetch/json_text.h"
#include "fetch/outcome.h"
#include "fetch/request.h"
#include "fetch/xml_json.h"

#include <string.h>

/* ---- who are we ---- */

#define LEAF(name)                                                                                 \
	{                                                                                          \
		name, name, XML_STRING, false, false, 0, NULL                                      \
	}
static const struct xml_shape identity_members[] = {LEAF("UserId"), LEAF("Account"), LEAF("Arn")};
static const struct xml_shape identity_shape = {"",    "", XML_STRUCTURE,   false,
						false, 3,  identity_members};

/* The answer is about the credentials, or there is none worth the name. */
static bool is_about_credentials(const struct answer *a)
{
	return a->kind == ANSWER_DENIED || a->kind == ANSWER_REFUSED || a->kind == ANSWER_EXPIRED ||
	       a->kind == ANSWER_CLOCK;
}

static enum vck_status identity_refused(const struct session *s, const struct request *r,
					const struct answer *a, struct vck_error *err)
{
	const char *why = answer_hint(a);
	if (!is_about_credentials(a))
		return vck_fail(
			err, VCK_E_AWS, NULL,
			"AWS can't be asked whose the credentials from %s are, at %s: %s%s%s",
			s->credentials.source, r->endpoint.host, a->code, *a->message ? ": " : "",
			a->message);
	return vck_fail(err, VCK_E_AWS, NULL,
			"AWS does not take the credentials from %s: %s%s%s%s%s%s",
			s->credentials.source, a->code, *a->message ? ": " : "", a->message,
			why ? " (" : "", why ? why : "", why ? ")" : "");
}

static enum vck_status read_identity(struct session *s, const struct exchange *x,
				     struct vck_error *err)
{
	cJSON *json;
	enum vck_status st = xml_json(&(struct xml_body){.name = "sts GetCallerIdentity",
							 .bytes = buf_str(&x->answer),
							 .len = x->answer.len,
							 .root = "GetCallerIdentityResponse",
							 .wrapper = "GetCallerIdentityResult",
							 .shape = &identity_shape},
				      &json, err);
	if (st) {
		if (err)
			err->status = VCK_E_AWS;
		return VCK_E_AWS;
	}
	const char *account = json_string(json, "Account"), *arn = json_string(json, "Arn");
	if (str_empty(account) || strspn(account, "0123456789") != strlen(account))
		st = vck_fail(err, VCK_E_AWS, NULL, "sts GetCallerIdentity named no account");
	s->account = arena_strdup(&s->client->arena, account ? account : "");
	s->arn = arena_strdup(&s->client->arena, arn ? arn : "");
	cJSON_Delete(json);
	return st;
}

static enum vck_status ask_identity(struct session *s, struct vck_error *err)
{
	struct request r = {.credentials = &s->credentials};
	struct answer answer;
	enum vck_status st = endpoint_resolve(s->client, SERVICE_STS, s->region, &r.endpoint, err);
	if (st)
		return st;
	request_query(&r, SERVICE_STS, "GetCallerIdentity");
	st = request_ask(s->client, &r, &answer, err);
	if (!st && answer.kind != ANSWER_OK)
		st = identity_refused(s, &r, &answer, err);
	if (!st)
		st = read_identity(s, &r.exchange, err);
	request_free(&r);
	return st;
}

static enum vck_status check_account(const struct session *s, struct vck_error *err)
{
	const char *expected = s->client->shared->options->expect_account;
	if (str_empty(expected) || strcmp(expected, s->account) == 0)
		return VCK_OK;
	return vck_fail(err, VCK_E_AWS, NULL,
			"the credentials from %s belong to account %s, not to %s as expected",
			s->credentials.source, s->account, expected);
}

/* ---- credentials ---- */

#define RENEW_AGAIN_S 60

static enum vck_status own_credentials(struct profile *p, struct vck_error *err)
{
	struct credentials found = {0};
	if (p->own.access_key && !creds_stale(&p->own, shared_aws_now_s(p->client.shared)))
		return VCK_OK;
	enum vck_status st = creds_find(&p->client, &found, err);
	if (!st)
		p->own = found; /* requests in the air still hold the old strings */
	return st;
}

static enum vck_status find_credentials(struct session *s, struct credentials *out,
					struct vck_error *err)
{
	enum vck_status st = own_credentials(s->profile, err);
	if (st)
		return st;
	if (!s->role) {
		*out = s->profile->own;
		return VCK_OK;
	}
	struct creds_role role = {.arn = s->role,
				  .external_id = s->client->shared->options->external_id};
	return creds_assume(s->client, &s->profile->own, &role, out, err);
}

static bool same_credentials(const struct credentials *x, const struct credentials *y)
{
	return str_eq(x->access_key, y->access_key) && x->expires_s == y->expires_s &&
	       str_cmp(x->token, y->token) == 0;
}

/* A source that gives what is about to expire is not asked for each request; but it is once that
 * has expired, for then it may well have others. */
static int64_t again_at(const struct credentials *k, int64_t now)
{
	int64_t at = now + RENEW_AGAIN_S;
	return k->expires_s > now && k->expires_s < at ? k->expires_s : at;
}

enum vck_status session_renew(struct session *s, struct vck_error *err)
{
	struct credentials fresh = {0};
	int64_t now = shared_aws_now_s(s->client->shared);
	if (s->lost)
		return vck_fail(err, VCK_E_AWS, NULL, "that was tried before");
	if (now < s->again_s)
		return vck_fail(err, VCK_E_AWS, NULL, "there are no newer ones");
	if (!s->role && same_credentials(&s->profile->own, &s->credentials))
		memset(&s->profile->own, 0, sizeof s->profile->own);
	enum vck_status st = find_credentials(s, &fresh, err);
	s->lost = st != VCK_OK;
	if (!st && creds_stale(&fresh, now))
		s->again_s = again_at(&fresh, now);
	if (!st && same_credentials(&fresh, &s->credentials))
		st = vck_fail(err, VCK_E_AWS, NULL, "%s has no newer ones", fresh.source);
	if (fresh.access_key)
		s->credentials = fresh; /* requests in the air still hold the old strings */
	return st;
}

/* ---- Regions ---- */

static const struct xml_shape region_members[] = {
	{"regionName", "RegionName", XML_STRING, false, false, 0, NULL}};
static const struct xml_shape region_entry[] = {
	{"item", "", XML_STRUCTURE, false, false, 1, region_members}};
static const struct xml_shape region_list[] = {
	{"regionInfo", "Regions", XML_LIST, false, false, 1, region_entry}};
static const struct xml_shape regions_shape = {"", "", XML_STRUCTURE, false, false, 1, region_list};

/* The first Region by the aws command's order; instance metadata is the last resort. */
static enum vck_status first_region(struct client *c, const char **out, struct vck_error *err)
{
	const char *list = c->shared->options->regions;
	struct buf zone = BUF_INIT, why = BUF_INIT;
	*out = c->region;
	if (!*out &&
	    imds_get(c, "/latest/meta-data/placement/availability-zone", &zone, &why, NULL) &&
	    zone.len > 1)
		*out = arena_strndup(&c->arena, buf_str(&zone), zone.len - 1);
	buf_free(&zone);
	buf_free(&why);
	if (!*out && list)
		*out = "us-east-1"; /* "all" has to begin somewhere */
	if (!*out)
		return vck_fail(
			err, VCK_E_CONFIG, NULL,
			"You must specify a region: --region, AWS_REGION, or region in profile %s",
			c->profile);
	if (!region_is_valid(*out))
		return vck_fail(err, VCK_E_USAGE, NULL, "\"%s\" is no Region", *out);
	if (!c->region)
		c->region = *out;
	return VCK_OK;
}

static enum vck_status add_scope(struct sessions *all, struct session *s, const char *region,
				 struct vck_error *err)
{
	if (!region_is_valid(region))
		return vck_fail(err, VCK_E_USAGE, NULL, "\"%s\" is no Region", region);
	for (size_t i = 0; i < all->scopes.len; i++)
		if (strcmp(all->scopes.items[i]->region, region) == 0 &&
		    strcmp(all->scopes.items[i]->session->account, s->account) == 0)
			return VCK_OK; /* two profiles lead to the same place */
	struct scope *scope = arena_new(&all->arena, struct scope);
	scope->session = s;
	scope->region = arena_strdup(&all->arena, region);
	enum vck_status st = endpoint_resolve(s->client, SERVICE_EC2, scope->region,
					      &scope->endpoints[SERVICE_EC2], err);
	if (!st)
		st = endpoint_resolve(s->client, SERVICE_ELBV2, scope->region,
				      &scope->endpoints[SERVICE_ELBV2], err);
	if (!st)
		vec_push(&all->scopes, scope);
	return st;
}

/* What could not be asked and is not asked again. */
static void add_lost(struct sessions *all, const struct vck_fetch_call *lost)
{
	struct vck_fetch_call copy = *lost;
	copy.list_key = "";
	copy.code = arena_strdup(&all->arena, lost->code);
	copy.message = arena_strdup(&all->arena, lost->message);
	vec_push(&all->lost, copy);
}

static enum vck_status add_answered(struct sessions *all, struct session *s,
				    const struct exchange *x, struct vck_error *err)
{
	cJSON *json;
	const cJSON *region;
	enum vck_status st = xml_json(&(struct xml_body){.name = "ec2 DescribeRegions",
							 .bytes = buf_str(&x->answer),
							 .len = x->answer.len,
							 .root = "DescribeRegionsResponse",
							 .shape = &regions_shape},
				      &json, err);
	if (st)
		return st;
	cJSON_ArrayForEach(region,
			   json_get(json, "Regions")) if (!st && json_string(region, "RegionName"))
		st = add_scope(all, s, json_string(region, "RegionName"), err);
	cJSON_Delete(json);
	return st;
}

/* Those that are enabled; where the question is refused, the one that is known. */
static enum vck_status add_all_regions(struct sessions *all, struct session *s,
				       struct vck_error *err)
{
	struct request r = {.credentials = &s->credentials};
	struct answer answer;
	enum vck_status st = endpoint_resolve(s->client, SERVICE_EC2, s->region, &r.endpoint, err);
	if (st)
		return st;
	request_query(&r, SERVICE_EC2, "DescribeRegions");
	st = request_ask(s->client, &r, &answer, err);
	if (!st && answer.kind == ANSWER_OK)
		st = add_answered(all, s, &r.exchange, err);
	else if (!st) {
		shared_say(s->client->shared, VCK_FETCH_ERROR,
			   "account %s: ec2 DescribeRegions is refused (%s), so of \"all\" Regions "
			   "only %s is "
			   "fetched",
			   s->account, answer.code, s->region);
		add_lost(all, &(struct vck_fetch_call){.account = s->account,
						       .region = s->region,
						       .service = "ec2",
						       .operation = "DescribeRegions",
						       .outcome = outcome_of(&answer),
						       .http = answer.http,
						       .code = answer.code,
						       .message = answer.message});
		st = add_scope(all, s, s->region, err);
	}
	request_free(&r);
	return st;
}

static enum vck_status add_regions(struct sessions *all, struct session *s, struct vck_error *err)
{
	const char *list = s->client->shared->options->regions;
	enum vck_status st = VCK_OK;
	if (!list)
		return add_scope(all, s, s->region, err);
	if (strcmp(list, "all") == 0)
		return add_all_regions(all, s, err);
	while (*list && !st) {
		size_t len = strcspn(list, ",");
		st = add_scope(all, s, arena_strndup(&all->arena, list, len), err);
		list += len + (list[len] == ',');
	}
	return st;
}

/* ---- accounts ---- */

static enum vck_status add_session(struct sessions *all, struct profile *p, const char *role,
				   struct vck_error *err)
{
	struct session *s = arena_new(&all->arena, struct session);
	s->profile = p;
	s->client = &p->client;
	s->role = role;
	enum vck_status st = first_region(s->client, &s->region, err);
	if (!st)
		st = find_credentials(s, &s->credentials, err);
	if (!st)
		st = ask_identity(s, err);
	if (!st) {
		st = check_account(s, err);
		all->wrong_account |= st != VCK_OK;
	}
	if (!st)
		vec_push(&all->items, s);
	else if (role)
		creds_wipe(&s->credentials);
	return st;
}

/* A role that can't be assumed costs its own account, not the others. */
static enum vck_status add_role(struct sessions *all, struct profile *p, const char *role,
				const char *account, struct vck_error *err)
{
	struct vck_error why = {.status = VCK_OK};
	enum vck_status st = add_session(all, p, role, &why);
	if (st == VCK_OK)
		return VCK_OK;
	if (st != VCK_E_AWS) {
		if (err)
			*err = why;
		return st;
	}
	shared_say(p->client.shared, VCK_FETCH_ERROR, "account %s: %s", account, why.text);
	add_lost(all, &(struct vck_fetch_call){.account = account,
					       .region = "",
					       .service = "sts",
					       .operation = "AssumeRole",
					       .resource = role,
					       .outcome = VCK_FETCH_DENIED,
					       .code = "AssumeRole",
					       .message = why.text});
	return VCK_OK;
}

enum arn_part { ARN_PARTITION = 1, ARN_ACCOUNT = 4 };

static const char *part_of_arn(struct arena *a, const char *arn, enum arn_part part)
{
	for (unsigned colons = 0; arn && colons < (unsigned)part; colons++) {
		arn = strchr(arn, ':');
		arn = arn ? arn + 1 : NULL;
	}
	return arn ? arena_strndup(a, arn, strcspn(arn, ":")) : "";
}

static enum vck_status add_roles(struct sessions *all, struct profile *p, struct vck_error *err)
{
	const struct vck_fetch_options *o = p->client.shared->options;
	enum vck_status st = VCK_OK;
	for (size_t i = 0; i < o->role_count && !st; i++)
		st = add_role(all, p, o->role_arns[i],
			      part_of_arn(&all->arena, o->role_arns[i], ARN_ACCOUNT), err);
	return st;
}

/* The management account, or a delegated administrator's, has the credentials at hand; an account
 * that is suspended or closed can't be asked. AWS says "State" since 2025, "Status" before. */
static enum vck_status add_account(struct sessions *all, struct session *own, const cJSON *account,
				   struct vck_error *err)
{
	const char *id = json_string(account, "Id"), *state = json_string(account, "State");
	if (!state)
		state = json_string(account, "Status");
	if (!id || strcmp(id, own->account) == 0)
		return VCK_OK;
	if (state && strcmp(state, "ACTIVE") != 0) {
		shared_say(own->client->shared, VCK_FETCH_NOTE,
			   "account %s is not asked: its state is %s", id, state);
		return VCK_OK;
	}
	id = arena_strdup(&all->arena, id);
	return add_role(all, own->profile,
			arena_printf(&all->arena, "arn:%s:iam::%s:role/%s",
				     part_of_arn(&all->arena, own->arn, ARN_PARTITION), id,
				     own->client->shared->options->org_role),
			id, err);
}

static void list_accounts_request(struct request *r, const struct session *own, const char *token)
{
	*r = (struct request){.service = "organizations",
			      .operation = "ListAccounts",
			      .content_type = REQUEST_JSON,
			      .target = "AWSOrganizationsV20161128.ListAccounts",
			      .credentials = &own->credentials};
	buf_puts(&r->body, "{\"MaxResults\": 20");
	if (token) {
		buf_puts(&r->body, ", \"NextToken\": ");
		json_text_string(&r->body, token);
	}
	buf_puts(&r->body, "}");
}

/* One page of ListAccounts. */
static enum vck_status list_accounts(struct sessions *all, struct session *own, const char *token,
				     cJSON **out, struct vck_error *err)
{
	struct request r;
	struct answer answer;
	list_accounts_request(&r, own, token);
	enum vck_status st =
		endpoint_resolve(own->client, SERVICE_ORGANIZATIONS, own->region, &r.endpoint, err);
	if (!st)
		st = request_ask(own->client, &r, &answer, err);
	if (!st && answer.kind != ANSWER_OK)
		st = vck_fail(err, VCK_E_AWS, NULL,
			      "the organization's accounts can't be listed: %s: %s", answer.code,
			      answer.message);
	if (!st && json_parse(&all->arena, "organizations ListAccounts",
			      buf_str(&r.exchange.answer), r.exchange.answer.len, out, err))
		st = VCK_E_AWS;
	request_free(&r);
	return st;
}

/* The accounts page by page. A page may be empty and yet have a token. */
static enum vck_status add_accounts(struct sessions *all, struct session *own,
				    struct vck_error *err)
{
	struct map tokens = map_init(&all->arena);
	const char *token = NULL;
	enum vck_status st = VCK_OK;
	do {
		cJSON *page = NULL;
		const cJSON *account;
		st = list_accounts(all, own, token, &page, err);
		cJSON_ArrayForEach(account, json_get(page, "Accounts")) if (!st) st =
			add_account(all, own, account, err);
		token = json_string(page, "NextToken");
		if (str_empty(token))
			break;
		if (!st && map_get_str(&tokens, token))
			st = vck_fail(err, VCK_E_AWS, NULL,
				      "the organization's accounts can't be listed: the same page "
				      "token came twice");
		map_put_str(&tokens, token, all);
	} while (!st);
	map_free(&tokens);
	return st;
}

static enum vck_status add_organization(struct sessions *all, struct profile *p,
					struct vck_error *err)
{
	enum vck_status st = add_session(all, p, NULL, err);
	return st ? st : add_accounts(all, all->items.items[all->items.len - 1], err);
}

static enum vck_status add_profile(struct sessions *all, struct shared *shared, const char *profile,
				   struct vck_error *err)
{
	const struct vck_fetch_options *o = shared->options;
	struct profile *p = arena_new(&all->arena, struct profile);
	vec_push(&all->profiles, p);
	enum vck_status st = client_open(&p->client, shared, profile, err);
	if (st)
		return st;
	if (o->org_role)
		return add_organization(all, p, err);
	return o->role_count ? add_roles(all, p, err) : add_session(all, p, NULL, err);
}

/* Of several profiles one that can't be used costs its own account, not the others. One that is
 * configured wrongly, or leads to the wrong account, ends the fetch before it begins. */
static enum vck_status add_one_of(struct sessions *all, struct shared *shared, const char *profile,
				  struct vck_error *err)
{
	struct vck_error why = {.status = VCK_OK};
	all->wrong_account = false;
	enum vck_status st = add_profile(all, shared, profile, &why);
	if (st != VCK_E_AWS || all->wrong_account || shared_interrupted(shared)) {
		if (st && err)
			*err = why;
		return st;
	}
	shared_say(shared, VCK_FETCH_ERROR, "profile %s is left out: %s", profile, why.text);
	add_lost(all, &(struct vck_fetch_call){.account = "",
					       .region = "",
					       .service = "sts",
					       .operation = "GetCallerIdentity",
					       .resource = profile,
					       .outcome = VCK_FETCH_DENIED,
					       .code = "GetCallerIdentity",
					       .message = why.text});
	return VCK_OK;
}

enum vck_status sessions_open(struct sessions *all, struct shared *shared, struct vck_error *err)
{
	const struct vck_fetch_options *o = shared->options;
	enum vck_status st = VCK_OK;
	memset(all, 0, sizeof *all);
	if (o->profile_count < 2)
		st = add_profile(all, shared, o->profile_count ? o->profiles[0] : NULL, err);
	for (size_t i = 0; o->profile_count > 1 && i < o->profile_count && !st; i++)
		st = add_one_of(all, shared, o->profiles[i], err);
	for (size_t i = 0; i < all->items.len && !st; i++) {
		struct session *s = all->items.items[i];
		size_t before = all->scopes.len;
		st = add_regions(all, s, err);
		if (!st && all->scopes.len > before)
			shared_say(shared, VCK_FETCH_NOTE, "account %s as %s in %s%s", s->account,
				   s->arn, all->scopes.items[before]->region,
				   all->scopes.len - before > 1 ? " and other Regions" : "");
	}
	if (!st && !all->items.len)
		st = vck_fail(err, VCK_E_AWS, NULL, "no account can be asked: %s",
			      all->lost.len ? all->lost.items[0].message : "there is none");
	return st;
}

void sessions_close(struct sessions *all)
{
	for (size_t i = 0; i < all->items.len; i++)
		creds_wipe(&all->items.items[i]->credentials);
	for (size_t i = 0; i < all->profiles.len; i++) {
		creds_wipe(&all->profiles.items[i]->own);
		client_close(&all->profiles.items[i]->client);
	}
	vec_free(&all->items);
	vec_free(&all->profiles);
	vec_free(&all->scopes);
	vec_free(&all->lost);
	arena_free(&all->arena);
}
