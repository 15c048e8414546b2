#!/usr/bin/python3
"""fix_commands.py VPCCHECK TESTDATA - each command of a fix is one that the aws command takes.

The commands of all fixes and alternatives that the fixtures of the codes and of the lab give go through the
aws command's own parser and its validation of parameters; a handler stands where the request would be sent.
Exits with 77 (skipped) where there is no awscli.
"""
import gc
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import types

try:
    from awscli.clidriver import create_clidriver
except ImportError:
    print("fix_commands: no awscli here, nothing parsed")
    sys.exit(77)

# Calls that are younger than Debian's aws command; a younger one on PATH judges them.
YOUNG = {"create-instance-connect-endpoint", "delete-instance-connect-endpoint",
         "create-vpc-block-public-access-exclusion", "describe-vpc-block-public-access-exclusions"}
# Commands that differ in ids and numbers alone are judged once.
SHAPE = re.compile(r"(?<=[ =])(?:sg|rtb|rtbassoc|subnet|vpc|vpce|pcx|igw|eigw|eni|i|acl|tgw|nat|eipalloc|eice|pl)-[\w-]+"
                   r"|arn:[\w:/-]+|[0-9a-f]{8,}|[0-9]+")
# What stands for an id that only an earlier command of the fix can tell.
PLACEHOLDER = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
KNOWN = {"ALLOCATION_ID", "IGW_ID", "PCX_ID", "NAT_ID", "INSTANCE_ID", "TARGET_ID", "TARGET_GROUP_ARN", "VPC_ID",
         "SUBNET_ID", "TGW_ROUTE_TABLE_ID", "LOAD_BALANCER_NAME"}


def questions(here):
    """What is asked of a fixture: None stands for check."""
    try:
        with open(os.path.join(here, "query.json"), encoding="utf-8") as file:
            asked = json.load(file)
    except FileNotFoundError:
        return [None]
    asked = asked if isinstance(asked, list) else [asked]
    return [None if "check" in q else q for q in asked if "matrix" not in q]


def reports(vpccheck, testdata):
    for top in ("codes", "lab", "lab/combinations", "cases"):
        folder = os.path.join(testdata, top)
        for name in sorted(os.listdir(folder) if os.path.isdir(folder) else []):
            here = os.path.join(folder, name)
            snapshots = [os.path.join(here, s) for s in ("bad.json", "snapshot.json")
                         if os.path.exists(os.path.join(here, s))]
            for query in questions(here) if snapshots else []:
                args = [vpccheck, "check", "--fail-on", "never"]
                if query:
                    args = [vpccheck, "path", "--source", query["source"], "--destination", query["destination"],
                            *(["--protocol", query["protocol"]] if "protocol" in query else [])]
                done = subprocess.run(args + ["--format", "json"] + snapshots, stdout=subprocess.PIPE, check=False)
                yield here, json.loads(done.stdout)


def commands(vpccheck, testdata):
    found = {}
    for here, report in reports(vpccheck, testdata):
        for finding in report["findings"]:
            fix = finding.get("fix", {})
            for proposal in [fix] + fix.get("alternatives", []):
                for command in proposal.get("commands", []):
                    found.setdefault(command, f"{here}: {finding['code']}")
    return found


def warm_driver():
    """A driver that has read the models, but has parsed nothing: it can be used once, so each child has its own."""
    driver = create_clidriver()
    loader = driver.session.get_component("data_loader")
    for service in ("ec2", "elbv2"):
        loader.load_service_model(service, "service-2")
        loader.load_service_model(service, "paginators-1")
        driver.subcommand_table[service]._get_command_table()  # pylint: disable=protected-access
        driver.session.create_client(service)  # and what a client wants
    gc.freeze()  # what is read stays one copy for all children
    driver.session.register("before-call", lambda **_: (types.SimpleNamespace(status_code=200), {}))
    return driver


def say_no(argv, driver):
    """What the parser or the validation has against it; None: nothing."""
    with tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            status = 1
            try:
                status = driver.main(argv)
            except SystemExit as end:
                status = end.code
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(1 if status else 0)
        status = os.waitpid(child, 0)[1]
        said.seek(0)
        return None if status == 0 else said.read()[-600:] or f"status {status}"


def ask_younger(argv):
    aws = shutil.which("aws")
    if not aws:
        return None
    done = subprocess.run([aws] + argv + ["--generate-cli-skeleton", "output"], capture_output=True, text=True,
                          check=False)
    if done.returncode and "Invalid choice" in done.stderr + done.stdout:
        return None  # it does not know the call either
    return None if done.returncode == 0 else (done.stderr or done.stdout)[-600:]


def main():
    vpccheck, testdata = sys.argv[1:3]
    os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_EC2_METADATA_DISABLED="true",
                      AWS_PAGER="", AWS_CONFIG_FILE="/dev/null", AWS_DEFAULT_REGION="eu-west-1")
    driver = warm_driver()
    wrong, kinds, shapes = 0, set(), set()
    found = commands(vpccheck, testdata)
    for command, where in sorted(found.items()):
        argv = shlex.split(command)
        if SHAPE.sub("N", command) in shapes:
            continue
        shapes.add(SHAPE.sub("N", command))
        assert argv[0] == "aws", command
        kinds.add(argv[2])
        no = ask_younger(argv[1:]) if argv[2] in YOUNG else say_no(argv[1:], driver)
        strange = set(PLACEHOLDER.findall(command)) - KNOWN
        if strange:
            no = f"{strange} stands for something that the fix does not explain"
        if no:
            wrong += 1
            print(f"{where}\n  {command}\n  {no.strip()}")
    # The parser does say no: a command with a parameter that is not there, and one of a wrong type.
    assert say_no(["ec2", "create-route", "--no-such-thing", "x"], driver)
    assert say_no(["ec2", "create-network-acl-entry", "--network-acl-id", "acl-1", "--egress", "--protocol", "6",
                   "--rule-number", "many", "--rule-action", "allow"], driver)
    assert say_no(["ec2", "authorize-security-group-ingress", "--group-id", "sg-1", "--ip-permissions",
                   "IpProtocol=tcp,FromPort=1,ToPort=2,IpRange=[{CidrIp=10.0.0.0/8}]"], driver)
    print(f"{len(shapes)} commands of {len(kinds)} kinds, {wrong} wrong")
    return 1 if wrong or len(kinds) < 25 else 0


if __name__ == "__main__":
    sys.exit(main())
