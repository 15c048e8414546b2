"""aws_profiles.py VPCCHECK [NAME...]: the aws command and vpccheck, each with the same files and the same environment.

A table of configurations, most of them odd. Both programs are asked who they are (sts GetCallerIdentity), through a
proxy of our own that takes every host of AWS for itself and writes down what comes: with which key and token, for
which Region, at which host, and what was asked of STS, SSO, a container's agent and instance metadata before. The
two must ask the same, or both refuse, in words that name the same fault. Where vpccheck means to differ from the
installed aws command, the row says why.

The aws command's own code is called, in one process of its interpreter: its start is most of each second it takes.
Ends with 77 where it is not installed.
"""
import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys


def interpreter():
    """That of the aws command: Debian's first, which is whole. None: there is none, or it is no Python program."""
    for command in ("/usr/bin/aws", shutil.which("aws") or ""):
        if os.path.isfile(command):
            with open(command, "rb") as file:
                found = re.match(rb"#! *(\S*python\S*)", file.readline(200))
            if found:
                return found.group(1).decode()
    return None


if "VPCCHECK_AWS_PYTHON" not in os.environ:
    if not interpreter():
        print("left out: the aws command, or one that is no Python program")
        sys.exit(77)
    command, environment = [interpreter(), "-s"] + sys.argv, {**os.environ, "VPCCHECK_AWS_PYTHON": "1"}
    if os.getpid() == os.getpgrp():  # which can't leave its terminal
        sys.exit(subprocess.call(command, env=environment))
    os.execve(command[0], command, environment)
os.setsid()  # no terminal to ask on
sys.dont_write_bytecode = True
from aws_hosts import CA, HOME, WORK, after, prepare, run, serve, taken_log  # pylint: disable=wrong-import-position

# ---- the configurations --------------------------------------------------------------------------


def keys(name):
    return f"aws_access_key_id = {name}\naws_secret_access_key = s\n"


def env_keys(name="ENV"):
    return {"AWS_ACCESS_KEY_ID": name, "AWS_SECRET_ACCESS_KEY": "s"}


def sha1(text):
    return hashlib.sha1(text.encode()).hexdigest()


ROLE = "role_arn = arn:aws:iam::123456789012:role/"
SESSION = "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n"
SSO_ROLE = "sso_account_id = 123456789012\nsso_role_name = Read Only\n"
LEGACY = "sso_region = eu-west-1\nsso_start_url = https://corp.example/start\n" + SSO_ROLE


def token(name, minutes=480, access="good", **more):
    return {f".aws/sso/cache/{sha1(name)}.json": json.dumps(
        {"accessToken": access, "expiresAt": after(minutes), "startUrl": "https://corp.example/start",
         "region": "eu-west-1", **more})}


REFRESH = {"clientId": "i", "clientSecret": "c", "refreshToken": "first", "registrationExpiresAt": after(9999)}
PROCESS = "credential_process = cat %s/keys.json\n" % HOME
PROCESS_KEYS = {"keys.json": json.dumps({"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "s"})}


def row(name, config=None, credentials=None, env=None, args=(), files=None, fails=None, ours=None, why=None,
        ask="sts get-caller-identity"):
    """fails: (words of the aws command, or None: it does not, words of ours). ours: what vpccheck alone does.
    why: vpccheck differs on purpose."""
    return locals()


def table(port):  # pylint: disable=too-many-statements
    here = f"http://127.0.0.1:{port}"
    container = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": here + "/container"}
    metadata = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": here + "/", "AWS_EC2_METADATA_DISABLED": "false"}
    x = ("--profile", "x")
    # environment and files
    yield row("keys in the environment", env=env_keys())
    yield row("environment before AWS_PROFILE", "[profile x]\n" + keys("X"), env={**env_keys(), "AWS_PROFILE": "x"})
    yield row("--profile before the environment", "[profile x]\n" + keys("X"), env=env_keys(), args=x)
    yield row("half a pair in the environment", "[default]\n" + keys("D"), env={"AWS_ACCESS_KEY_ID": "E"},
              fails=("Partial credentials found in env", "Partial credentials found in env"))
    yield row("a secret without its key in the environment", "[default]\n" + keys("D"),
              env={"AWS_SECRET_ACCESS_KEY": "s"})
    yield row("an empty key in the environment", "[default]\n" + keys("D"), env={
        "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "s"})
    yield row("an empty AWS_PROFILE", "[default]\n" + keys("D"), env={"AWS_PROFILE": ""},
              ours="D", why="a profile without a name there; AWS's reference takes empty for not set")
    yield row("an empty AWS_REGION", "[default]\nregion = us-east-1\n", env=dict(env_keys(), AWS_REGION=""),
              ours="us-east-1", why="a host without a name there; AWS's reference takes empty for not set")
    yield row("a session token", env={**env_keys(), "AWS_SESSION_TOKEN": "t"})
    yield row("two session tokens", env={**env_keys(), "AWS_SESSION_TOKEN": "t", "AWS_SECURITY_TOKEN": "u"})
    yield row("credentials file", credentials="[default]\n" + keys("C"))
    yield row("config file", "[default]\n" + keys("D") + "aws_session_token = t\n")
    yield row("both files", "[default]\n" + keys("D") + "region = us-east-1\n", "[default]\n" + keys("C"))
    yield row("a pair over both files, key in config", "[default]\naws_access_key_id = D\n",
              "[default]\naws_secret_access_key = s\n", ours="D",
              why="half a pair there; AWS's reference merges the files")
    yield row("half a pair in a file", credentials="[default]\naws_access_key_id = C\n",
              fails=("Partial credentials found in shared-credentials-file", "Partial credentials found"))
    yield row("AWS_PROFILE before AWS_DEFAULT_PROFILE", "[profile x]\n" + keys("X") + "[profile y]\n" + keys("Y"),
              env={"AWS_PROFILE": "x", "AWS_DEFAULT_PROFILE": "y"})
    yield row("AWS_DEFAULT_PROFILE", "[profile x]\n" + keys("X"), env={"AWS_DEFAULT_PROFILE": "x"})
    yield row("no such profile", "[profile y]\n" + keys("Y"), args=x, fails=("could not be found",) * 2)
    yield row("no such profile, and keys in the environment", env={**env_keys(), "AWS_PROFILE": "x"},
              fails=("could not be found",) * 2)
    yield row("default named, and nowhere", "[profile y]\n" + keys("Y"), args=("--profile", "default"),
              fails=("could not be found",) * 2)
    yield row("a bare section in the config file is no profile", "[x]\n" + keys("X"), args=x,
              fails=("could not be found",) * 2)
    yield row("a profile in the credentials file", credentials="[x]\n" + keys("X"), args=x)
    yield row("no keys anywhere", "[default]\nregion = us-east-1\n",
              fails=("Unable to locate credentials", "no credentials for profile default"))
    yield row("other places for the files", env={
        "AWS_CONFIG_FILE": "~/elsewhere/config", "AWS_SHARED_CREDENTIALS_FILE": "$PLACE/credentials",
        "PLACE": HOME + "/elsewhere"}, files={"elsewhere/config": "[default]\nregion = us-east-1\n",
                                              "elsewhere/credentials": "[default]\n" + keys("ELSEWHERE")})
    yield row("a config file that is not there", credentials="[default]\n" + keys("C"),
              env={"AWS_CONFIG_FILE": "/no/such/file"})
    yield row("a folder in place of a file", credentials="[default]\n" + keys("C"), env={"AWS_CONFIG_FILE": HOME})
    # the format
    yield row("[profile default] before [default]",
              "[default]\n" + keys("D") + "[profile default]\n" + keys("PD"))
    yield row("[default] after [profile default]",
              "[profile default]\n" + keys("PD") + "[default]\n" + keys("D"),
              ours="PD", why="the one that comes last counts there; AWS's reference prefers [profile default]")
    yield row("a name with spaces", '[profile "two words"]\n' + keys("X"), args=("--profile", "two words"))
    yield row("a name with spaces, other quotes", "[profile 'two words']\n" + keys("X"),
              args=("--profile", "two words"))
    yield row("spaces, and no quotes", "[profile two words]\n" + keys("X"), args=("--profile", "two words"),
              fails=("could not be found",) * 2)
    yield row("a name with spaces in the credentials file", credentials="[two words]\n" + keys("X"),
              args=("--profile", "two words"))
    yield row("more blanks in a header", "[profile   x]\n" + keys("X"), args=x)
    yield row("CRLF", "[default]\r\nregion = us-east-1\r\n", "[default]\r\n" + keys("C").replace("\n", "\r\n"))
    yield row("keys without blanks, in capitals", "[default]\nAWS_ACCESS_KEY_ID=D\nAws_Secret_Access_Key=s\n")
    yield row("indented properties", "[default]\n  aws_access_key_id = D\n  aws_secret_access_key = s\n")
    yield row("colons", "[default]\naws_access_key_id: D\naws_secret_access_key : s\nregion:us-east-1\n",
              fails=(None, "Expected an '=' sign"), why="taken there; AWS's reference refuses them")
    yield row("comments and empty lines", "# a\n\n[default]\n; b\n" + keys("D") + "  # c\nregion = us-east-1\n")
    yield row("a line that is nothing", "[default]\nnonsense\n" + keys("D"),
              fails=("Unable to parse config file", "Expected an '=' sign"))
    yield row("a line before all sections", "a = b\n[default]\n" + keys("D"),
              fails=("Unable to parse config file", "Expected a profile definition"))
    yield row("other sections", "[plugins]\ncli = x\n[preview]\na = b\n[default]\n" + keys("D"))
    yield row("sections for other services", "[default]\n" + keys("D") + "s3 =\n  max_queue_size = 1\n  a = b\n")
    yield row("a section twice", "[default]\n" + keys("D") + "[default]\nregion = us-east-1\n",
              ours="D", why="an error there; AWS's reference merges them")
    yield row("a byte order mark", "\ufeff[default]\n" + keys("D"), ours="D", why="an error there")
    yield row("a comment behind a value", "[default]\n" + keys("D") + "region = us-east-1 # here\n",
              env={"AWS_REGION": None}, ours="us-east-1", why="part of the value there; AWS's reference takes it for a comment")
    # Regions
    one = env_keys()
    profile = "[default]\nregion = us-east-1\n"
    yield row("--region", profile, env={**one, "AWS_REGION": "ap-south-1"}, args=("--region", "cn-north-1"))
    yield row("AWS_REGION", profile, env={**one, "AWS_REGION": "ap-south-1", "AWS_DEFAULT_REGION": "me-south-1"})
    yield row("AWS_DEFAULT_REGION", profile, env={**one, "AWS_REGION": None, "AWS_DEFAULT_REGION": "me-south-1"})
    yield row("region of the profile", profile, env={**one, "AWS_REGION": None})
    yield row("region of the credentials file", credentials=profile, env={**one, "AWS_REGION": None})
    yield row("Region of the instance", env={**one, **metadata, "AWS_REGION": None})
    yield row("no Region", env={**one, "AWS_REGION": None}, ask="ec2 describe-regions",
              fails=("You must specify a region",) * 2)
    yield row("a Region that is none", env={**one, "AWS_REGION": "eu west"}, fails=("eu west", "is no Region"))
    for region in ("us-gov-west-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1"):
        yield row("partition of " + region, env={**one, "AWS_REGION": region})
    yield row("FIPS", env={**one, "AWS_USE_FIPS_ENDPOINT": "true", "AWS_REGION": "us-east-1"})
    yield row("FIPS of the profile, in GovCloud", "[default]\nuse_fips_endpoint = TRUE\n",
              env={**one, "AWS_REGION": "us-gov-west-1"})
    yield row("FIPS that is off", "[default]\nuse_fips_endpoint = true\n", env={
        **one, "AWS_USE_FIPS_ENDPOINT": "false"})
    yield row("dual stack", env={**one, "AWS_USE_DUALSTACK_ENDPOINT": "true"})
    yield row("dual stack in China", "[default]\nuse_dualstack_endpoint = true\n",
              env={**one, "AWS_REGION": "cn-north-1"})
    yield row("STS's old endpoint", env={**one, "AWS_STS_REGIONAL_ENDPOINTS": "legacy"}, ours="at sts.amazonaws.com",
              why="version 2 of the aws command does not know the setting, which others of AWS's tools honour")
    yield row("STS's old endpoint, of the profile, and a Region that is newer",
              "[default]\nsts_regional_endpoints = legacy\n", env={**one, "AWS_REGION": "me-south-1"})
    # roles
    base = "[profile base]\n" + keys("BASE")
    yield row("a role", base + "[profile x]\nsource_profile = base\n" + ROLE + "R\n", args=x)
    yield row("a role with everything", base + "[profile x]\nsource_profile = base\n" + ROLE +
              "R\nexternal_id = e/1\nduration_seconds = 1800\nrole_session_name = me@here\n", args=x)
    yield row("a role's duration that is none", base + "[profile x]\nsource_profile = base\n" + ROLE +
              "R\nduration_seconds = long\n", args=x)
    yield row("a role in another Region than its source",
              base + "region = us-east-1\n[profile x]\nregion = ap-south-1\nsource_profile = base\n" + ROLE + "R\n",
              env={"AWS_REGION": None}, args=x)
    yield row("a role, and --region of another partition",
              base + "[profile x]\nregion = us-east-1\nsource_profile = base\n" + ROLE + "R\n",
              env={"AWS_REGION": None}, args=x + ("--region", "cn-north-1"))
    yield row("a role's source in the credentials file", "[profile x]\nsource_profile = base\n" + ROLE + "R\n",
              "[base]\n" + keys("BASE"), args=x)
    yield row("a role in the credentials file", None, "[base]\n" + keys("BASE") + "[x]\nsource_profile = base\n" +
              ROLE + "R\n", args=x)
    yield row("a role over three profiles", base + "[profile m]\nsource_profile = base\n" + ROLE +
              "M\n[profile x]\nsource_profile = m\n" + ROLE + "R\n", args=x)
    yield row("a role whose source has keys and a role", base + "[profile m]\nsource_profile = base\n" + ROLE +
              "M\n" + keys("M") + "[profile x]\nsource_profile = m\n" + ROLE + "R\n", args=x)
    yield row("a role that is its own source", "[profile x]\nsource_profile = x\n" + ROLE + "R\n" + keys("X"), args=x)
    yield row("a role that is its own source, without keys", "[profile x]\nsource_profile = x\n" + ROLE + "R\n",
              args=x, fails=("Infinite loop", "leads round in a loop"))
    yield row("roles in a circle", "[profile x]\nsource_profile = y\n" + ROLE + "R\n[profile y]\nsource_profile = x\n"
              + ROLE + "Q\n", args=x, fails=("Infinite loop", "leads round in a loop"))
    yield row("a role's source that is nowhere", "[profile x]\nsource_profile = base\n" + ROLE + "R\n", args=x,
              fails=("does not exist", "is in no file"))
    yield row("a role's source without keys, and keys in the environment",
              "[profile base]\nregion = us-east-1\n[profile x]\nsource_profile = base\n" + ROLE + "R\n",
              env=env_keys(), args=x, fails=("must have credentials", "has no credentials"))
    yield row("a role with two sources", base + "[profile x]\nsource_profile = base\ncredential_source = Environment\n"
              + ROLE + "R\n", args=x, fails=("contains both source_profile and credential_source",
                                             "both source_profile and credential_source"))
    yield row("a role without a source", "[profile x]\n" + ROLE + "R\n", args=x,
              fails=("Partial credentials found in assume-role", "needs a source_profile or a credential_source"))
    yield row("a role of the environment", "[profile x]\ncredential_source = Environment\n" + ROLE + "R\n",
              env=env_keys(), args=x)
    yield row("a role of an environment that has no keys", "[profile x]\ncredential_source = Environment\n" + ROLE +
              "R\n", args=x, fails=("No credentials found in credential_source", "has no credentials"))
    yield row("a role of a container", "[profile x]\ncredential_source = EcsContainer\n" + ROLE + "R\n",
              env=container, args=x)
    yield row("a role of an instance", "[profile x]\ncredential_source = Ec2InstanceMetadata\n" + ROLE + "R\n",
              env=metadata, args=x)
    yield row("a role of a source that is none", "[profile x]\ncredential_source = environment\n" + ROLE + "R\n",
              env=env_keys(), args=x, fails=("is not valid", "is none of Environment"))
    yield row("a role with MFA, and nobody there", base + "[profile x]\nsource_profile = base\n"
              "mfa_serial = arn:aws:iam::1:mfa/me\n" + ROLE + "R\n", args=x,
              fails=("Enter MFA code for arn:aws:iam::1:mfa/me", "there is no terminal"))
    yield row("a role that is refused", base + "[profile x]\nsource_profile = base\n" + ROLE + "Denied\n", args=x,
              fails=("(AccessDenied)", "AccessDenied: not you"))
    yield row("a role of AWS_PROFILE, and keys in the environment",
              base + "[profile x]\nsource_profile = base\n" + ROLE + "R\n", env={**env_keys(), "AWS_PROFILE": "x"})
    yield row("a role before static keys", base + "[profile x]\nsource_profile = base\n" + ROLE + "R\n",
              "[x]\n" + keys("X"), args=x)
    cached = {"Credentials": {"AccessKeyId": "CACHED", "SecretAccessKey": "s", "SessionToken": "c",
                              "Expiration": after(60)}}
    arguments = json.dumps({"ExternalId": "ex", "RoleArn": "arn:aws:iam::123456789012:role/R"}, sort_keys=True)
    for minutes in (60, 10):
        cached["Credentials"]["Expiration"] = after(minutes)
        yield row(f"a role that is cached, for {minutes} minutes yet", base + "[profile x]\nsource_profile = base\n"
                  "external_id = ex\n" + ROLE + "R\n", args=x,
                  files={f".aws/cli/cache/{sha1(arguments)}.json": json.dumps(cached)})
    # what a role's source may be
    yield row("a role by SSO", "[profile base]\n" + LEGACY + "[profile x]\nsource_profile = base\n" + ROLE + "R\n",
              args=x, files=token("https://corp.example/start"))
    yield row("a role by a program", "[profile base]\n" + PROCESS + "[profile x]\nsource_profile = base\n" + ROLE +
              "R\n", args=x, files=PROCESS_KEYS)
    yield row("a role whose source has SSO and keys", base + LEGACY + "[profile x]\nsource_profile = base\n" +
              ROLE + "R\n", args=x, files=token("https://corp.example/start"))
    yield row("a role whose source has a program and keys in the config file", base + PROCESS +
              "[profile x]\nsource_profile = base\n" + ROLE + "R\n", args=x, files=PROCESS_KEYS)
    yield row("a role by a web identity", "[profile base]\nweb_identity_token_file = %s/jwt\n" % HOME + ROLE +
              "W\n[profile x]\nsource_profile = base\n" + ROLE + "R\n", args=x, files={"jwt": "a.b.c"})
    # web identity
    web = {"AWS_WEB_IDENTITY_TOKEN_FILE": HOME + "/jwt", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/Pod"}
    jwt = {"jwt": "a.b.c"}
    yield row("web identity of the environment", env=web, files=jwt)
    yield row("web identity of the environment, with a name", env={**web, "AWS_ROLE_SESSION_NAME": "pod"}, files=jwt)
    yield row("web identity before the files", credentials="[default]\n" + keys("C"), env=web, files=jwt)
    yield row("web identity after the environment's keys", env={**web, **env_keys()}, files=jwt)
    yield row("web identity of the environment, and --profile", "[profile x]\n" + keys("X"), env=web, args=x,
              files=jwt)
    yield row("web identity of the profile", "[default]\nweb_identity_token_file = %s/jwt\n" % HOME + ROLE + "W\n",
              files=jwt)
    yield row("web identity without a role", env={"AWS_WEB_IDENTITY_TOKEN_FILE": HOME + "/jwt"}, files=jwt,
              fails=("no role ARN configured", "needs a role_arn"))
    yield row("web identity whose file is not there", env=web, fails=("No such file", "No such file"))
    # Identity Center
    yield row("SSO", SESSION + "[default]\nsso_session = corp\n" + SSO_ROLE, files=token("corp"))
    yield row("SSO of the old form", "[default]\n" + LEGACY, files=token("https://corp.example/start"))
    yield row("SSO before static keys", "[default]\n" + LEGACY, "[default]\n" + keys("C"),
              files=token("https://corp.example/start"))
    yield row("SSO without a token", SESSION + "[default]\nsso_session = corp\n" + SSO_ROLE,
              fails=("Token for corp does not exist", "aws sso login"))
    yield row("SSO whose token has expired", "[default]\n" + LEGACY,
              files=token("https://corp.example/start", -5, "revoked"),
              fails=("(401) when calling the GetRoleCredentials operation", "aws sso login"))
    yield row("SSO whose token is revoked", "[default]\n" + LEGACY,
              files=token("https://corp.example/start", access="revoked"),
              fails=("(401) when calling the GetRoleCredentials operation", "aws sso login"))
    yield row("SSO whose token is refreshed", SESSION + "[default]\nsso_session = corp\n" + SSO_ROLE,
              files=token("corp", 5, **REFRESH))
    yield row("SSO whose expired token is refreshed", SESSION + "[default]\nsso_session = corp\n" + SSO_ROLE,
              files=token("corp", -60, **REFRESH))
    yield row("SSO whose session is nowhere", "[default]\nsso_session = corp\n" + SSO_ROLE,
              fails=("does not exist", "there is no section [sso-session"))
    yield row("SSO whose session is nowhere, of a profile that has no role",
              "[default]\nsso_session = corp\n" + keys("D"),
              fails=("sso_session configuration does not exist", "there is no section [sso-session"))
    yield row("SSO without an account", SESSION + "[default]\nsso_session = corp\nsso_role_name = R\n",
              fails=("missing", "sso_account_id"))
    yield row("SSO in two Regions", SESSION + "[default]\nsso_session = corp\nsso_region = us-east-1\n" + SSO_ROLE,
              files=token("corp"), fails=("is inconsistent", "differ from session"))
    yield row("SSO whose Region is said twice", SESSION + "[default]\nsso_session = corp\nsso_region = eu-west-1\n" +
              SSO_ROLE, files=token("corp"))
    # programs
    yield row("a program", "[default]\n" + PROCESS, files=PROCESS_KEYS)
    yield row("a program before the config file's keys", "[default]\n" + PROCESS + keys("D"), files=PROCESS_KEYS)
    yield row("a program after the credentials file's keys", "[default]\n" + PROCESS, "[default]\n" + keys("C"),
              files=PROCESS_KEYS)
    yield row("a program in the credentials file", None, "[default]\n" + PROCESS, files=PROCESS_KEYS)
    yield row("a program with quotes", "[default]\ncredential_process = sh -c \"cat '%s'/keys.json\"\n" % HOME,
              files=PROCESS_KEYS)
    yield row("a program is run without a shell", "[default]\ncredential_process = cat $HOME/keys.json\n",
              files=PROCESS_KEYS, fails=("No such file", "ended with status 1"))
    yield row("a program that fails", "[default]\ncredential_process = sh -c 'echo no luck >&2; exit 3'\n",
              fails=("no luck", "no luck"))
    yield row("a program that prints garbage", "[default]\ncredential_process = echo garbage\n",
              fails=("", "printed no JSON"))
    yield row("a program that prints nothing", "[default]\ncredential_process = true\n",
              fails=("", "printed no JSON"))
    yield row("a program of another version", "[default]\ncredential_process = echo '{\"Version\":2}'\n",
              fails=("Unsupported version", "Version"))
    yield row("a program that prints half", "[default]\ncredential_process = "
              "echo '{\"Version\":1,\"AccessKeyId\":\"A\"}'\n", fails=("SecretAccessKey", "SecretAccessKey"))
    yield row("a program that is not there", "[default]\ncredential_process = /no/such/program\n",
              fails=("No such file", "can't be run"))
    yield row("a program whose keys have expired", "[default]\n" + PROCESS, files={"keys.json": json.dumps(
        {"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s", "Expiration": after(-5)})},
              fails=("expired", "expired"))
    # machines
    yield row("a container", env=container)
    yield row("a container with a token", env={**container, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic x"})
    yield row("a container after a profile's keys", "[default]\n" + keys("D"), env=container)
    yield row("a container before instance metadata", env={**metadata, **container})
    yield row("a container with --profile", "[profile x]\nregion = us-east-1\n", env=container, args=x)
    yield row("a container that says no", env={
        **metadata, "AWS_CONTAINER_CREDENTIALS_FULL_URI": here + "/container/down"},
              fails=("Error when retrieving credentials from container-role", "status 400"))
    yield row("a container somewhere else", env={"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/c"},
              fails=("Unsupported host", "plain http"))
    yield row("an instance", env=metadata)
    yield row("an instance, by the profile", "[default]\nec2_metadata_service_endpoint = %s\n" % here,
              env={"AWS_EC2_METADATA_DISABLED": "false"}, ours="IMDSKEY",
              why="the installed aws command needs the slash at the end")
    yield row("an instance whose metadata is switched off", env={**metadata, "AWS_EC2_METADATA_DISABLED": "TRUE"},
              fails=("Unable to locate credentials", "AWS_EC2_METADATA_DISABLED is set"))
    yield row("an address family that is none", env={
        **metadata, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv5"},
              fails=("Invalid EC2 Instance Metadata endpoint mode", "is not a valid endpoint mode"))
    # the rest
    yield row("certificates that nobody vouches for", env={**env_keys(), "AWS_CA_BUNDLE": None},
              fails=("CERTIFICATE_VERIFY_FAILED", "CertificateRefused"))
    yield row("certificates of the profile", "[default]\nca_bundle = %s\n" % CA,
              env={**env_keys(), "AWS_CA_BUNDLE": None})
    yield row("certificates that are not there", env={**env_keys(), "AWS_CA_BUNDLE": "/no/such/file"},
              fails=("SSL validation failed", "/no/such/file"))
    yield row("certificates that are none", env={**env_keys(), "AWS_CA_BUNDLE": HOME + "/jwt"}, files=jwt,
              fails=("", "CertificateRefused"))
    yield row("a proxy that wants a name", env={**env_keys(), "https_proxy": here[:7] + "me:p%40ss%3Aw@" + here[7:]})
    yield row("a proxy in capitals", env={**env_keys(), "https_proxy": None, "HTTPS_PROXY": here})
    yield row("a proxy in small letters before capitals", env={**env_keys(), "HTTPS_PROXY": "http://127.0.0.1:9"})
    yield row("a proxy without a scheme", env={**env_keys(), "https_proxy": here[7:]})
    yield row("a proxy that is not there", env={**env_keys(), "https_proxy": "http://127.0.0.1:9"},
              fails=("Failed to connect to proxy URL", "NoConnection"))
    yield row("a number of attempts that is none", env={**env_keys(), "AWS_MAX_ATTEMPTS": "many"},
              fails=("many", "many"))
    yield row("a way to retry that is none", env={**env_keys(), "AWS_RETRY_MODE": "often"}, fails=("often", "often"))


# ---- the two programs ----------------------------------------------------------------------------


def the_aws_command():
    """Its start, for one command after the other. What never changes, its service models, is read once."""
    os.environ["HOME"] = HOME  # it looks once where its caches are
    # pylint: disable=import-outside-toplevel,import-error
    import awscli
    from awscli.clidriver import create_clidriver
    import botocore.loaders
    import botocore.session
    import botocore.utils

    if not awscli.__version__.startswith("2."):
        print("left out: the aws command, which is of version", awscli.__version__)
        sys.exit(77)
    folder = os.environ["AWS_DATA_PATH"]
    models = botocore.loaders.create_loader(folder)
    botocore.session.create_loader = lambda *_: models
    botocore.utils.ContainerMetadataFetcher.SLEEP_TIME = 0

    def start(env):
        os.environ.clear()
        os.environ.update(env, AWS_DATA_PATH=folder)
        return create_clidriver()

    return start, awscli.__version__.startswith("2.9.")


def ask_aws(start, case, env):
    words = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(words):
        try:
            status = start(env).main([*case["ask"].split(), *case["args"]])
        except Exception as error:  # pylint: disable=broad-except
            status = 255
            words.write(str(error))
    return status, words.getvalue(), taken_log()


def ask_us(vpccheck, case, env):
    """Another account is expected, so that nothing is asked beyond whose the credentials are."""
    status, words, log = run([vpccheck, "fetch", "--expect-account", "000000000000", *case["args"]], env)
    return 0 if "belong to account 123456789012" in words else status, words, log


def judge(case, theirs, ours):
    """What is wrong, or None."""
    if case["ours"]:
        good = ours[0] == 0 and ours[2] and case["ours"] in ours[2][-1]
        return None if good and theirs[2] != ours[2] else "not the difference that is meant"
    if case["fails"]:
        if (theirs[0] == 0) != (case["fails"][0] is None) or ours[0] == 0:
            return "not refused"
        words = zip(case["fails"], (theirs[1], ours[1]), ("the aws command", "vpccheck"))
        return next((f"{who} does not say: {word}" for word, said, who in words if word and word not in said), None)
    if theirs[0] or ours[0]:
        return "refused"
    return None if theirs[2] == ours[2] and theirs[2] else "they ask different things"


def main():
    vpccheck, names = os.path.abspath(sys.argv[1]), sys.argv[2:]
    start, its_words = the_aws_command()
    port = serve()
    wrong = count = differ = 0
    for case in table(port):
        if names and case["name"] not in names:
            continue
        env = prepare(case, port)
        theirs = ask_aws(start, case, env)
        env = prepare(case, port)  # the aws command may have left something in its caches
        ours = ask_us(vpccheck, case, env)
        if not its_words:  # those below are of version 2.9
            case["fails"] = case["fails"] and (case["fails"][0] and "", case["fails"][1])
        fault = judge(case, theirs, ours)
        count += 1
        differ += case["why"] is not None
        if fault:
            wrong += 1
            print(f"{case['name']}: {fault}")
            for who, (status, words, log) in (("aws", theirs), ("vpccheck", ours)):
                print(f"  {who}: status {status}\n    " + "\n    ".join(log + [words.strip()[-700:]]))
    shutil.rmtree(WORK)
    print(f"{count} configurations: {count - differ - wrong} as the aws command, {differ} otherwise on purpose, "
          f"{wrong} wrong")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
