/*
 * secret.h - memory that held a key or a token is overwritten before it is given back, so that it is
 * in no page that somebody else gets and in no core file.
 *
 * Strings of a client live in its arena, which client_close() overwrites as a whole.
 */
#ifndef FETCH_SECRET_H
#define FETCH_SECRET_H

#include "base/str.h"

void secret_free(struct buf *); /* buf_free(), overwritten first */
void secret_wipe(char *s);      /* the string stays where it is, empty; NULL is allowed */

#endif
