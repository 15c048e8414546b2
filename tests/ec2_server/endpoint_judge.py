"""endpoint_judge.py VPCCHECK NODE_MODULES: where requests go, asked of AWS's JavaScript SDK and of vpccheck.

The aws command of a distribution is older than most endpoint settings (AWS_ENDPOINT_URL, services sections, newer
partitions), AWS's own SDK of this year (npm, tests/package.json) is not. For each row of a table both get the same
files and environment; STS, EC2 and ELBv2 must be asked at the same host and path, signed for the same Region, or both
must refuse. Ends with 77 where node or the SDK is not installed.
"""
import json
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from aws_hosts import HOME, WORK, prepare, run, serve  # pylint: disable=wrong-import-position

CALLS = {"GetCallerIdentity": "sts", "DescribeVpcs": "ec2", "DescribeLoadBalancers": "elasticloadbalancing"}
KEYS = {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"}


def row(name, config=None, env=None, endpoint=None, fails=None, ours=None, why=None):
    """fails: words of ours. ours: the hosts of EC2, STS and ELBv2 that vpccheck alone asks, and `why` it differs."""
    case = {"name": name, "config": config, "credentials": None, "env": {**KEYS, **(env or {})}, "files": None}
    return {**case, "endpoint": endpoint, "fails": fails, "ours": ours, "why": why}


def table(here):
    both = "[services here]\nec2 =\n  endpoint_url = %s/ec2\nsts =\n  endpoint_url = %s/sts\n" % (here, here)
    balancers = "[services here]\nelastic_load_balancing_v2 =\n  endpoint_url = %s/elb\n" % here
    named = "[default]\nservices = here\n"
    profile = "endpoint_url = %s/profile\n" % here
    everything = {"AWS_ENDPOINT_URL": here + "/all"}
    yield row("AWS's own hosts")
    yield row("a variable for all", env=everything)
    yield row("a variable for all, with a slash at its end", env={"AWS_ENDPOINT_URL": here + "/all/"})
    yield row("a variable for all, without a path", env={"AWS_ENDPOINT_URL": here})
    yield row("variables for each", env={"AWS_ENDPOINT_URL_EC2": here + "/ec2", "AWS_ENDPOINT_URL_STS": here + "/sts",
                                         "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2": here + "/elb"})
    yield row("a variable for one before that for all", env={**everything, "AWS_ENDPOINT_URL_EC2": here + "/ec2"})
    yield row("the older load balancers' variable is not ours",
              env={**everything, "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING": here + "/old"})
    yield row("empty variables", env={"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_EC2": ""})
    yield row("the profile's URL", "[default]\n" + profile)
    yield row("a services section", named + both)
    yield row("a services section of load balancers", named + balancers)
    yield row("a services section before the profile's URL", named + profile + both)
    yield row("variables before a services section", named + profile + both, everything)
    yield row("a services section without an indent that is alike",
              named + "[services here]\nec2 = \n    endpoint_url=%s/ec2\n    other = x\n" % here)
    yield row("another profile's services section",
              "[profile x]\nservices = here\n[default]\n" + profile + both)
    yield row("a profile with a services section, by AWS_PROFILE",
              "[profile x]\naws_access_key_id = X\naws_secret_access_key = s\nservices = here\n[default]\n" +
              profile + both, {"AWS_PROFILE": "x", "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None})
    yield row("a URL that is empty in a services section, before the profile's",
              named + profile + "[services here]\nec2 =\n  endpoint_url =\n",
              ours=[here[7:] + "/profile for eu-west-1"] * 3,
              why="the aws command passes over it, the SDK goes to AWS's own host then")
    yield row("a services section that is nowhere", named + profile,
              ours=[], why="AWS's command says that it is not there, the SDK says nothing")
    yield row("the option before all", named + profile + both, everything, endpoint=here + "/option")
    ignored = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
    yield row("configured URLs that are ignored", named + profile + both, {**everything, **ignored})
    yield row("configured URLs that are ignored, by the profile",
              named + profile + "ignore_configured_endpoint_urls = true\n" + both)
    yield row("configured URLs that are not ignored", named + profile + both,
              {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"})
    yield row("the option is not ignored", named + profile + both, ignored, endpoint=here + "/option")
    for flag in ("FIPS", "DUALSTACK"):
        yield row(f"{flag} and a URL of one's own", env={**everything, f"AWS_USE_{flag}_ENDPOINT": "true"},
                  fails="custom endpoint are not supported")
    for region in ("us-gov-west-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1", "us-isof-south-1",
                   "eu-isoe-west-1", "eusc-de-east-1", "me-south-1"):
        yield row("hosts of " + region, env={"AWS_REGION": region})
    yield row("FIPS", env={"AWS_USE_FIPS_ENDPOINT": "true", "AWS_REGION": "us-east-1"})
    yield row("FIPS in GovCloud", env={"AWS_USE_FIPS_ENDPOINT": "true", "AWS_REGION": "us-gov-west-1"})
    yield row("dual stack", "[default]\nuse_dualstack_endpoint = true\n")
    yield row("dual stack in China", env={"AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_REGION": "cn-north-1"})


def ask_the_sdk(modules, cases, port):
    """All rows in one process; the SDK reads a file once, so that each row has a home of its own."""
    rows = []
    for number, case in enumerate(cases):
        env, home = prepare(case, port), os.path.join(WORK, str(number))
        os.rename(HOME, home)
        env.update(HOME=home, NODE_NO_WARNINGS="1")
        rows.append({"env": env, "endpoint": case["endpoint"]})
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "endpoint_judge.mjs")
    done = subprocess.run(["node", script, os.path.abspath(modules)], input=json.dumps(rows), stdout=subprocess.PIPE,
                          text=True, timeout=120, check=True, env={**os.environ, "NODE_NO_WARNINGS": "1"})
    return json.loads(done.stdout)


def ask_us(vpccheck, case, port):
    option = ["--endpoint-url", case["endpoint"]] if case["endpoint"] else []
    _, words, log = run([vpccheck, "fetch", *option], prepare(case, port))
    asked = {}
    for line in log:
        found = re.match(r"(\w+) .* for (\S+) at (\S+)$", line)
        if found and found.group(1) in CALLS:
            asked[CALLS[found.group(1)]] = f"{found.group(3)} for {found.group(2)}"
    return asked, words


def judge(case, theirs, ours, words):
    """What is wrong, or None."""
    if case["ours"] is not None:
        return None if sorted(ours.values()) == case["ours"] != sorted(theirs.values()) else "another difference"
    if case["fails"]:
        refused = not ours and all(place.startswith("error") for place in theirs.values())
        return None if refused and case["fails"] in words else "not refused by both"
    theirs = {service: place.replace("/ for ", " for ") for service, place in theirs.items()}
    return None if theirs == ours else "other places"


def main():
    vpccheck, modules = os.path.abspath(sys.argv[1]), sys.argv[2]
    if not shutil.which("node") or not os.path.isdir(os.path.join(modules, "@aws-sdk", "client-sts")):
        print("left out: AWS's JavaScript SDK (node, and the @aws-sdk packages of tests/package.json)")
        sys.exit(77)
    port = serve()
    cases = list(table(f"http://127.0.0.1:{port}"))
    wrong = 0
    for case, theirs in zip(cases, ask_the_sdk(modules, cases, port)):
        ours, words = ask_us(vpccheck, case, port)
        fault = judge(case, theirs, ours, words)
        if fault:
            wrong += 1
            print(f"{case['name']}: {fault}\n  SDK      {theirs}\n  vpccheck {ours}\n{words.strip()[-400:]}")
    shutil.rmtree(WORK)
    print(f"{len(cases)} settings of endpoints: {wrong} in which vpccheck goes elsewhere than AWS's SDK")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
