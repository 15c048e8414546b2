/*
 * netscript.h - small networks written down by hand, for the tests of rules.
 *
 * A script has a statement a line; it becomes the JSON that `aws ec2 describe-*` prints, which the
 * loader then reads like any other. "#" begins a comment; lines that begin with a blank go on the
 * one before.
 *
 *	include FILE                       statements of another script of the same folder
 *	vpc ID CIDR...
 *	subnet ID VPC CIDR [v6CIDR] [az=NAME]
 *	table ID VPC [main] [SUBNET...]
 *	route TABLE DEST TARGET [blackhole] [propagated]
 *	acl ID VPC [default] [SUBNET...]
 *	entry ACL in|out NUMBER allow|deny PROTO CIDR [LO-HI|TYPE/CODE]
 *	group ID VPC
 *	rule GROUP in|out PROTO PEER [LO-HI|TYPE/CODE] [KEY=VALUE]
 *	eni ID SUBNET ADDRESS... [groups=A,B] [public=IP] [nocheck] [status=S] [type=T]
 *	    [description=D] [prefix=CIDR]
 *	instance ID STATE ENI... [platform=P]
 *	igw ID VPC|- [STATE]
 *	eigw ID VPC
 *	peering ID VPC VPC STATE [regions=A,B]
 *	list ID NAME [CIDR...|unknown]
 *	nat ID SUBNET ADDRESS PUBLIC|private [STATE]
 *	tgw ID, tgwtable ID TGW, attach, propagate, tgwroute: see transit_gateway.c
 *	set ID PATH VALUE                  one member of an object; VALUE is a word of JSON
 *	drop ID
 *	json KEY {...}                     an element of the list KEY, as it is
 *	forget KEY                         that list was never fetched
 *	ask SOURCE DESTINATION PROTOCOL VERDICT [CODE...]
 *
 * A later statement for an id replaces the earlier one. In `ask`, ends are interfaces, EC2
 * Instance Connect Endpoints, addresses (private or public), `on-premises@ADDRESS` or `internet`; codes are
 * the complete set of finding codes that hops carry, in any order.
 */
#ifndef TESTS_NETSCRIPT_H
#define TESTS_NETSCRIPT_H

#include <cjson/cJSON.h>
#include <stddef.h>

struct netscript_ask {
	char source[64], destination[64], protocol[32], verdict[16];
	char codes[8][40];
	int n_codes;
	unsigned line;
};

struct netscript {
	cJSON *root; /* what the loader reads */
	struct netscript_ask asks[64];
	size_t n_asks;
};

/* Ends the test with a message that names file and line when the script makes no sense. */
struct netscript *netscript_read(const char *path);
void netscript_free(struct netscript *);

/* The network alone, as the library reads it. */
struct vck_net *netscript_load(const char *path);

#endif
