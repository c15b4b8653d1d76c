"""Deploys template.yaml with sam into an AWS emulator on this machine, updates the
deployment, and compares the result with the template.

    make rehearse

It reaches no AWS account: see isolated in machine.py. The same checks follow each
update. Each row of broken.py breaks the template, and one of the checks must fail.
"""

import copy
import json
import os
import re
import signal
import sys
import time
import traceback
from pathlib import Path

import compare
from broken import BROKEN
from checks import Watch
from client import Client
from existing import caught_beside, existing
from issuer import AUDIENCE, Issuer
from machine import ENDINGS, REPOSITORY, Failure, Machine, isolated
from packaged import Packaged
from stack import Stack

PART = 5 << 20
DOMAIN = "uploads.example.com"
PROFILES = {"avatar": {"types": ["image/png"], "tags": {"team": "faces"}}}

# Settings that may reach AWS or the user's keys. None stands for an unset variable.
ESCAPES = [
    ("AWS_ENDPOINT_URL", None), ("AWS_ENDPOINT_URL", "https://s3.eu-central-1.amazonaws.com"),
    ("AWS_ENDPOINT_URL", "https://127.0.0.1.example.com:443"), ("AWS_ENDPOINT_URL_S3", "https://example.com"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", None), ("AWS_SESSION_TOKEN", "token"),
    ("AWS_PROFILE", "production"), ("AWS_CONFIG_FILE", None),
    ("AWS_SHARED_CREDENTIALS_FILE", "/home/someone/.aws/credentials"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "token"), ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/"),
    ("AWS_EC2_METADATA_DISABLED", None), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"), ("HOME", "/home/someone"),
]


def signed_in(issuer):
    return {"JwtIssuer": issuer.url, "JwtAudience": AUDIENCE}


# Updates of one stack, in this order: a name and the parameters.
def updates(issuer, key):
    return [
        ("anonymous to JWT", signed_in(issuer)),
        ("JWT to anonymous", {"JwtIssuer": "", "JwtAudience": ""}),
        ("ACL on, inspection off", {"ObjectAcl": "public-read", "Inspection": "off"}),
        ("ACL off, inspection on", {"ObjectAcl": "", "Inspection": "gate"}),
        ("parts and KMS on, inspection off", {
            "MaxMultipartBytes": str(100 << 20), "KmsKeyArn": key, "Inspection": "off"}),
        ("a webhook on", {
            "Inspection": "gate", "WebhookUrl": "https://example.com/?x=1", "WebhookSecret": "0123" * 8}),
        ("parts on, with JWT, an ACL, inspection, another prefix, two origins, alarms and another webhook",
         signed_in(issuer) | {
            "Inspection": "tag",
            "ObjectAcl": "bucket-owner-full-control", "KeyPrefix": "app/files/", "ExpiresSeconds": "600",
            "AllowedOrigins": "https://www.example.com,https://example.com", "SuccessActionStatus": "204",
            "AlarmTopicArn": "arn:aws:sns:eu-central-1:123456789012:alarms",
            "WebhookUrl": "https://www.example.com/hook", "WebhookSecret": "4567" * 8}),
        ("back to the first parameters", {
            "JwtIssuer": "", "JwtAudience": "", "ObjectAcl": "", "KeyPrefix": "uploads/", "ExpiresSeconds": "300",
            "AllowedOrigins": "http://localhost:3000", "SuccessActionStatus": "201", "AlarmTopicArn": "",
            "MaxMultipartBytes": "0", "KmsKeyArn": "", "Inspection": "gate", "WebhookUrl": "", "WebhookSecret": ""}),
    ]


class Rehearsal:
    def __init__(self, aws, issuer):
        self.aws, self.issuer, self.passed, self.failed = aws, issuer, 0, 0

    def step(self, name, do, *arguments):
        started = time.monotonic()
        try:
            result, ok = do(*arguments), True
        except Failure as e:
            result, ok = str(e), False
        except Exception as e:  # a step with an error has failed
            frame = traceback.extract_tb(e.__traceback__)[1]
            result, ok = f"{type(e).__name__}: {e} ({Path(frame.filename).name}:{frame.lineno})", False
        self.passed, self.failed = self.passed + ok, self.failed + (not ok)
        print(f"{'ok  ' if ok else 'FAIL'} {name} ({time.monotonic() - started:.1f} s): {result}", flush=True)

    def isolation(self):
        for name, value in ESCAPES:
            try:
                isolated({k: v for k, v in (self.aws.env | {name: value}).items() if v is not None}, self.aws.folder)
            except Failure:
                continue
            raise Failure(f"{name}={value} is not refused")
        addresses = self.aws.listeners()
        if not addresses or any(not a.startswith("0100007F:") for a in addresses):
            raise Failure(f"the emulator listens beyond 127.0.0.1: {addresses}")
        return (f"{len(ESCAPES)} environments that may lead to AWS are refused; the emulator listens on 127.0.0.1 "
                "alone, and still needs what emulator.py adds")

    def refused(self):
        """A first deployment that does not say who may upload creates nothing."""
        stack = Stack(self.aws, "refused")
        try:
            stack.deploy(KeyStyle="unique")
        except Failure as e:
            if "Say who may upload" not in str(e):
                raise
        else:
            raise Failure("it was deployed without saying who may upload")
        self.nothing_left("refused")
        return "refused with the message of the template's rule; no bucket, function or log group is left"

    def failed_first(self):
        """A first deployment whose last resource fails leaves nothing, and the next one succeeds."""
        template = copy.deepcopy(self.aws.template)
        template["Resources"]["Last"] = {  # invalid without a ComparisonOperator
            "Type": "AWS::CloudWatch::Alarm", "DependsOn": list(template["Resources"]),
            "Properties": {"Namespace": "none", "MetricName": "none", "EvaluationPeriods": 1, "Threshold": 1}}
        stack = Stack(self.aws, "main", template)
        try:
            stack.deploy(AllowAnonymous="true")
        except Failure as e:
            if "ROLLBACK_COMPLETE" not in str(e):
                raise
        else:
            raise Failure("it succeeded")
        pages = self.aws.cloudformation.get_paginator("describe_stack_events").paginate(StackName="main")
        made = set(pages.search("StackEvents[?ResourceStatus=='CREATE_COMPLETE'].LogicalResourceId"))
        unchanged = Stack(self.aws, "main")
        unchanged.parameters = {"AllowAnonymous": "true"}
        wanted = {r["LogicalID"] for r in unchanged.resolved({})["Resources"]}
        if wanted - made:
            raise Failure(f"it failed before {wanted - made} were created")
        stack.delete()
        self.nothing_left("main")
        return f"{len(made)} resources were created and rolled back; no bucket, function or log group is left"

    def nothing_left(self, prefix):
        left = [b["Name"] for b in self.aws.s3.list_buckets()["Buckets"]]
        left += [f["FunctionName"] for f in self.aws.lambda_.list_functions()["Functions"]]
        left += [g["logGroupName"].split("/")[-1] for g in self.aws.logs.describe_log_groups()["logGroups"]]
        if left := [name for name in left if name.startswith(prefix)]:
            raise Failure(f"these are left: {', '.join(left)}")

    def first(self):
        self.main = Stack(self.aws, "main")
        self.main.deploy(AllowAnonymous="true")
        self.watch = Watch(self.aws, self.main, self.issuer)
        return self.compared(self.watch)

    def altered(self):
        noticed, missed = compare.altered(self.aws, self.main)
        if missed:
            raise Failure(f"the comparison missed altered values: {', '.join(missed)}")
        return f"the comparison noticed each of {noticed} altered values"

    def update(self, parameters):
        self.main.deploy(**parameters)
        return self.compared(self.watch)

    def compared(self, watch):
        """All checks of a deployed stack."""
        problems, same = compare.stack_differences(self.aws, watch.stack)
        result = f"{same} values as in the template; "
        problems += [*watch.problems()]
        result += use(watch)
        problems += [*watch.problems()]
        if problems:
            raise Failure("; ".join(dict.fromkeys(problems)))
        return result + f"; the same bucket, closed to others, with all files ({len(watch.files)})"

    def second(self):
        other = Stack(self.aws, "main-2")
        certificate = self.aws.acm.request_certificate(DomainName=DOMAIN)["CertificateArn"]
        other.deploy(**signed_in(self.issuer), CustomDomain=DOMAIN, CertificateArn=certificate, RoutePrefix="/v1/up")
        watch = Watch(self.aws, other, self.issuer)
        result = self.compared(watch)
        if shared := set(other.names().values()) & set(self.main.names().values()) - {"$default"}:
            raise Failure(f"both stacks have {shared}")
        self.compared(self.watch)
        other.delete()
        self.compared(self.watch)
        return result + (f"; it has the domain {DOMAIN}; the first stack did not change, "
                         "also after the second was deleted")

    def profiles(self):
        """Profiles are built into the functions, so this builds them again."""
        (self.aws.source / "functions/profiles.json").write_text(json.dumps(PROFILES))
        self.aws.run([self.aws.sam, "build"], self.aws.source)
        self.main.deploy(TagKeys="team")
        result = self.compared(self.watch)
        client = self.watch.client()
        form, data = client.form("holiday.png&profile=avatar"), os.urandom(1000)
        if (status := client.post(form, data)) != 201:
            raise Failure(f"S3 refuses the form of a profile: {status}")
        # The emulator does not store the tags of a form.
        key, tags = self.watch.keep(form["params"]["key"], data), form["params"].get("tagging", "")
        if not key.startswith("uploads/avatar/") or "<Key>team</Key><Value>faces</Value>" not in tags:
            raise Failure(f"the profile's file is {key} with {tags!r}")
        return result + "; a form of a profile stores its file in the profile's folder"

    def again(self):
        before = self.main.bucket
        self.main.delete()
        if problems := [*self.watch.not_kept()]:
            raise Failure("; ".join(problems))
        self.main.deploy(AllowAnonymous="true")
        if self.main.bucket == before:
            raise Failure("the new stack has the old one's bucket")
        files, self.watch = self.watch.files, Watch(self.aws, self.main, self.issuer)
        self.watch.files = files
        return self.compared(self.watch) + ", those of the deleted stack too"

    def removed(self):
        """Remove everything by the commands of functions/DEPLOY.md."""
        bucket = self.main.bucket
        self.main.delete()
        page = (REPOSITORY / "functions/DEPLOY.md").read_text()
        program = re.search(r'^    python3 -c "(.*)"$', page, re.M)[1].replace("NAME", bucket)
        self.aws.run([sys.executable, "-c", program], self.aws.folder)
        if bucket in [b["Name"] for b in self.aws.s3.list_buckets()["Buckets"]]:
            raise Failure(f"{bucket} is still there")
        return "the bucket that was kept is gone with all versions of its files"

    def long_name(self):
        stack = Stack(self.aws, "n" * 128)
        stack.deploy(**signed_in(self.issuer))
        result = self.compared(Watch(self.aws, stack, self.issuer))
        limits = {
            "AWS::IAM::Role": 64, "AWS::Serverless::Function": 64, "AWS::S3::Bucket": 63, "AWS::Logs::LogGroup": 512,
            "AWS::CloudWatch::Dashboard": 255, "AWS::CloudWatch::Alarm": 255, "AWS::Logs::MetricFilter": 512}
        for name, physical in stack.names().items():
            if len(physical) > limits.get(stack.template["Resources"][name]["Type"], 1024):
                raise Failure(f"{name} has the name {physical}, which is too long")
        api = self.aws.apigatewayv2.get_api(ApiId=stack.names()["HttpApi"])["Name"]
        if len(api) > 128:
            raise Failure(f"the API's name has {len(api)} characters")
        return result + "; no name is longer than its service allows"

    def journey(self, name, change):
        """The problems of a stack with a changed template, from its creation to its deletion."""
        template = copy.deepcopy(self.aws.template)
        if change:
            change(template)
        stack, problems = Stack(self.aws, name, template), []
        try:
            try:
                stack.deploy(KeyStyle="unique")
                problems.append("it was deployed without saying who may upload")
                stack.delete()
            except Failure as e:
                if "Say who may upload" not in str(e):
                    raise
            stack.deploy(AllowAnonymous="true")
            watch = Watch(self.aws, stack, self.issuer)
            self.compared(watch)
            stack.deploy(**signed_in(self.issuer))
            self.compared(watch)
            stack.deploy(JwtIssuer="", JwtAudience="")
            self.compared(watch)
            stack.delete()
            problems += watch.not_kept()
        except Failure as e:
            problems.append(str(e))
        return problems

    def caught(self, change, words):
        problems = "; ".join(self.journey("broken-" + change.__name__.replace("_", "-"), change))
        if not re.search(words, problems):
            raise Failure(f"not caught: want {words!r}, got {problems or 'nothing'}")
        return "caught: " + problems[:160]

    def control(self):
        if problems := self.journey("control", None):
            raise Failure("; ".join(problems))
        return "the unchanged template passes the same checks"


def use(watch):
    """Upload as a page does, and try what must be refused."""
    client, stack = watch.client(), watch.stack
    data = os.urandom(1000)
    form = client.form()
    prefix = stack.value("KeyPrefix") + ("ann/" if stack.value("JwtIssuer") else "")
    key = watch.keep(client.upload(data), data)
    if not key.startswith(prefix):
        raise Failure(f"{key} does not start with {prefix}")
    origins = stack.value("AllowedOrigins").split(",")
    for url in (form["upload_url"], client.url + "/getS3UploadCredentials"):
        allowed = [origin for origin in [*origins, "https://evil.example"] if client.preflight(url, origin)]
        if allowed != origins:
            raise Failure(f"{url} allows the origins {allowed}, not {origins}")
    tampered = {"another key": {"key": "elsewhere/file"}, "another signature": {"x-amz-signature": "0" * 64}}
    for what, changed in tampered.items():
        if (status := client.post(form, data, **changed)) != 403:
            raise Failure(f"a form with {what} returns {status}")
    acl = stack.value("ObjectAcl")
    if form["params"].get("acl", "") != acl:
        raise Failure(f"the form has the ACL {form['params'].get('acl')!r}, not {acl!r}")
    result = "a form from the API stored a file in S3, two tampered ones did not; preflights allow AllowedOrigins only"
    if int(stack.value("MaxMultipartBytes")):
        data = os.urandom(PART + 1000)
        watch.keep(client.upload_in_parts(data), data)
        return result + "; so did an upload in parts"
    status, answer = client.ask("POST", "/s3/multipart", {"filename": "film.mp4", "type": "video/mp4", "size": PART})
    if status < 400 or status >= 500:
        raise Failure(f"uploads in parts are off, but return {status} {answer}")
    return result


def main():
    for number in ENDINGS:
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    started = time.monotonic()
    with Issuer() as issuer, Machine() as aws:
        r = Rehearsal(aws, issuer)
        r.step("isolation", r.isolation)
        r.step("sam build", lambda: aws.build() or "sam build and sam package, in a copy of the source")
        r.step("no callers chosen", r.refused)
        r.step("failed first deployment", r.failed_first)
        r.step("first deployment", r.first)
        r.step("the comparison itself", r.altered)
        key = aws.kms.create_key()["KeyMetadata"]["Arn"]
        for name, parameters in updates(issuer, key):
            r.step(name, r.update, parameters)
        r.step("two stacks", r.second)
        r.step("an existing bucket and API", existing, r)
        r.step("deleted and created again", r.again)
        r.step("a name of 128 characters", r.long_name)
        package = Packaged(aws, issuer, use)
        r.step("package", package.build)
        r.step("package deployed", package.deployed)
        r.step("package nested", package.nested)
        r.step("control", r.control)
        for change, words in BROKEN:
            r.step("broken: " + change.__name__.replace("_", " "), r.caught, change, words)
        r.step("broken: writes the policy of an existing bucket", caught_beside, r)
        r.step("profiles", r.profiles)
        r.step("everything removed", r.removed)
    print(f"{r.passed} passed, {r.failed} failed, in {time.monotonic() - started:.0f} s")
    return 1 if r.failed else 0


if __name__ == "__main__":
    sys.exit(main())
