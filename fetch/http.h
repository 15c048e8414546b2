/* http.h - what the signer and the transport both call a header. */
#ifndef FETCH_HTTP_H
#define FETCH_HTTP_H

struct http_header {
	const char *name, *value;
};

#endif
