"""Changes that break the template, each with the message that a check must report."""


def renames_the_bucket(t):
    t["Resources"]["UploadBucket"]["Properties"]["BucketName"] = {
        "Fn::If": ["HasIssuer", {"Fn::Sub": "${AWS::StackName}-private"}, {"Fn::Sub": "${AWS::StackName}-public"}]}


def opens_the_bucket(t):
    t["Parameters"]["Inspection"]["Default"] = "off"  # the gate would close it again
    block = t["Resources"]["UploadBucket"]["Properties"]["PublicAccessBlockConfiguration"]
    block["BlockPublicPolicy"] = block["RestrictPublicBuckets"] = False
    t["Resources"]["UploadBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"].append({
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": {"Fn::Sub": "arn:aws:s3:::${UploadBucket}/*"}})


def deletes_the_bucket(t):
    t["Resources"]["UploadBucket"]["DeletionPolicy"] = "Delete"


def leaves_the_bucket_without_its_policy(t):
    del t["Resources"]["UploadBucketPolicy"]["DeletionPolicy"]


def lets_files_expire(t):
    t["Resources"]["UploadBucket"]["Properties"]["LifecycleConfiguration"]["Rules"].append(
        {"Id": "tidy", "Status": "Enabled", "ExpirationInDays": 30})


def forgets_a_route(t):
    properties = t["Resources"]["UploadsRoute"]["Properties"]
    properties["AuthorizationType"] = "NONE"
    del properties["AuthorizerId"]


def lets_a_role_write_anywhere(t):
    statement = t["Resources"]["CredentialsRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0]
    statement["Resource"] = {"Fn::Sub": "arn:aws:s3:::${UploadBucket}/*"}


def asks_nobody_who_may_upload(t):
    del t["Rules"]


def takes_the_right_to_write(t):
    del t["Resources"]["CredentialsRole"]["Properties"]["Policies"][0]


BROKEN = [
    (renames_the_bucket, "the bucket was replaced"),
    (opens_the_bucket, "the bucket is open: GET"),
    (deletes_the_bucket, "a file is lost"),
    (leaves_the_bucket_without_its_policy, "the bucket that is left has no policy"),
    (lets_files_expire, "files are lost in time: the rule tidy"),
    (forgets_a_route, "POST /uploads has no authorizer"),
    (lets_a_role_write_anywhere, "CredentialsRole may s3:PutObject on"),
    (asks_nobody_who_may_upload, "deployed without saying who may upload"),
    (takes_the_right_to_write, "S3 refuses the form: 403"),
]
