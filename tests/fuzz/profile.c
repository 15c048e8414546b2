/* profile.c - any bytes as a config file and as a credentials file: profiles, or an error with its
 * line. */
#include "fetch/config_file.h"
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config = {0};
	struct vck_error err = {0};
	char *text = malloc(size + 1);
	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	enum vck_status st = config_parse(&config, CONFIG_FILE, "config", text, &err);
	if (!st)
		st = config_parse(&config, CREDENTIALS_FILE, "credentials", text, &err);
	assert(!st || (err.line && *err.text));
	for (const struct config_section *s = config.sections; s; s = s->next)
		for (const struct config_property *p = s->properties; p; p = p->next)
			assert(*p->name && p->value);
	config_free(&config);
	free(text);
	return 0;
}
