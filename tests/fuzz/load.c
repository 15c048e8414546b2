/* load.c - any bytes as a snapshot: an error or a network, and never anything else. */
#include "fuzz/fuzz.h"

#include <vpccheck/net.h>

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vck_net *net = NULL;
	struct vck_error err = {0};
	enum vck_status st = vck_net_load_memory("fuzz.json", (const char *)data, size, &net, &err);
	if (st) {
		assert(!net && err.status == st && *err.text);
		assert(!strchr(err.text, '\n'));
		return 0;
	}
	assert(net);
	for (size_t i = 0; i < vck_net_warning_count(net); i++)
		assert(vck_net_warning(net, i));
	vck_net_free(net);
	return 0;
}
