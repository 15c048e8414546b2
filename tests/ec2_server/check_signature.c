/*
 * check_signature.c - is this request signed as AWS's documentation says? The other side of the
 * table: it begins from the received Authorization header and derives everything from what came
 * over the wire.
 */
#include "tests/ec2_server/ec2_server.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct text {
	char *at;
	size_t len, cap;
};

static void add(struct text *t, const char *s, size_t len)
{
	if (t->len + len + 1 > t->cap) {
		t->cap = 2 * (t->len + len + 1);
		t->at = realloc(t->at, t->cap);
		if (!t->at)
			abort();
	}
	memcpy(t->at + t->len, s, len);
	t->len += len;
	t->at[t->len] = '\0';
}

static void adds(struct text *t, const char *s)
{
	add(t, s, strlen(s));
}

static void hex_of(const unsigned char *bytes, char out[65])
{
	for (int i = 0; i < 32; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void mac(const unsigned char *key, size_t key_len, const char *data, unsigned char out[32])
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
			       OSSL_PARAM_construct_end()};
	EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(algorithm);
	size_t len;
	if (!EVP_MAC_init(ctx, key, key_len, params) ||
	    !EVP_MAC_update(ctx, (const unsigned char *)data, strlen(data)) ||
	    !EVP_MAC_final(ctx, out, &len, 32))
		abort();
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(algorithm);
}

static void sha(const void *data, size_t len, char out[65])
{
	unsigned char digest[32];
	unsigned n = 32;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	if (!EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) || !EVP_DigestUpdate(ctx, data, len) ||
	    !EVP_DigestFinal_ex(ctx, digest, &n))
		abort();
	EVP_MD_CTX_free(ctx);
	hex_of(digest, out);
}

static const char *header(const struct received *r, const char *name, size_t len)
{
	for (size_t i = 0; i < r->header_count; i++)
		if (strlen(r->headers[i].name) == len &&
		    strncasecmp(r->headers[i].name, name, len) == 0)
			return r->headers[i].value;
	return NULL;
}

/* The part of Authorization that begins with this word, up to a comma. */
static const char *part(const char *authorization, const char *word, char *out, size_t size)
{
	const char *at = strstr(authorization, word);
	size_t len;
	if (!at)
		return NULL;
	at += strlen(word);
	len = strcspn(at, ", ");
	if (len >= size)
		return NULL;
	memcpy(out, at, len);
	out[len] = '\0';
	return out;
}

/* "a;b;c" in order, each header present, its value without needless spaces. */
static const char *signed_lines(const struct received *r, const char *names, struct text *out)
{
	char last[128] = "";
	while (*names) {
		char name[128];
		size_t len = strcspn(names, ";");
		const char *value = header(r, names, len);
		if (!value || len >= sizeof name)
			return "a header is named as signed but was not sent";
		memcpy(name, names, len);
		name[len] = '\0';
		for (char *c = name; *c; c++)
			if (isupper((unsigned char)*c))
				return "signed header names are not lower case";
		if (strcmp(last, name) >= 0)
			return "signed header names are not sorted";
		memcpy(last, name, len + 1);
		adds(out, name);
		adds(out, ":");
		while (*value == ' ')
			value++;
		for (; *value; value++)
			if (*value != ' ' || (value[1] && value[1] != ' '))
				add(out, value, 1);
		adds(out, "\n");
		names += len + (names[len] == ';');
	}
	return NULL;
}

static const char *required_names(const struct received *r, const char *names)
{
	static const char *const always[] = {"host", "x-amz-date", "content-type"};
	char padded[600];
	snprintf(padded, sizeof padded, ";%s;", names);
	for (size_t i = 0; i < 3; i++) {
		char wanted[40];
		snprintf(wanted, sizeof wanted, ";%s;", always[i]);
		if (header(r, always[i], strlen(always[i])) && !strstr(padded, wanted))
			return "host, x-amz-date or content-type is not signed";
	}
	if (header(r, "x-amz-security-token", 20) && !strstr(padded, ";x-amz-security-token;"))
		return "the session token is not signed";
	return NULL;
}

static void signature(const char *secret, const char *credential_scope, const char *to_sign,
		      char out[65])
{
	unsigned char key[32], next[32];
	char start[256], scope[256], *save = NULL;
	snprintf(start, sizeof start, "AWS4%s", secret);
	snprintf(scope, sizeof scope, "%s", credential_scope);
	size_t len = strlen(start);
	memcpy(key, start, len < 32 ? len : 32);
	const unsigned char *current = (const unsigned char *)start;
	for (char *word = strtok_r(scope, "/", &save); word; word = strtok_r(NULL, "/", &save)) {
		mac(current, len, word, next);
		memcpy(key, next, 32);
		current = key;
		len = 32;
	}
	mac(key, 32, to_sign, next);
	hex_of(next, out);
}

const char *check_signature(const struct received *r, const char *access_key,
			    const char *secret_key, char scope[128], char date[17])
{
	char credential[256], names[512], claimed[80], hash[65], right[65];
	struct text text = {0};
	const char *authorization = header(r, "authorization", 13),
		   *stamp = header(r, "x-amz-date", 10);
	scope[0] = date[0] = '\0';
	if (!authorization)
		return "no Authorization header";
	if (strncmp(authorization, "AWS4-HMAC-SHA256 ", 17) != 0)
		return "another algorithm";
	if (!stamp || strlen(stamp) != 16)
		return "no X-Amz-Date";
	memcpy(date, stamp, 17);
	if (!part(authorization, "Credential=", credential, sizeof credential) ||
	    !part(authorization, "SignedHeaders=", names, sizeof names) ||
	    !part(authorization, "Signature=", claimed, sizeof claimed))
		return "a part of Authorization is missing";
	char *key_end = strchr(credential, '/');
	if (!key_end)
		return "Credential has no scope";
	*key_end++ = '\0';
	if (strcmp(credential, access_key) != 0)
		return "unknown access key";
	if (strncmp(key_end, stamp, 8) != 0)
		return "the scope's day is not the request's";
	const char *tail = strstr(key_end, "/aws4_request");
	if (!tail || strcmp(tail, "/aws4_request") != 0)
		return "the scope does not end in aws4_request";
	snprintf(scope, 128, "%.*s", (int)(tail - key_end), key_end);
	const char *wrong = required_names(r, names);
	adds(&text, r->method);
	adds(&text, "\n");
	adds(&text, r->path);
	adds(&text, "\n");
	adds(&text, r->query ? r->query : "");
	adds(&text, "\n");
	if (!wrong)
		wrong = signed_lines(r, names, &text);
	adds(&text, "\n");
	adds(&text, names);
	adds(&text, "\n");
	sha(r->body, r->body_len, hash);
	adds(&text, hash);
	sha(text.at, text.len, hash);
	text.len = 0;
	adds(&text, "AWS4-HMAC-SHA256\n");
	adds(&text, stamp);
	adds(&text, "\n");
	adds(&text, key_end);
	adds(&text, "\n");
	adds(&text, hash);
	signature(secret_key, key_end, text.at, right);
	free(text.at);
	if (!wrong && strcmp(right, claimed) != 0)
		wrong = "the signature is not right";
	return wrong;
}
