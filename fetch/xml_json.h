/*
 * xml_json.h - EC2's XML as the JSON that the aws command prints of it.
 *
 * Question: what would `aws ec2 describe-*` print for this response body?
 *
 *	<vpcSet><item><vpcId>vpc-1</vpcId><isDefault>true</isDefault></item></vpcSet>
 *	-> {"Vpcs": [{"VpcId": "vpc-1", "IsDefault": true}]}
 *
 * A table of shapes, generated from AWS's model, says which element becomes which key and of what
 * type: <groupSet/> is Groups here and SecurityGroups there, and an empty element is "", [] or {}.
 * An element newer than the table goes by the rule that nearly all follow: the first letter becomes
 * upper case, and xSet of items becomes the plural.
 *
 * The bytes come from the network. A document type is refused (so there are no entities to expand),
 * as is nesting, text or a number of elements beyond all that AWS sends. What the model calls
 * sensitive is "REDACTED" from here on.
 */
#ifndef FETCH_XML_JSON_H
#define FETCH_XML_JSON_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

enum xml_type {
	XML_STRING,
	XML_INTEGER, /* and long */
	XML_DOUBLE,
	XML_BOOLEAN,
	XML_TIMESTAMP,
	XML_STRUCTURE,
	XML_LIST, /* members: one, the entry */
	XML_MAP,  /* members: two, key and value */
};

struct xml_shape {
	const char *element; /* XML element */
	const char *key;     /* JSON key */
	enum xml_type type;
	bool sensitive;
	bool flattened; /* a list whose entries stand directly in the structure */
	unsigned short count;
	const struct xml_shape *members;
};

#define XML_DEPTH    48         /* the deepest answer known nests 10 levels */
#define XML_ELEMENTS 5000000u   /* 64 MiB of body hold fewer */
#define XML_TEXT     (8u << 20) /* one value; AWS's largest are policy documents of some KB */

struct xml_body {
	const char *name; /* for messages: "ec2 DescribeVpcs" */
	const char *bytes;
	size_t len;
	const char *root; /* the element that must be the document's: "DescribeVpcsResponse" */
	const char
		*wrapper; /* one element more around the members: "DescribeRulesResult", or NULL */
	const struct xml_shape *shape;
};

/* On VCK_OK the caller ends *out with cJSON_Delete(). VCK_E_INPUT: malformed, VCK_E_LIMIT: hostile.
 */
enum vck_status xml_json(const struct xml_body *, struct cJSON **out, struct vck_error *);

/* An error answer: the first <Error> anywhere below the root. False: there is none. */
struct xml_error {
	char code[128];
	char message[512];
	char request_id[128];
};
bool xml_error(const char *bytes, size_t len, struct xml_error *out);

/* The shape of an operation's answer, or NULL. */
const struct xml_shape *xml_shape_of(const char *service, const char *operation);

#endif
