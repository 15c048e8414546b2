#include "tests/fetch/aws_hosts.h"

#include <string.h>

const char *last_part(const char *arn)
{
	const char *slash = strrchr(arn, '/');
	return slash ? slash + 1 : arn;
}

void aws_hosts(struct fake *f, const struct exchange *x, struct exchange *out)
{
	const char *action = x->body ? fake_parameter(f, x, "Action") : "";
	if (str_starts(action, "AssumeRole")) {
		char *arn = fake_parameter(f, x, "RoleArn");
		buf_printf(
			&f->log,
			"%s %s by %s session %s external %s mfa %s/%s duration %s token %s at %s\n",
			action, arn, fake_signer(f, x), fake_parameter(f, x, "RoleSessionName"),
			fake_parameter(f, x, "ExternalId"), fake_parameter(f, x, "SerialNumber"),
			fake_parameter(f, x, "TokenCode"), fake_parameter(f, x, "DurationSeconds"),
			fake_parameter(f, x, "WebIdentityToken"), x->url);
		fake_sts_reply(f, out, action, last_part(arn), EXPIRES);
	} else if (str_ends(x->url, "/latest/api/token")) {
		ck_assert_str_eq(x->method, "PUT");
		ck_assert_str_eq(fake_header(x, "x-aws-ec2-metadata-token-ttl-seconds"), "21600");
		ck_assert(x->direct);
		fake_reply(out, 200, "text/plain", "imds-token");
	} else if (str_ends(x->url, "/security-credentials/")) {
		ck_assert_str_eq(fake_header(x, "x-aws-ec2-metadata-token"), "imds-token");
		fake_reply(out, 200, "text/plain", "lab-role\n");
	} else if (str_ends(x->url, "/security-credentials/lab-role")) {
		fake_reply(out, 200, "text/plain",
			   "{\"Code\":\"Success\",\"AccessKeyId\":\"IMDSKEY\",\"SecretAccessKey\":"
			   "\"s\","
			   "\"Token\":\"t\",\"Expiration\":\"" EXPIRES "\"}");
	} else if (strstr(x->url, "/federation/credentials?")) {
		buf_printf(&f->log, "sso %s %s\n", x->url,
			   fake_header(x, "x-amz-sso_bearer_token"));
		fake_reply(out, 200, "application/json",
			   "{\"roleCredentials\":{\"accessKeyId\":\"SSOKEY\",\"secretAccessKey\":"
			   "\"s\","
			   "\"sessionToken\":\"t\",\"expiration\":1767229200000}}");
	} else if (strstr(x->url, "169.254.170.2") || strstr(x->url, "localhost")) {
		buf_printf(&f->log, "container %s %s\n", x->url, fake_header(x, "Authorization"));
		fake_reply(out, 200, "application/json",
			   "{\"AccessKeyId\":\"ECSKEY\",\"SecretAccessKey\":\"s\",\"Token\":\"t\","
			   "\"Expiration\":\"" EXPIRES "\",\"AccountId\":\"123456789012\"}");
	} else {
		ck_abort_msg("nobody lives at %s", x->url);
	}
}

void aws_hosts_but_metadata(struct fake *f, const struct exchange *x, struct exchange *out)
{
	if (str_starts(x->url, "http://169.254.169.254/"))
		out->failure = TRANSPORT_TIMEOUT;
	else
		aws_hosts(f, x, out);
}
