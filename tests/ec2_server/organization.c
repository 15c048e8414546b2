/*
 * organization.c - the accounts around the server's own: Organizations lists them, page by page, and
 * STS hands out the role Audit into them. What such a role asks is answered from the same folder,
 * as that account's.
 */
#include "tests/ec2_server/ec2_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OWN "123456789012"

/* The server's own account comes first, as the management account does. */
static const char *const pages[][2] = {
	{"",
	 "{\"Accounts\": [{\"Id\": \"" OWN "\", \"Name\": \"management\", \"State\": \"ACTIVE\", "
	 "\"Status\": \"ACTIVE\"}, {\"Id\": \"222222222222\", \"Name\": \"member\", \"State\": "
	 "\"ACTIVE\", \"Status\": \"ACTIVE\"}], \"NextToken\": \"page \\\"2\\\"\"}"},
	{"page \\\"2\\\"", "{\"Accounts\": [], \"NextToken\": \"page 3\"}"},
	{"page 3",
	 "{\"Accounts\": [{\"Id\": \"333333333333\", \"Name\": \"no trust\", \"State\": "
	 "\"ACTIVE\", \"Status\": \"ACTIVE\"}, {\"Id\": \"444444444444\", \"Name\": \"gone\", "
	 "\"State\": \"SUSPENDED\", \"Status\": \"SUSPENDED\"}]}"},
};

const char *organization_accounts(const char *body)
{
	const char *at = body ? strstr(body, "\"NextToken\"") : NULL;
	at = at ? strchr(at + strlen("\"NextToken\""), '"') : NULL;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		size_t len = strlen(pages[i][0]);
		if (at ? len && strncmp(at + 1, pages[i][0], len) == 0 && at[1 + len] == '"' : !len)
			return pages[i][1];
	}
	return NULL;
}

/* arn:aws:iam::222222222222:role/Audit -> 222222222222; false: the role does not trust us. */
bool organization_role(const char *arn, char account[13])
{
	static const char head[] = "arn:aws:iam::", tail[] = ":role/Audit";
	size_t len = strlen(head);
	if (!arn || strncmp(arn, head, len) != 0 || strlen(arn) != len + 12 + strlen(tail) ||
	    strcmp(arn + len + 12, tail) != 0)
		return false;
	memcpy(account, arn + len, 12);
	account[12] = '\0';
	return strcmp(account, "222222222222") == 0;
}

#define ROLE_KEY "AKIDROLE"

void organization_keys(const char *account, const char *secret, struct role_keys *out)
{
	snprintf(out->account, sizeof out->account, "%s", account);
	snprintf(out->access_key, sizeof out->access_key, ROLE_KEY "%s", account);
	snprintf(out->secret_key, sizeof out->secret_key, "%s/%s", secret, account);
	snprintf(out->token, sizeof out->token, "token+/of=%s", account);
}

bool organization_signer(const char *authorization, const char *secret, struct role_keys *out)
{
	const char *at = authorization ? strstr(authorization, "Credential=" ROLE_KEY) : NULL;
	char account[13];
	if (!at)
		return false;
	snprintf(account, sizeof account, "%.12s", at + strlen("Credential=" ROLE_KEY));
	organization_keys(account, secret, out);
	return true;
}

void organization_rename(char *body, const struct role_keys *keys)
{
	for (char *at = body; (at = strstr(at, OWN)); at += strlen(OWN))
		memcpy(at, keys->account, strlen(OWN));
}
