"""A client like a page: it requests a form, posts it to S3, and uploads a large file in parts."""

import json

from urllib3.filepost import encode_multipart_formdata

from machine import Failure


class Client:
    def __init__(self, aws, stack, token=None):
        self.aws, self.url = aws, stack.api
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method, path, body=None):
        """Return the status and the JSON of a response of the API."""
        answer = self.aws.send(method, self.url + path, headers=self.headers | {"Content-Type": "application/json"},
                               body=json.dumps(body) if body is not None else None)
        try:
            return answer.status, answer.json()
        except ValueError:
            return answer.status, answer.data.decode(errors="replace")

    def form(self, name="holiday.png"):
        status, answer = self.ask("GET", f"/getS3UploadCredentials?filename={name}")
        if status != 200:
            raise Failure(f"no form: {status} {answer}")
        return answer

    def post(self, form, data, **changed):
        """Post the form with these fields changed, and return S3's status."""
        body, content_type = encode_multipart_formdata(
            list((form["params"] | changed).items()) + [("file", ("holiday.png", data, "image/png"))])
        return self.aws.send("POST", form["upload_url"], body=body, headers={"Content-Type": content_type}).status

    def preflight(self, url, origin):
        """Return whether a page of origin may send a request to url."""
        answer = self.aws.send("OPTIONS", url, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
        return answer.headers.get("Access-Control-Allow-Origin") in (origin, "*")

    def upload(self, data):
        """Upload data with a form, and return the key."""
        form = self.form()
        status = self.post(form, data)
        if status != int(form["params"]["success_action_status"]):
            raise Failure(f"S3 refuses the form: {status}")
        return form["params"]["key"]

    def upload_in_parts(self, data):
        status, upload = self.ask(
            "POST", "/s3/multipart", {"filename": "film.mp4", "type": "video/mp4", "size": len(data)})
        if status != 200:
            raise Failure(f"the upload in parts cannot be created: {status} {upload}")
        path, query = f"/s3/multipart/{upload['uploadId']}", f"?key={upload['key']}"
        parts = []
        for number, start in enumerate(range(0, len(data), upload["partSize"]), 1):
            status, signed = self.ask("GET", f"{path}/{number}{query}")
            if status != 200:
                raise Failure(f"part {number} is not signed: {status} {signed}")
            stored = self.aws.send("PUT", signed["url"], body=data[start:start + upload["partSize"]])
            if stored.status != 200:
                raise Failure(f"S3 refuses part {number}: {stored.status} {stored.data[:300]}")
            parts.append({"PartNumber": number, "ETag": stored.headers["ETag"]})
        status, answer = self.ask("POST", f"{path}/complete{query}&size={len(data)}", {"parts": parts})
        if status != 200:
            raise Failure(f"the upload in parts cannot be completed: {status} {answer}")
        return upload["key"]
