/*
 * error.h - the one error value of vpccheck.
 *
 * A function that can fail takes `struct vck_error *err`, fills it and returns its status.
 * Nothing is printed by the library; the caller decides. An error value owns no memory.
 */
#ifndef VPCCHECK_ERROR_H
#define VPCCHECK_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

enum vck_status {
	VCK_OK = 0,
	VCK_E_USAGE,  /* options, endpoints or protocols that make no sense */
	VCK_E_INPUT,  /* a snapshot that can't be read, or is not what it claims to be */
	VCK_E_CONFIG, /* vpccheck.yaml */
	VCK_E_IO,     /* the operating system said no */
	VCK_E_LIMIT,  /* one of base/limits.h */
	VCK_E_AWS,    /* AWS could not be asked: credentials, network, refused */
	VCK_E_INTERRUPTED,
};

struct vck_error {
	enum vck_status status;
	char where[640];       /* file, or file and JSON pointer; "" when there is none */
	unsigned line, column; /* 1-based; 0 = not known */
	char text[1024];       /* one sentence, no newline */
};

/* "file:line:column: text", the way a compiler says it. Writes at most size bytes, returns buf. */
const char *vck_error_string(const struct vck_error *err, char *buf, unsigned long size);

#ifdef __cplusplus
}
#endif
#endif
