/* netscript.c - scripts, line by line, and the statements that are about no kind of their own. */
#include "netscript/parts.h"

#include <vpccheck/net.h>

/* set ID Path.To.Member VALUE (a word of JSON) */
void do_set(struct netscript *s, struct line *l)
{
	cJSON *o = netscript_find(s, l, l->word[1]), *value = cJSON_Parse(l->word[3]);
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

void do_drop(struct netscript *s, struct line *l)
{
	netscript_find(s, l, l->word[1]);
	netscript_drop(s, l->word[1]);
}

void do_forget(struct netscript *s, struct line *l)
{
	cJSON_DeleteItemFromObjectCaseSensitive(s->root, l->word[1]);
}

void do_json(struct netscript *s, struct line *l)
{
	cJSON *o = cJSON_Parse(l->rest);
	if (!o)
		die(l, "not JSON: %s", l->rest);
	if (strcmp(l->word[1], "VpcBlockPublicAccessOptions") == 0)
		cJSON_AddItemToObject(s->root, l->word[1], o);
	else
		cJSON_AddItemToArray(netscript_list(s, l->word[1]), o);
}

void do_ask(struct netscript *s, struct line *l)
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

void do_include(struct netscript *s, struct line *l)
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
#define STATEMENT(name, least, run) {#name, least, run},
#include "netscript/statements.def"
#undef STATEMENT
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
		netscript_list(s, always[i]);
	read_file(s, path);
	return s;
}

void netscript_free(struct netscript *s)
{
	cJSON_Delete(s->root);
	free(s);
}

struct vck_net *netscript_load(const char *path)
{
	struct netscript *s = netscript_read(path);
	char *json = cJSON_Print(s->root), text[2048];
	struct vck_error err;
	struct vck_net *net = NULL;

	if (vck_net_load_memory(path, json, strlen(json), &net, &err))
		ck_abort_msg("%s", vck_error_string(&err, text, sizeof text));
	free(json);
	netscript_free(s);
	return net;
}
