/* Whole fetches over odd networks: a clock that is wrong, certificates, proxies. */
#include "tests/fetch/stage.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(skewed_clock)
{
	static const int64_t skews[] = {3600, -3600};
	for (size_t i = 0; i < 2; i++) {
		struct stage s;
		stage_open(&s, "rich");
		s.server_options.clock_ahead_s = skews[i];
		stage_check_rich(&s);
		ck_assert_ptr_nonnull(strstr(buf_str(&s.fake.said), "this machine's clock is 3"));
		ck_assert_ptr_nonnull(
			strstr(buf_str(&s.fake.said), i ? " s ahead of AWS's" : " s behind AWS's"));
		stage_close(&s);
	}
}
END_TEST

/* A certificate for `name`, signed by itself. */
static void make_certificate(struct stage *s, const char *name, const char *cert_path,
			     const char *key_path)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = X509_new();
	X509V3_CTX ctx;
	FILE *f;
	(void)s;
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), -86400);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	X509_set_pubkey(x, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
				   (const unsigned char *)"test", -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(x));
	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
	X509_EXTENSION *san = X509V3_EXT_conf_nid(NULL, &ctx, NID_subject_alt_name, name);
	X509_EXTENSION *ca =
		X509V3_EXT_conf_nid(NULL, &ctx, NID_basic_constraints, "critical,CA:TRUE");
	ck_assert(san && ca && X509_add_ext(x, san, -1) && X509_add_ext(x, ca, -1));
	ck_assert_int_gt(X509_sign(x, key, EVP_sha256()), 0);
	f = fopen(cert_path, "w");
	ck_assert(f && PEM_write_X509(f, x));
	fclose(f);
	f = fopen(key_path, "w");
	ck_assert(f && PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL));
	fclose(f);
	X509_EXTENSION_free(san);
	X509_EXTENSION_free(ca);
	X509_free(x);
	EVP_PKEY_free(key);
}

static void stage_tls(struct stage *s, const char *name)
{
	const char *cert = arena_printf(&s->fake.arena, "%s/cert.pem", s->fake.home);
	const char *key = arena_printf(&s->fake.arena, "%s/key.pem", s->fake.home);
	make_certificate(s, name, cert, key);
	s->server_options.certificate = cert;
	s->server_options.private_key = key;
}

START_TEST(tls)
{
	struct stage s;
	stage_open(&s, "healthy");
	stage_tls(&s, "IP:127.0.0.1");
	s.options.ca_bundle = s.server_options.certificate;
	stage_fetch_ok(&s);
	stage_close(&s);
}
END_TEST

START_TEST(certificate_of_somebody_else)
{
	struct stage s;
	stage_open(&s, "healthy");
	stage_tls(&s, "DNS:ec2.example.com");
	s.options.ca_bundle = s.server_options.certificate;
	stage_serve(&s);
	ck_assert_int_eq(stage_fetch(&s), VCK_E_AWS);
	ck_assert_uint_eq(ec2_server_requests(s.server, NULL), 0);
	ck_assert_ptr_nonnull(strstr(s.err.text, "CertificateRefused"));
	stage_close(&s);
	stage_open(&s, "healthy"); /* the right name, but signed by nobody we know */
	stage_tls(&s, "IP:127.0.0.1");
	stage_fails(&s, VCK_E_AWS, "CertificateRefused");
}
END_TEST

START_TEST(ca_bundle_that_is_not_there)
{
	struct stage s;
	stage_open(&s, "healthy");
	s.options.ca_bundle = "/no/such/bundle.pem";
	stage_fails(&s, VCK_E_CONFIG, "the CA bundle can't be read");
}
END_TEST

/* The proxy is our server: it gets the whole URL, and the host that was meant. */
START_TEST(proxies)
{
	struct stage s;
	stage_open(&s, "healthy");
	stage_serve(&s);
	fake_env(&s.fake, "HTTP_PROXY", arena_strdup(&s.fake.arena, s.url));
	s.options.endpoint_url = "http://ec2.example.invalid";
	s.options.allow_plain_http = true;
	stage_fetch_ok(&s);
	ck_assert_int_eq(stage_count(&s, "Vpcs"), 2);
	/* what is on this machine's own link is asked without it */
	struct transport *t = transport_curl_new(&(struct transport_curl_options){
		.user_agent = "test", .http_proxy = "http://127.0.0.1:9"});
	struct exchange x = {.method = "GET", .url = s.url, .connect_ms = 2000, .direct = true};
	t->start(t->ctx, &x);
	while (!x.done)
		t->drive(t->ctx, 100);
	ck_assert_int_eq(x.failure, TRANSPORT_OK);
	exchange_reset(&x);
	x.direct = false;
	t->start(t->ctx, &x);
	while (!x.done)
		t->drive(t->ctx, 100);
	ck_assert_int_eq(x.failure, TRANSPORT_CONNECT);
	exchange_reset(&x);
	transport_free(t);
	stage_close(&s);
}
END_TEST

/* Our server does not know CONNECT, and says so with a status of 400. A refusal is no bad moment. */
START_TEST(proxy_that_refuses)
{
	struct stage s;
	stage_open(&s, "healthy");
	stage_serve(&s);
	setenv("https_proxy", s.url, 1); /* libcurl looks for itself */
	s.options.endpoint_url = "https://ec2.example.invalid";
	ck_assert_int_eq(stage_fetch(&s), VCK_E_AWS);
	unsetenv("https_proxy");
	ck_assert_str_eq(s.err.text,
			 "AWS can't be asked whose the credentials from environment are, at "
			 "ec2.example.invalid: ProxyRefused: the proxy refuses with status 400");
	ck_assert_ptr_null(strstr(buf_str(&s.fake.said), "asking again"));
	stage_close(&s);
}
END_TEST

TCase *network_tests(void)
{
	TCase *t = tcase_create("network");
	tcase_add_test(t, skewed_clock);
	tcase_add_test(t, tls);
	tcase_add_test(t, certificate_of_somebody_else);
	tcase_add_test(t, ca_bundle_that_is_not_there);
	tcase_add_test(t, proxies);
	tcase_add_test(t, proxy_that_refuses);
	return t;
}
