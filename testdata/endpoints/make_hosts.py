#!/usr/bin/env python3
"""make_hosts.py > hosts.txt - where AWS's own Python client (botocore 1.43, as in the aws command) sends the calls that
vpccheck makes: service, Region, FIPS?, dual stack?, host, Region of the signature ("-": not signed). "ERR": nowhere.
"""
import os

import botocore.session

CALLS = {
    "ec2": ("describe_vpcs", {}),
    "elbv2": ("describe_load_balancers", {}),
    "sts": ("get_caller_identity", {}),
    "organizations": ("list_accounts", {}),
    "sso": ("get_role_credentials", {"roleName": "r", "accountId": "1", "accessToken": "t"}),
    "sso-oidc": ("create_token", {"clientId": "a", "clientSecret": "b", "grantType": "g"}),
}
REGIONS = ("us-east-1", "eu-west-1", "mx-central-1", "us-gov-west-1", "us-gov-east-1", "cn-north-1", "cn-northwest-1",
           "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1")


class Sent(Exception):
    """The request is known: it need not leave."""


def ask(service, region):
    client = botocore.session.Session().create_client(service, region_name=region, aws_access_key_id="a",
                                                      aws_secret_access_key="b")
    seen = []

    def keep(request, **_):
        authorization = request.headers.get("Authorization", b"")
        seen.append((request.url.split("/")[2], bytes(authorization).decode() if authorization else ""))
        raise Sent

    client.meta.events.register("before-send.*", keep)
    operation, parameters = CALLS[service]
    try:
        getattr(client, operation)(**parameters)
    except Sent:
        pass
    host, authorization = seen[0]
    return f"{host} {authorization.split('/')[2] if authorization else '-'}"


def is_made_up(service, region, fips, dual):
    """Organizations lives in one Region of a partition; there that client names hosts that don't exist."""
    return service == "organizations" and (dual or (fips and region.startswith("cn-")))


for service in CALLS:
    for region in REGIONS:
        for variant in range(4):
            fips, dual = variant >> 1, variant & 1
            if is_made_up(service, region, fips, dual):
                continue
            os.environ["AWS_USE_FIPS_ENDPOINT"] = "true" if fips else "false"
            os.environ["AWS_USE_DUALSTACK_ENDPOINT"] = "true" if dual else "false"
            try:
                answer = ask(service, region)
            except Exception:  # pylint: disable=broad-exception-caught
                answer = "ERR -"
            print(service, region, fips, dual, answer)
