#include "fetch/secret.h"

#include <openssl/crypto.h>

#include <string.h>

void secret_free(struct buf *b)
{
	if (b->data)
		OPENSSL_cleanse(b->data, b->cap);
	buf_free(b);
}

void secret_wipe(char *s)
{
	if (s)
		OPENSSL_cleanse(s, strlen(s));
}
