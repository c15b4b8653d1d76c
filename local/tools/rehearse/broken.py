"""Changes that break the template, each with the problem that a check must report."""


def renames_the_bucket(t):
    t["Resources"]["UploadBucket"]["Properties"]["BucketName"] = {
        "Fn::If": ["HasIssuer", {"Fn::Sub": "${AWS::StackName}-private"}, {"Fn::Sub": "${AWS::StackName}-public"}]}


def opens_the_bucket(t):
    t["Parameters"]["Inspection"]["Default"] = "off"  # the gate would deny reading
    block = t["Resources"]["UploadBucket"]["Properties"]["PublicAccessBlockConfiguration"]
    block["BlockPublicPolicy"] = block["RestrictPublicBuckets"] = False
    t["Resources"]["UploadBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"].append({
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": {"Fn::Sub": "arn:aws:s3:::${UploadBucket}/*"}})


def deletes_the_bucket(t):
    t["Resources"]["UploadBucket"]["DeletionPolicy"] = "Delete"


def deletes_the_bucket_policy(t):
    del t["Resources"]["UploadBucketPolicy"]["DeletionPolicy"]


def lets_files_expire(t):
    t["Resources"]["UploadBucket"]["Properties"]["LifecycleConfiguration"]["Rules"].append(
        {"Id": "tidy", "Status": "Enabled", "ExpirationInDays": 30})


def leaves_a_route_without_authorizer(t):
    properties = t["Resources"]["UploadsRoute"]["Properties"]
    properties["AuthorizationType"] = "NONE"
    del properties["AuthorizerId"]


def lets_a_role_write_anywhere(t):
    statement = t["Resources"]["CredentialsRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0]
    statement["Resource"] = {"Fn::Sub": "arn:aws:s3:::${UploadBucket}/*"}


def requires_no_choice_of_callers(t):
    del t["Rules"]


def removes_the_right_to_write(t):
    del t["Resources"]["CredentialsRole"]["Properties"]["Policies"][0]


BROKEN = [
    (renames_the_bucket, "the bucket was replaced"),
    (opens_the_bucket, "the bucket is open: GET"),
    (deletes_the_bucket, "a file is lost"),
    (deletes_the_bucket_policy, "the kept bucket has no policy"),
    (lets_files_expire, "the lifecycle rule tidy deletes files"),
    (leaves_a_route_without_authorizer, "POST /uploads has no authorizer"),
    (lets_a_role_write_anywhere, "CredentialsRole may s3:PutObject on"),
    (requires_no_choice_of_callers, "deployed without saying who may upload"),
    (removes_the_right_to_write, "S3 refuses the form: 403"),
]
