"""Invariants of every deployment, checked on the running stack."""

import hashlib
import re

from client import Client
from machine import REGION

HOST = f"https://{{}}.s3.{REGION}.amazonaws.com/"
PUBLIC = ("public-read", "authenticated-read")


class Watch:
    """The files of a stack, and what must not change."""

    def __init__(self, aws, stack, issuer):
        self.aws, self.stack, self.issuer = aws, stack, issuer
        self.bucket, self.url = stack.bucket, stack.output("ApiUrl")
        self.files = {}  # SHA-256 digests, by bucket and key
        self.public = set()  # keys stored with the ACL public-read

    def client(self):
        return Client(self.aws, self.stack, self.issuer.token() if self.stack.value("JwtIssuer") else None)

    def keep(self, key, data):
        self.files[self.stack.bucket, key] = hashlib.sha256(data).hexdigest()
        if self.stack.value("ObjectAcl") == "public-read":
            self.public.add(key)
        return key

    def problems(self):
        return [*self.moved(), *self.lost(), *self.open(), *self.unauthorized_routes(), *self.expiring(),
                *self.excessive_rights()]

    def moved(self):
        if self.stack.bucket != self.bucket:
            yield f"the bucket was replaced: {self.bucket} became {self.stack.bucket}"
        if self.stack.output("ApiUrl") != self.url:
            yield f"the API was replaced: {self.url} became {self.stack.output('ApiUrl')}"

    def lost(self):
        """The owner can read each stored file, with its bytes."""
        for (bucket, key), digest in self.files.items():
            try:
                data = self.aws.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
            except self.aws.s3.exceptions.ClientError as e:
                yield f"a file is lost: {key} of {bucket}: {e.response['Error']['Code']}"
            else:
                if hashlib.sha256(data).hexdigest() != digest:
                    yield f"a file is lost: {key} of {bucket} has changed"

    def not_kept(self):
        """After the stack's deletion, its files and its bucket policy are kept."""
        yield from self.lost()
        try:
            policy = self.aws.s3.get_bucket_policy(Bucket=self.bucket)["Policy"]
        except self.aws.s3.exceptions.ClientError:
            policy = ""
        if "TlsOnly" not in policy:
            yield f"the kept bucket has no policy: {self.bucket}"
        for bucket, key in self.files:
            if (status := self.aws.send("GET", HOST.format(bucket) + key).status) not in (403, 404):
                yield f"the kept bucket is open: GET {key} returns {status}"

    def open(self):
        """Without credentials nobody reads, lists, writes or deletes, except for reading public files."""
        bucket = self.stack.bucket
        host = HOST.format(bucket)
        acls = self.stack.value("ObjectAcl") in PUBLIC
        block = self.aws.s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        for name, on in block.items():
            if not on and not (acls and name in ("BlockPublicAcls", "IgnorePublicAcls")):
                yield f"the bucket is open: {name} is off"
        here = [key for b, key in self.files if b == bucket]
        public = self.public if self.stack.value("ObjectAcl") == "public-read" else set()
        for method, path in [("GET", "?list-type=2"), ("PUT", "uploads/planted"), *(("DELETE", key) for key in here),
                             *(("GET", key) for key in here)]:
            status = self.aws.send(method, host + path).status
            wanted = 200 if method == "GET" and path in public else 403
            if status != wanted:
                open_or_not = "open" if wanted == 403 else "closed"
                yield f"the bucket is {open_or_not}: {method} {path} without credentials returns {status}"

    def unauthorized_routes(self):
        """With an issuer, every route requires a valid token."""
        if not self.stack.value("JwtIssuer"):
            return
        api = self.stack.names()["HttpApi"]
        callers = {"no token": None, "a token for another application": self.issuer.token("other"),
                   "a token that has expired": self.issuer.token(lasts=-60)}
        for route in self.aws.apigatewayv2.get_routes(ApiId=api)["Items"]:
            # The functions refuse such callers too, so check the authorizer itself.
            if route["AuthorizationType"] != "JWT":
                yield f"{route['RouteKey']} has no authorizer"
            method, path = route["RouteKey"].split(" ")
            path = path.removeprefix(self.stack.value("RoutePrefix"))
            for caller, token in callers.items():
                status, _ = Client(self.aws, self.stack, token).ask(method, re.sub(r"{.*?}", "1", path))
                if status != 401:
                    yield f"{route['RouteKey']} returns {status} to {caller}"

    def expiring(self):
        """No lifecycle rule deletes current files without a tag."""
        try:
            rules = self.aws.s3.get_bucket_lifecycle_configuration(Bucket=self.stack.bucket)["Rules"]
        except self.aws.s3.exceptions.ClientError:
            rules = []
        for rule in rules:
            condition = rule.get("Filter", {})
            deletes = rule.get("Expiration", {}).keys() - {"ExpiredObjectDeleteMarker"}
            if deletes and "Tag" not in condition and not condition.get("And", {}).get("Tags"):
                yield f"the lifecycle rule {rule.get('ID')} deletes files"

    def excessive_rights(self):
        """No role of the stack has rights to objects outside the prefix, or to change the bucket itself."""
        arn = f"arn:aws:s3:::{self.stack.bucket}"
        for resource, name in self.stack.names().items():
            if self.stack.template["Resources"][resource]["Type"] != "AWS::IAM::Role":
                continue
            role = self.aws.iam.get_role(RoleName=name)["Role"]["Arn"]
            for target, actions in ((arn + "/elsewhere/file", ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"]),
                                    (arn, ["s3:DeleteBucket", "s3:PutBucketPolicy", "s3:PutBucketAcl"])):
                results = self.aws.iam.simulate_principal_policy(
                    PolicySourceArn=role, ActionNames=actions, ResourceArns=[target])["EvaluationResults"]
                for result in results:
                    if result["EvalDecision"] == "allowed":
                        yield f"{resource} may {result['EvalActionName']} on {target.removeprefix('arn:aws:s3:::')}"
