"""A function in Python that signs forms with boto3, and a loop that asks the
Runtime API for events."""

import http.client
import json
import os
import uuid

import boto3
from botocore.config import Config

client = boto3.client("s3", config=Config(signature_version="s3v4"))


def handle(event):
    filename = event["queryStringParameters"]["filename"]
    fields = {"Content-Type": "image/png", "success_action_status": "201"}
    form = client.generate_presigned_post(
        os.environ["UPLOAD_BUCKET"],
        f"{os.environ['KEY_PREFIX']}{uuid.uuid4()}/{filename}",
        Fields=fields,
        Conditions=[{name: value} for name, value in fields.items()]
        + [["content-length-range", 1, int(os.environ["MAX_UPLOAD_BYTES"])]],
        ExpiresIn=int(os.environ["EXPIRES_SECONDS"]),
    )
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(form)}


api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


def ask(method, path, body=None):
    api.request(method, "/2018-06-01/runtime/invocation/" + path, body)
    response = api.getresponse()
    return response.headers, response.read()


while True:
    headers, event = ask("GET", "next")
    answer = handle(json.loads(event))
    ask("POST", headers["Lambda-Runtime-Aws-Request-Id"] + "/response", json.dumps(answer, separators=(",", ":")))
