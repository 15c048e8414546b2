/* falsehood.c - what can be another. */
#include "oracle/falsehood.h"

#include <string.h>

const struct falsehood falsehoods[] = {
	{"an entry of the NACLs denies", FEATURE_PUBLIC,
	 "\"RuleNumber\":900,\"RuleAction\":\"allow\"",
	 "\"RuleNumber\":900,\"RuleAction\":\"deny\"", false},
	{"groups take tcp for udp", FEATURE_PUBLIC, "\"IpProtocol\":\"tcp\"",
	 "\"IpProtocol\":\"udp\"", true},
	{"routes are blackholes", FEATURE_PUBLIC, "\"State\":\"active\",\"Origin\":\"CreateRoute\"",
	 "\"State\":\"blackhole\",\"Origin\":\"CreateRoute\"", false},
	{"no public address is associated", FEATURE_PUBLIC,
	 "\"PublicIp\":", "\"PrivateDnsName\":", false},
	{"source and destination are checked", FEATURE_LOCAL, "\"SourceDestCheck\":false",
	 "\"SourceDestCheck\":true", true},
	{"a NAT gateway is public", FEATURE_NAT | FEATURE_PUBLIC,
	 "\"ConnectivityType\":\"private\"", "\"ConnectivityType\":\"public\"", true},
	{"NAT gateways have failed", FEATURE_NAT | FEATURE_PUBLIC,
	 "\"State\":\"available\",\"ConnectivityType\"",
	 "\"State\":\"failed\",\"ConnectivityType\"", false},
	{"routes of transit gateways drop", FEATURE_TRANSIT,
	 "\"Type\":\"static\",\"State\":\"active\"", "\"Type\":\"static\",\"State\":\"blackhole\"",
	 true},
	{"transit gateways propagate nothing", FEATURE_TRANSIT,
	 "\"ResourceType\":\"vpc\",\"State\":\"enabled\"",
	 "\"ResourceType\":\"vpc\",\"State\":\"disabled\"", false},
	{"virtual private gateways are detached", FEATURE_VPN, "\"State\":\"attached\"}]}",
	 "\"State\":\"detached\"}]}", false},
	{"propagated routes are none", FEATURE_VPN, "\"Origin\":\"EnableVgwRoutePropagation\"",
	 "\"Origin\":\"CreateRoute\"", false},
	{"endpoints have failed", FEATURE_ENDPOINT, "\"State\":\"available\",\"SubnetIds\"",
	 "\"State\":\"failed\",\"SubnetIds\"", false},
	{"Block Public Access is off", FEATURE_BPA | FEATURE_PUBLIC,
	 "\"InternetGatewayBlockMode\":\"block-", "\"InternetGatewayBlockMode\":\"off-", false},
	{"targets leave", FEATURE_BALANCER, "\"State\":\"healthy\"", "\"State\":\"draining\"",
	 false},
	{"unhealthy targets are healthy", FEATURE_BALANCER, "\"State\":\"unhealthy\"",
	 "\"State\":\"healthy\"", true},
	{"listeners are on another port", FEATURE_BALANCER, "\"Port\":443,\"Protocol\"",
	 "\"Port\":444,\"Protocol\"", false},
	{"balancers listen for udp", FEATURE_BALANCER, "\"Protocol\":\"TCP\",\"DefaultActions\"",
	 "\"Protocol\":\"UDP\",\"DefaultActions\"", true},
	{"clients' addresses are kept", FEATURE_BALANCER,
	 "\"preserve_client_ip.enabled\",\"Value\":\"false\"",
	 "\"preserve_client_ip.enabled\",\"Value\":\"true\"", true},
	{"clients' addresses are not kept", FEATURE_BALANCER,
	 "\"preserve_client_ip.enabled\",\"Value\":\"true\"",
	 "\"preserve_client_ip.enabled\",\"Value\":\"false\"", true},
	{"balancers cross zones", FEATURE_BALANCER,
	 "\"load_balancing.cross_zone.enabled\",\"Value\":\"false\"",
	 "\"load_balancing.cross_zone.enabled\",\"Value\":\"true\"", true},
	{"balancers don't cross zones", FEATURE_BALANCER,
	 "\"load_balancing.cross_zone.enabled\",\"Value\":\"true\"",
	 "\"load_balancing.cross_zone.enabled\",\"Value\":\"false\"", true},
	{"a balancer is another kind", FEATURE_BALANCER, "\"Type\":\"application\"",
	 "\"Type\":\"network\"", false},
	{"a rule takes every path", FEATURE_BALANCER, "[\"/api/*\"]", "[\"/*\"]", true},
	{"no rule takes every path", FEATURE_BALANCER, "[\"/*\"]", "[\"/api/*\"]", true},
	{"a rule takes its clients alone", FEATURE_BALANCER,
	 "{\"Field\":\"source-ip\",\"SourceIpConfig\":{\"Values\":[\"10.",
	 "{\"Field\":\"source-ip\",\"SourceIpConfig\":{\"Values\":[\"99.", true},
	{"the default rule is none", FEATURE_BALANCER, "\"IsDefault\":true", "\"IsDefault\":false",
	 true},
	{"endpoints to connect by have failed", FEATURE_ENDPOINT,
	 "\"State\":\"create-complete\",\"VpcId\"", "\"State\":\"create-failed\",\"VpcId\"", false},
	{"endpoints keep no address", FEATURE_ENDPOINT, "\"PreserveClientIp\":true",
	 "\"PreserveClientIp\":false", true},
	{"targets by address are instances", FEATURE_BALANCER, "\"TargetType\":\"ip\"",
	 "\"TargetType\":\"instance\"", true},
};
const unsigned n_falsehoods = sizeof falsehoods / sizeof *falsehoods;

void put_falsified(const struct falsehood *f, const char *json, struct buf *out)
{
	for (const char *at; f && (at = strstr(json, f->from)); json = at + strlen(f->from)) {
		buf_add(out, json, (size_t)(at - json));
		buf_puts(out, f->to);
	}
	buf_puts(out, json);
}
