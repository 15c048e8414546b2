#include "fetch/redact.h"
#include "base/json.h"
#include "base/mem.h"

#include <vpccheck/fetch.h>

#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- pseudorandom bytes ---- */

static void hash_of(const void *bytes, size_t len, unsigned char out[32])
{
	if (!SHA256(bytes, len, out))
		mem_oom(len);
}

static void pseudorandom(const struct redact *r, char domain, const void *bytes, size_t len,
			 unsigned char out[32])
{
	unsigned char block[512];
	unsigned char *input = sizeof block >= len + 33 ? block : mem_alloc(len + 33);
	memcpy(input, r->key, 32);
	input[32] = (unsigned char)domain;
	memcpy(input + 33, bytes, len);
	hash_of(input, len + 33, out);
	if (input != block)
		free(input);
}

void redact_open(struct redact *r, unsigned what, const char *key)
{
	/* Ranges that mean something by themselves. */
	static const struct {
		const char *cidr;
		bool whole;
	} special[] = {
		{"0.0.0.0/8", true},       {"10.0.0.0/8", false},    {"100.64.0.0/10", false},
		{"127.0.0.0/8", true},     {"169.254.0.0/16", true}, {"172.16.0.0/12", false},
		{"192.168.0.0/16", false}, {"224.0.0.0/3", true},    {"::/8", true},
		{"64:ff9b::/96", true},    {"fc00::/7", false},      {"fd00:ec2::/32", true},
		{"fe80::/10", true},       {"ff00::/8", true},       {"2000::/3", false},
	};
	memset(r, 0, sizeof *r);
	r->what = what;
	r->aws_lists = map_init(&r->arena);
	if (key)
		hash_of(key, strlen(key), r->key);
	else if (RAND_bytes(r->key, sizeof r->key) != 1)
		mem_oom(sizeof r->key);
	for (size_t i = 0; i < COUNT_OF(special); i++)
		redact_keep(r, special[i].cidr, special[i].whole);
}

void redact_close(struct redact *r)
{
	OPENSSL_cleanse(r->key, sizeof r->key);
	vec_free(&r->ranges);
	map_free(&r->aws_lists);
	arena_free(&r->arena);
	r->aws_lists.arena = NULL;
}

/* ---- ranges ---- */

/* "10.1.0.0/16" or an address alone; false: neither. */
static bool parse_cidr(const char *text, unsigned char bits[16], unsigned *len, bool *v6)
{
	char address[64];
	size_t n = strcspn(text, "/");
	unsigned long long given;
	if (!n || n >= sizeof address)
		return false;
	memcpy(address, text, n);
	address[n] = '\0';
	memset(bits, 0, 16);
	*v6 = strchr(address, ':') != NULL;
	if (inet_pton(*v6 ? AF_INET6 : AF_INET, address, bits) != 1)
		return false;
	*len = *v6 ? 128 : 32;
	if (!text[n])
		return true;
	if (!str_u64(text + n + 1, *len, &given))
		return false;
	*len = (unsigned)given;
	return true;
}

static bool bit(const unsigned char *bits, unsigned i)
{
	return bits[i / 8] >> (7 - i % 8) & 1;
}

static bool same_prefix(const unsigned char *a, const unsigned char *b, unsigned len)
{
	if (memcmp(a, b, len / 8) != 0)
		return false;
	for (unsigned i = len / 8 * 8; i < len; i++)
		if (bit(a, i) != bit(b, i))
			return false;
	return true;
}

static void add_range(struct redact *r, const char *cidr, bool whole, bool base)
{
	struct redact_range range = {.whole = whole, .base = base};
	unsigned len;
	if (!cidr || !parse_cidr(cidr, range.bits, &len, &range.v6))
		return;
	range.len = (unsigned char)len;
	vec_push(&r->ranges, range);
}

void redact_keep(struct redact *r, const char *cidr, bool whole)
{
	add_range(r, cidr, whole, false);
}

static void learn_blocks(struct redact *r, const cJSON *blocks, const char *key)
{
	const cJSON *block;
	cJSON_ArrayForEach(block, blocks) add_range(r, json_string(block, key), false, true);
}

void redact_learn(struct redact *r, const char *list_key, const cJSON *e)
{
	const cJSON *cidr;
	if (str_eq(list_key, "Vpcs") || str_eq(list_key, "Subnets")) {
		add_range(r, json_string(e, "CidrBlock"), false, true);
		learn_blocks(r, json_get(e, "CidrBlockAssociationSet"), "CidrBlock");
		learn_blocks(r, json_get(e, "Ipv6CidrBlockAssociationSet"), "Ipv6CidrBlock");
	}
	const char *id = json_string(e, "PrefixListId");
	if (str_eq(list_key, "PrefixLists") && str_eq(json_string(e, "OwnerId"), "AWS") && id)
		map_put_str(&r->aws_lists, arena_strdup(&r->arena, id), r);
	if (str_eq(list_key, "PrefixLists")) /* DescribePrefixLists shows AWS's alone */
		cJSON_ArrayForEach(cidr, json_get(e, "Cidrs")) if (cJSON_IsString(cidr))
			add_range(r, cidr->valuestring, true, false);
}

void redact_learn_entries(struct redact *r, const char *list_key, const cJSON *e)
{
	const cJSON *cidr;
	const char *id = json_string(e, "PrefixListId");
	if (str_eq(list_key, "PrefixListEntries") && map_get_str(&r->aws_lists, id))
		cJSON_ArrayForEach(cidr, json_get(e, "Entries"))
			add_range(r, json_string(cidr, "Cidr"), true, false);
}

/* ---- addresses ---- */

static bool are_zeros(const unsigned char *bits, unsigned from, unsigned to)
{
	for (unsigned b = from; b < to; b++)
		if (bit(bits, b))
			return false;
	return true;
}

static bool range_fixes(const struct redact_range *k, const unsigned char *prefix, unsigned depth)
{
	if (k->len > depth) /* on the way to a range that is to stay where it is */
		return !k->base && same_prefix(k->bits, prefix, depth);
	if ((!k->whole && !k->base) || !same_prefix(k->bits, prefix, k->len))
		return false;
	return k->whole || are_zeros(prefix, k->len, depth); /* to its own first addresses */
}

/* Must the bit below this prefix stay as it is? */
static bool is_fixed(const struct redact *r, const unsigned char *prefix, unsigned depth, bool v6)
{
	for (size_t i = 0; i < r->ranges.len; i++)
		if (r->ranges.items[i].v6 == v6 && range_fixes(&r->ranges.items[i], prefix, depth))
			return true;
	return false;
}

static void permute(const struct redact *r, const unsigned char *in, unsigned len, bool v6,
		    unsigned char *out)
{
	unsigned char node[18] = {0}, hash[32];
	memcpy(out, in, v6 ? 16 : 4);
	for (unsigned depth = 0; depth < len; depth++) {
		/* node: family, depth, and the bits before this one */
		node[0] = v6;
		node[1] = (unsigned char)depth;
		if (depth && bit(in, depth - 1))
			node[2 + (depth - 1) / 8] |= (unsigned char)(1u << (7 - (depth - 1) % 8));
		if (is_fixed(r, node + 2, depth, v6))
			continue;
		pseudorandom(r, 'a', node, sizeof node, hash);
		if (hash[0] & 1)
			out[depth / 8] ^= (unsigned char)(1u << (7 - depth % 8));
	}
}

/* A range is mapped by its prefix; what stands behind it stays (it is zero in AWS's answers). */
static bool put_address(const struct redact *r, const char *text, struct buf *out)
{
	unsigned char bits[16], mapped[16];
	char printed[INET6_ADDRSTRLEN];
	unsigned len;
	bool v6;
	if (!parse_cidr(text, bits, &len, &v6))
		return false;
	permute(r, bits, len, v6, mapped);
	inet_ntop(v6 ? AF_INET6 : AF_INET, mapped, printed, sizeof printed);
	buf_printf(out, "%s%s", printed, text + strcspn(text, "/"));
	return true;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The length of what may be an address with its prefix length, at s. */
static size_t address_length(const char *s)
{
	size_t len = strspn(s, "0123456789abcdefABCDEF:.");
	while (len && s[len - 1] == '.')
		len--; /* the end of a sentence */
	if (s[len] == '/' && isdigit((unsigned char)s[len + 1]))
		len += 1 + strspn(s + len + 1, "0123456789");
	return len;
}

/* ip-10-1-1-10 and ec2-203-0-113-7: names that AWS makes of addresses. */
static size_t dashed(const struct redact *r, const char *s, struct buf *out)
{
	static const char *const prefixes[] = {"ip-", "ec2-"};
	for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
		if (!str_starts(s, prefixes[i]))
			continue;
		size_t from = strlen(prefixes[i]), len = strspn(s + from, "0123456789-");
		char dotted[64];
		struct buf mapped = BUF_INIT;
		if (len >= sizeof dotted)
			continue;
		for (size_t j = 0; j < len; j++)
			dotted[j] = s[from + j] == '-' ? '.' : s[from + j];
		dotted[len] = '\0';
		bool ok = put_address(r, dotted, &mapped);
		for (size_t j = 0; ok && j < mapped.len; j++)
			if (mapped.data[j] == '.')
				mapped.data[j] = '-';
		if (ok)
			buf_printf(out, "%s%s", prefixes[i], buf_str(&mapped));
		buf_free(&mapped);
		if (ok)
			return from + len;
	}
	return 0;
}

static size_t address_at(const struct redact *r, const char *s, struct buf *out)
{
	char word[80];
	size_t len = dashed(r, s, out);
	if (len)
		return len;
	len = address_length(s);
	if (len < 2 || len >= sizeof word || is_word(s[len]))
		return 0;
	memcpy(word, s, len);
	word[len] = '\0';
	return put_address(r, word, out) ? len : 0;
}

static void redact_addresses(const struct redact *r, const char *text, struct buf *out)
{
	char before = '\0';
	while (*text) {
		size_t len = is_word(before) || (before && strchr("-:.", before))
				     ? 0
				     : address_at(r, text, out);
		if (!len) {
			buf_putc(out, *text);
			len = 1;
		}
		before = text[len - 1];
		text += len;
	}
}

static void redact_mac(const struct redact *r, const char *mac, struct buf *out)
{
	unsigned char hash[32];
	pseudorandom(r, 'm', mac, strlen(mac), hash);
	buf_printf(out, "02:%02x:%02x:%02x:%02x:%02x", hash[0], hash[1], hash[2], hash[3], hash[4]);
}

/* ---- accounts ---- */

void redact_account(struct redact *r, const char *account, struct buf *out)
{
	unsigned char hash[32];
	unsigned long long number = 0;
	pseudorandom(r, 'c', account, strlen(account), hash);
	for (int i = 0; i < 7; i++)
		number = number << 8 | hash[i];
	buf_printf(out, "%012llu", number % 1000000000000ULL);
}

static bool is_account(const char *s, char before)
{
	return strspn(s, "0123456789") == 12 && !is_word(before) && before != '.' &&
	       !is_word(s[12]);
}

static void redact_accounts(struct redact *r, const char *text, struct buf *out)
{
	char before = '\0';
	while (*text) {
		size_t len = 1;
		if (is_account(text, before)) {
			char account[13];
			memcpy(account, text, 12);
			account[12] = '\0';
			redact_account(r, account, out);
			len = 12;
		} else {
			buf_putc(out, *text);
		}
		before = text[len - 1];
		text += len;
	}
}

void redact_text(struct redact *r, const char *text, struct buf *out)
{
	struct buf half = BUF_INIT;
	if (r->what & VCK_REDACT_ACCOUNTS)
		redact_accounts(r, text, &half);
	else
		buf_puts(&half, text);
	if (r->what & VCK_REDACT_ADDRESSES)
		redact_addresses(r, buf_str(&half), out);
	else
		buf_puts(out, buf_str(&half));
	buf_free(&half);
}

/* ---- tags ---- */

static bool key_is_known(const char *key)
{
	static const char *const known[] = {"aws:",
					    "eks:",
					    "kubernetes.io/",
					    "k8s.io/",
					    "karpenter.sh/",
					    "alpha.eksctl.io/",
					    "elasticbeanstalk:"};
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (str_starts(key, known[i]))
			return true;
	return str_eq(key, "Name");
}

static void set(cJSON *string, const char *value)
{
	if (!cJSON_SetValuestring(string, value))
		mem_oom(strlen(value));
}

static void redact_word(const struct redact *r, cJSON *string, const char *kept, const char *word)
{
	unsigned char hash[32];
	struct buf out = BUF_INIT;
	if (!*word)
		return;
	pseudorandom(r, 't', word, strlen(word), hash);
	buf_printf(&out, "%st-%02x%02x%02x%02x%02x", kept, hash[0], hash[1], hash[2], hash[3],
		   hash[4]);
	set(string, buf_str(&out));
	buf_free(&out);
}

static void redact_tag(const struct redact *r, cJSON *tag)
{
	static const char cluster[] = "kubernetes.io/cluster/";
	cJSON *key = cJSON_GetObjectItemCaseSensitive(tag, "Key");
	cJSON *value = cJSON_GetObjectItemCaseSensitive(tag, "Value");
	if (cJSON_IsString(key) && str_starts(key->valuestring, cluster)) {
		char *name = strdup(key->valuestring + sizeof cluster - 1);
		if (!name)
			mem_oom(1);
		redact_word(r, key, cluster, name);
		free(name);
	} else if (cJSON_IsString(key) && !key_is_known(key->valuestring)) {
		redact_word(r, key, "", key->valuestring);
	}
	if (cJSON_IsString(value))
		redact_word(r, value, "", value->valuestring);
}

/* ---- elements ---- */

static void redact_string(struct redact *r, cJSON *string)
{
	struct buf out = BUF_INIT;
	bool mac =
		str_eq(string->string, "MacAddress") || str_eq(string->string, "CustomerOwnedMac");
	if (mac && r->what & VCK_REDACT_ADDRESSES)
		redact_mac(r, string->valuestring, &out);
	else
		redact_text(r, string->valuestring, &out);
	if (strcmp(buf_str(&out), string->valuestring) != 0)
		set(string, buf_str(&out));
	buf_free(&out);
}

void redact_element(struct redact *r, cJSON *e)
{
	bool tags = str_eq(e->string, "Tags") || str_eq(e->string, "TagSet");
	cJSON *child;
	if (cJSON_IsString(e)) {
		redact_string(r, e);
		return;
	}
	cJSON_ArrayForEach(child, e)
	{
		if (tags && r->what & VCK_REDACT_TAGS && cJSON_IsObject(child))
			redact_tag(r, child);
		else
			redact_element(r, child);
	}
}
