"""A stack with an existing bucket and an existing API."""

import copy
import json
import shlex

import readback
from checks import Watch
from machine import REGION, Failure
from stack import Stack


def xform(option):
    """Return the SDK's name of an option of the AWS CLI."""
    return "".join(word.upper() if word in ("cors", "acl") else word.capitalize() for word in option.split("-"))


def existing(r):
    """Only the commands of check-bucket change an existing bucket, and nothing changes an existing API."""
    aws, bucket = r.aws, "existing-bucket"
    aws.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    aws.s3.put_object(Bucket=bucket, Key="letters/1", Body=b"ours")
    aws.s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Sid": "Ours", "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket",
        "Resource": f"arn:aws:s3:::{bucket}"}]}))
    stack = Stack(aws, "beside")
    beside(aws, stack, bucket, ExistingApiId=r.main.names()["HttpApi"], RoutePrefix="/beside",
           MaxMultipartBytes=str(100 << 20))
    check = stack.output("CheckBucket")
    if check != f"make check-bucket BUCKET={bucket} STACK=beside":
        raise Failure(f"the output CheckBucket is {check!r}")
    command = [aws.folder / "checkbucket", "-stack", "beside", bucket]
    lines = aws.run(command, aws.source, status=1).splitlines()
    commands = [shlex.split(line) for line in lines if line.startswith("aws s3api ")]
    for _, _, name, *options in commands:
        options = {xform(o[2:]): v for o, v in zip(options[::2], options[1::2]) if o != "--region"}
        getattr(aws.s3, name.replace("-", "_"))(**{
            k: json.loads(v) if v.startswith("{") and k != "Policy" else v for k, v in options.items()})
    aws.run(command, aws.source)
    if readback.bucket_policy(aws, None, {"Bucket": bucket})["PolicyDocument"]["Statement"][0]["Sid"] != "Ours":
        raise Failure("the commands have removed the owner's statement")
    watch = Watch(aws, stack, r.issuer)
    result = r.compared(watch)
    with_all = readback.bucket(aws, bucket, {})
    stack.delete()
    if with_all != readback.bucket(aws, bucket, {}):
        raise Failure("the deletion has changed the bucket")
    if aws.s3.get_object(Bucket=bucket, Key="letters/1")["Body"].read() != b"ours":
        raise Failure("the deletion has changed a file that was there before")
    if problems := [*watch.lost()]:
        raise Failure("; ".join(problems))
    r.compared(r.watch)
    return result + (f"; {len(commands)} commands of check-bucket; nothing else of bucket and API has changed, "
                   "also after the deletion")


def beside(aws, stack, bucket, **parameters):
    """Deploy a stack that uploads into this bucket, and check that it does not change."""
    def settings():
        return readback.bucket(aws, bucket, {}), readback.bucket_policy(aws, None, {"Bucket": bucket})
    before = settings()
    stack.deploy(AllowAnonymous="true", ExistingBucket=bucket, **parameters)
    if before != settings():
        raise Failure("the deployment has changed the bucket")


def caught_beside(r):
    """A template that sets the policy of an existing bucket must be caught."""
    bucket, template = "existing-bucket-2", copy.deepcopy(r.aws.template)
    policy = json.dumps(template["Resources"]["UploadBucketPolicy"]).replace("UploadBucket", "ExistingBucket")
    template["Resources"]["UploadBucketPolicy"] = json.loads(policy)
    del template["Resources"]["UploadBucketPolicy"]["Condition"]
    r.aws.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    try:
        beside(r.aws, Stack(r.aws, "broken-beside", template), bucket)
    except Failure as e:
        if "has changed the bucket" in str(e):
            return f"caught: {e}"
        raise
    raise Failure("not caught")
