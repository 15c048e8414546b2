/*
 * ec2_server.h - an EC2 of our own: answers from files, checks every signature, misbehaves on
 * demand.
 *
 * The folder holds one XML body per call, as an EC2 server sends it: DescribeVpcs.xml,
 * GetManagedPrefixListEntries.pl-1.xml (for the resource), sts-GetCallerIdentity.xml. A call
 * without a file is "InvalidAction", as in an old partition. Lists are cut into pages when
 * `page_size` says so; the tokens hold what has to be encoded.
 *
 * Around its account there is an organization (organization.c): ListAccounts, and AssumeRole of
 * the role Audit, whose answers are the folder's again, under the other account's number.
 *
 * Signatures are verified by check_signature.c, which shares no line with fetch/sigv4.c. Parameters
 * that EC2 would refuse (page sizes out of range, unknown tokens, a write) are refused, and are
 * remembered as complaints: a test that ends with complaints has failed.
 */
#ifndef TESTS_EC2_SERVER_H
#define TESTS_EC2_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum misbehaviour {
	MIS_NONE,
	MIS_THROTTLE,       /* 503 RequestLimitExceeded */
	MIS_THROTTLE_EC2,   /* 503 EC2ThrottledException */
	MIS_500,            /* 500 without a body */
	MIS_502_HTML,       /* a proxy's page */
	MIS_DENIED,         /* 403 UnauthorizedOperation */
	MIS_AUTH_FAILURE,   /* 401 */
	MIS_OPT_IN,         /* 401 OptInRequired */
	MIS_EXPIRED,        /* 400 RequestExpired, with a clock that is right */
	MIS_UNSUPPORTED,    /* 400 InvalidAction */
	MIS_SLOW,           /* half a body, then silence */
	MIS_CUT,            /* half a body, then the end of the connection */
	MIS_TRUNCATED,      /* half a body that calls itself whole */
	MIS_ENTITIES,       /* a billion laughs */
	MIS_EXTERNAL,       /* <!ENTITY SYSTEM "file:..."> */
	MIS_DEEP,           /* a million elements, one in the other */
	MIS_HUGE,           /* more bytes than anybody takes */
	MIS_HTML,           /* 200 and a web page */
	MIS_EMPTY,          /* 200 and nothing */
	MIS_REDIRECT,       /* 302 to somewhere else */
	MIS_REPEATED_TOKEN, /* the same page token for ever */
	MIS_BAD_TOKEN,      /* 400 InvalidPaginationToken on a page that is not the first */
	MIS_EMPTY_PAGES,    /* an empty page with a token before each page */
};

/* The requests of an operation ("*": all) with numbers first..last, counted from 1, get this. */
struct mis_rule {
	const char *operation;
	unsigned first, last;
	enum misbehaviour kind;
};

struct ec2_server_options {
	const char *folder;
	const char *access_key, *secret_key, *token; /* token NULL: none */
	const char *region;                          /* of signatures; NULL: any */
	const char *account;
	unsigned page_size;                    /* 0: all in one page */
	int64_t clock_ahead_s;                 /* the server's clock minus this machine's */
	const char *certificate, *private_key; /* PEM; NULL: plain http */
	const struct mis_rule *rules;
	size_t rule_count;
	unsigned many_pages,
		many_items;  /* DescribeSubnets has so many pages of so many; 0: the folder's */
	unsigned delay_ms;   /* before each answer */
	unsigned short port; /* 0: any */
	bool any_signature;  /* for clients that sign with other keys */
};

struct ec2_server;

struct ec2_server *ec2_server_start(const struct ec2_server_options *);
unsigned short ec2_server_port(const struct ec2_server *);
unsigned ec2_server_requests(struct ec2_server *, const char *operation); /* NULL: all */
/* How many requests were under way at once, at most: of all, and of one operation. */
void ec2_server_crowd(struct ec2_server *, unsigned *all, unsigned *of_one);
/* Everything that a real EC2 would have refused, one line each; "" when there is none. */
const char *ec2_server_complaints(struct ec2_server *);
void ec2_server_stop(struct ec2_server *);

/* ---- organization.c ---- */

struct role_keys {
	char account[13], access_key[32], secret_key[80], token[40];
};

/* The page of ListAccounts that the body asks for; NULL: a token that was never given. */
const char *organization_accounts(const char *body);
bool organization_role(const char *arn, char account[13]);
/* The keys of the role into an account; whether a request is signed with such ones. */
void organization_keys(const char *account, const char *secret, struct role_keys *out);
bool organization_signer(const char *authorization, const char *secret, struct role_keys *out);
/* Our own account's answer becomes the role's account's. */
void organization_rename(char *body, const struct role_keys *);

/* ---- check_signature.c ---- */

struct received_header {
	const char *name, *value;
};

struct received {
	const char *method, *path, *query;
	const struct received_header *headers;
	size_t header_count;
	const void *body;
	size_t body_len;
};

/* NULL when the signature is right, else what is wrong. `scope` gets "20260101/eu-west-1/ec2". */
const char *check_signature(const struct received *, const char *access_key, const char *secret_key,
			    char scope[128], char date[17]);

#endif
