"""aws_hosts.py: every host of AWS in one proxy of our own, for tests that ask what a program of AWS's, or vpccheck,
makes of a home folder and an environment: with which keys, for which Region, at which host.
"""
import datetime
import http.server
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import urllib.parse

REGIONS = {
    "amazonaws.com": ("eu-west-1", "us-east-1", "ap-south-1", "us-gov-west-1", "me-south-1"),
    "amazonaws.com.cn": ("cn-north-1",),
    "amazonaws.eu": ("eusc-de-east-1",),
    "c2s.ic.gov": ("us-iso-east-1",),
    "sc2s.sgov.gov": ("us-isob-east-1",),
    "cloud.adc-e.uk": ("eu-isoe-west-1",),
    "csp.hci.ic.gov": ("us-isof-south-1",),
    "api.aws": ("eu-west-1", "us-gov-west-1"),
    "api.amazonwebservices.com.cn": ("cn-north-1",),
}
WORK = tempfile.mkdtemp()
HOME = os.path.join(WORK, "home")
CA = os.path.join(WORK, "cert.pem")


def after(minutes):
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class Aws(http.server.BaseHTTPRequestHandler):
    """Hosts of AWS behind CONNECT, with a certificate of our own; metadata and a container's agent in the clear."""

    protocol_version = "HTTP/1.1"
    host = None
    log = []
    tls = None

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass

    def do_CONNECT(self):
        if self.headers.get("Proxy-Authorization"):
            self.log.append(f"proxy for {self.headers.get('Proxy-Authorization')}")
        self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        host = self.path.rsplit(":", 1)[0]
        try:
            self.connection = Aws.tls.wrap_socket(self.connection, server_side=True)
        except OSError:
            self.close_connection = True
            return
        self.host = host
        self.close_connection = False  # whatever the version of HTTP that CONNECT came in
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)

    def reply(self, body, status=200, kind="application/json"):
        body = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.wfile.write(f"HTTP/1.1 {status} Status\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                         .encode() + body)  # in one piece, so that nobody waits for the rest

    def place(self):
        """The host that was asked for; the path where there is one."""
        return (self.host or self.headers.get("Host")) + self.path.rstrip("/")

    def signer(self):
        found = re.search(r"Credential=([^/]*)/\d*/([^/]*)/", self.headers.get("Authorization", ""))
        return found.groups() if found else ("nobody", "nowhere")

    def do_PUT(self):
        self.reply("metadata-token", kind="text/plain")

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/federation/credentials":
            token = self.headers.get("x-amz-sso_bearer_token")
            self.log.append(f"sso {query} with {token} at {self.host}")
            if token == "revoked":
                self.reply({"message": "Session token not found or invalid"}, 401)
            else:
                self.reply({"roleCredentials": {
                    "accessKeyId": "SSOKEY", "secretAccessKey": "s", "sessionToken": "sso",
                    "expiration": 1000 * int(datetime.datetime.now().timestamp() + 3600)}})
        elif url.path.startswith("/container"):
            self.log.append(f"container {url.path} with {self.headers.get('Authorization')}")
            if url.path.endswith("down"):
                self.reply({"message": "no"}, 400)
            else:
                self.reply({"AccessKeyId": "ECSKEY", "SecretAccessKey": "s", "Token": "ecs", "Expiration": after(60)})
        elif url.path == "/latest/meta-data/iam/security-credentials/":
            self.reply("instance-role", kind="text/plain")
        elif url.path == "/latest/meta-data/iam/security-credentials/instance-role":
            self.log.append("instance metadata")
            self.reply({"Code": "Success", "AccessKeyId": "IMDSKEY", "SecretAccessKey": "s", "Token": "imds",
                        "Expiration": after(60), "LastUpdated": after(-60)}, kind="text/plain")
        elif url.path.rstrip("/") == "/latest/meta-data/placement/availability-zone":
            self.reply("ap-south-1b", kind="text/plain")
        else:
            self.reply("", 404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/token":
            asked = json.loads(body)
            self.log.append(f"refresh {asked.get('refreshToken')} at {self.host}")
            self.reply({"accessToken": "refreshed", "expiresIn": 28800, "refreshToken": "next"})
            return
        form = dict(urllib.parse.parse_qsl(body))
        action, arn = form.get("Action", ""), form.get("RoleArn", "")
        key, region = self.signer()
        token = self.headers.get("X-Amz-Security-Token")
        wanted = {k: v for k, v in sorted(form.items()) if k not in ("Action", "Version")}
        if "RoleSessionName" in wanted:
            wanted["RoleSessionName"] = re.sub(r"^(botocore-session|vpccheck)-\d+$", "(generated)",
                                               wanted["RoleSessionName"])
        if not re.match("Describe(?!Vpcs$|LoadBalancers$|Regions$)", action):
            self.log.append(f"{action} {wanted} by {key}, token {token}, for {region} at {self.place()}")
        result = "<Arn>arn:aws:iam::123456789012:user/u</Arn><UserId>U</UserId><Account>123456789012</Account>"
        if arn.endswith("/Denied") or action.startswith("Describe"):
            code = "AccessDenied" if arn else "InvalidAction"
            self.reply(f"<ErrorResponse><Error><Code>{code}</Code><Message>not you</Message></Error>"
                       "</ErrorResponse>", 403 if arn else 400, "text/xml")
            return
        if arn:
            role = arn.rsplit("/", 1)[1]
            result = (f"<Credentials><AccessKeyId>ROLE{role}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                      f"<SessionToken>{role}</SessionToken><Expiration>{after(60)}</Expiration></Credentials>"
                      f"<AssumedRoleUser><AssumedRoleId>I</AssumedRoleId><Arn>{arn}</Arn></AssumedRoleUser>")
        self.reply(f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>{result}'
                   f"</{action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
                   f"</{action}Response>", kind="text/xml")


def serve():
    names = ["DNS:sts.amazonaws.com"]
    for suffix, regions in REGIONS.items():
        for region in regions:
            names += [f"DNS:*.{region}.{suffix}", f"DNS:portal.sso.{region}.{suffix}"]
    key = os.path.join(WORK, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", CA, "-days", "2", "-subj", "/CN=test",
                    "-addext", "subjectAltName=" + ",".join(names)], check=True, stderr=subprocess.DEVNULL)
    Aws.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    Aws.tls.load_cert_chain(CA, key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Aws)
    server.daemon_threads = True
    server.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def prepare(case, port):
    """The home folder, and the environment that replaces ours."""
    shutil.rmtree(HOME, ignore_errors=True)
    files = dict(case["files"] or {})
    for name, text in ((".aws/config", case["config"]), (".aws/credentials", case["credentials"])):
        if text is not None:
            files[name] = text
    os.mkdir(HOME)
    for name, text in files.items():
        path = os.path.join(HOME, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    env = {"PATH": os.environ["PATH"], "HOME": HOME, "AWS_REGION": "eu-west-1", "AWS_CA_BUNDLE": CA,
           "https_proxy": f"http://127.0.0.1:{port}", "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "",
           "AWS_MAX_ATTEMPTS": "1",
           **(case["env"] or {})}
    return {name: value for name, value in env.items() if value is not None}


def taken_log():
    log = Aws.log[:]
    Aws.log.clear()
    return log


def run(command, env):
    """Its status, what it said on standard error, and what came to AWS's hosts."""
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    return done.returncode, done.stderr, taken_log()
