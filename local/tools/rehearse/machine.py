"""A temporary folder, an environment that cannot reach AWS, and the emulator, until the end of a with statement."""

import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import boto3
import urllib3
from botocore.config import Config
from samtranslator.yaml_helper import yaml_parse

REGION, ACCOUNT = "eu-central-1", "123456789012"
REPOSITORY = Path(__file__).resolve().parents[3]

# The files that sam build needs.
SOURCE = ("Makefile", "template.yaml", "samconfig.toml", "LICENSE", "go.mod", "go.sum", "functions")

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Failure(Exception):
    """What a deployment did wrong."""


def isolated(env, folder):
    """Raise unless env reaches only the emulator, whatever AWS settings the user has."""
    wanted = {
        "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": REGION, "HOME": str(folder),
    }
    for name, value in wanted.items():
        if env.get(name) != value:
            raise Failure(f"{name} is {env.get(name)!r}, not {value!r}: that may reach an AWS account")
    if not env.get("AWS_ENDPOINT_URL", "").startswith("https://127.0.0.1:"):
        raise Failure("AWS_ENDPOINT_URL is not on this machine")
    allowed = wanted.keys() | {"AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"}
    if others := sorted(name for name in env if name.startswith("AWS_") and name not in allowed):
        raise Failure(f"{', '.join(others)} is set: that may reach an AWS account")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def end(process):
    """End a process and its process group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(5)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass
    process.wait()


class Machine:
    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="rehearse-"))
        self.emulator = None
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        if self.emulator:
            end(self.emulator)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        port = free_port()
        go = json.loads(subprocess.check_output(["go", "env", "-json", "GOCACHE", "GOMODCACHE"], cwd=REPOSITORY))
        certificate, key = self.certificate()
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "SAM_"))} | go | {
            "HOME": str(self.folder), "TMPDIR": str(self.folder),
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": f"https://127.0.0.1:{port}",
            "AWS_CA_BUNDLE": certificate, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1",
            "SAM_CLI_TELEMETRY": "0", "SAM_CLI_POLL_DELAY": "0.3", "__SAM_CLI_APP_DIR": str(self.folder),
        }
        isolated(self.env, self.folder)
        log = open(self.folder / "emulator.log", "wb")
        self.emulator = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("emulator.py"))], start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder, env=self.env | {
                "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "USE_SSL": "1",
                "MINISTACK_SSL_CERT": certificate, "MINISTACK_SSL_KEY": key,
                "MINISTACK_REGION": REGION, "MINISTACK_ACCOUNT_ID": ACCOUNT,
                # Enforce signatures, roles and bucket policies.
                "AUTH": "true",
                # These services would listen beyond the loopback.
                "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0",
                # For the functions' requests to S3.
                "SSL_CERT_FILE": certificate, "LAMBDA_EXECUTOR": "local",
            })
        self.pool = urllib3.HTTPSConnectionPool("127.0.0.1", port, ca_certs=certificate, retries=False, timeout=30)
        for name in ("acm", "apigatewayv2", "cloudformation", "cloudwatch", "events", "iam", "kms", "lambda", "logs",
                     "s3", "sqs"):
            setattr(self, name.replace("lambda", "lambda_"), boto3.client(
                name, endpoint_url=self.env["AWS_ENDPOINT_URL"], region_name=REGION, verify=certificate,
                aws_access_key_id="test", aws_secret_access_key="test",
                config=Config(retries={"total_max_attempts": 1})))
        self.until(self.answers)
        for program in ("rehearse/resolve", "checkbucket"):
            self.run(["go", "build", "-C", "local", "-o", self.folder / Path(program).name, "./tools/" + program],
                     REPOSITORY)

    def answers(self):
        if self.emulator.poll() is not None:
            raise Failure("the emulator does not start: " + self.log())
        try:
            return self.pool.request("GET", "/_ministack/health").status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def certificate(self):
        """Create a certificate for the emulator: the bucket policy refuses requests without TLS."""
        certificate, key = str(self.folder / "certificate.pem"), str(self.folder / "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key,
                        "-out", certificate, "-subj", "/CN=rehearsal", "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, stderr=subprocess.DEVNULL)
        return certificate, key

    def log(self):
        return (self.folder / "emulator.log").read_text(errors="replace")[-2000:]

    def run(self, command, cwd, input="", status=0):
        """Run a program that reaches only the emulator, and return its output."""
        isolated(self.env, self.folder)
        process = subprocess.Popen([str(c) for c in command], cwd=cwd, env=self.env, text=True, start_new_session=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            output, _ = process.communicate(input)
        except BaseException:
            end(process)
            raise
        if process.returncode != status:
            raise Failure(f"{Path(command[0]).name} {command[1]}: {output.strip()[-1500:]}")
        return output

    def send(self, method, url, **request):
        """Send a request to the emulator, whatever the host in url."""
        # The emulator has its own host name for APIs.
        parts = urllib3.util.parse_url(url.replace(f".execute-api.{REGION}.amazonaws.com/", ".execute-api.localhost/"))
        headers = {"Host": parts.netloc} | request.pop("headers", {})
        return self.pool.request(method, parts.request_uri, headers=headers, redirect=False, **request)

    def build(self):
        """Run sam build in a copy of the source."""
        self.source, self.sam = self.folder / "source", REPOSITORY / ".venv/bin/sam"
        self.built = self.source / ".aws-sam/build"
        self.source.mkdir()
        for name in SOURCE:
            copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy
            copy(REPOSITORY / name, self.source / name)
        self.for_this_processor()
        self.without_answers()
        self.run([self.sam, "build"], self.source)
        self.template = yaml_parse((self.built / "template.yaml").read_text())
        # The URLs of the programs, for stacks that are deployed without sam.
        packaged = self.folder / "packaged.yaml"
        self.run([self.sam, "package", "--resolve-s3", "--region", REGION, "--output-template-file", packaged],
                 self.source)
        self.uploaded = {name: resource["Properties"]["CodeUri"]
                         for name, resource in yaml_parse(packaged.read_text())["Resources"].items()
                         if resource["Type"] == "AWS::Serverless::Function"}

    def for_this_processor(self):
        """Change the processor in the template, arm64, to that of this machine."""
        if platform.machine() == "x86_64":
            path = self.source / "template.yaml"
            text, arm64 = path.read_text(), "Default: arm64\n    AllowedValues: [arm64]"
            if arm64 not in text:
                raise Failure(f"template.yaml has no {arm64!r}")
            path.write_text(text.replace(arm64, arm64.replace("arm64", "x86_64")))

    def without_answers(self):
        """Replace samconfig.toml by YAML without the answers of a guided deployment."""
        path = self.source / "samconfig.toml"
        settings = tomllib.loads(path.read_text())
        for command in settings["default"].values():
            for answer in ("parameter_overrides", "profile", "region", "stack_name", "s3_bucket", "s3_prefix"):
                command.get("parameters", {}).pop(answer, None)
        path.unlink()
        (self.source / "samconfig.yaml").write_text(json.dumps(settings))

    def until(self, condition):
        deadline = time.monotonic() + 60
        while not condition():
            if time.monotonic() > deadline:
                raise Failure("nothing changed within a minute")
            time.sleep(0.05)

    def listeners(self):
        """Return the addresses that the emulator and its functions listen on, in the kernel's form."""
        sockets = set()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(process.name)) == self.emulator.pid:
                    sockets |= {os.readlink(fd) for fd in (process / "fd").iterdir()}
            except OSError:
                pass  # it has ended
        lines = [line.split() for table in ("tcp", "tcp6")
                 for line in Path("/proc/net", table).read_text().splitlines()[1:]]
        return {line[1] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in sockets}
