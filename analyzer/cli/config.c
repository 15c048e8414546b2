/* config.c - the configuration of a run. */
#include "cli/config.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/banned.h"

#define USUAL_FILE "vpccheck.yaml"
#define DAY_SIZE   sizeof "2027-01-31"

static bool is_day(const char *s)
{
	static const char shape[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof shape; i++)
		if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i])
			return false;
	return true;
}

/* What an environment variable says, else the clock. */
static enum vck_status today(char day[static DAY_SIZE], struct vck_error *err)
{
	const char *said = getenv("VPCCHECK_NOW");
	time_t now = time(NULL);
	struct tm tm;

	if (!str_empty(said)) {
		if (!is_day(said))
			return vck_fail(err, VCK_E_USAGE, NULL,
					"VPCCHECK_NOW is \"%s\", and no day as 2027-01-31 is one",
					said);
		snprintf(day, DAY_SIZE, "%s", said);
		return VCK_OK;
	}
	if (!gmtime_r(&now, &tm) || !strftime(day, DAY_SIZE, "%Y-%m-%d", &tm))
		return vck_fail(err, VCK_E_IO, NULL, "the clock tells no day");
	return VCK_OK;
}

enum vck_status config_open(struct cli *cli, struct vck_config **out, struct vck_error *err)
{
	const char *path = cli->options.config;
	char day[DAY_SIZE];

	*out = NULL;
	if (!path && access(USUAL_FILE, F_OK) != 0)
		return VCK_OK;
	enum vck_status status = today(day, err);
	if (status)
		return status;
	return vck_config_load(path ? path : USUAL_FILE, day, out, err);
}
