"""What make package leaves, deployed as INSTALL.md says, where there is no Go."""

import platform
import shutil

from checks import Watch
from issuer import AUDIENCE
from machine import REGION, REPOSITORY, Failure
from samtranslator.yaml_helper import yaml_parse
from stack import Stack

BUCKET = "slipway-artifacts"
RECIPE = REPOSITORY / "functions/recipes/nested/template.yaml"


class Packaged:
    """The package, in the folder slipway, and what a shell without Go runs there."""

    def __init__(self, aws, use):
        self.aws, self.use = aws, use
        self.folder = aws.folder / "packaged"

    def build(self):
        self.folder.mkdir()
        self.aws.run(["go", "run", "-C", "local", "./tools/package", "-o", self.folder / "slipway"], REPOSITORY)
        self.shell("cd slipway && sha256sum --quiet --check SHA256SUMS")
        self.shell(f"aws s3 mb s3://{BUCKET}")
        self.shell(f"aws s3 cp slipway s3://{BUCKET}/slipway/ --recursive")
        shutil.copy(RECIPE, self.folder)
        return f"{len(list((self.folder / 'slipway').iterdir()))} files, with the checksums that they should have"

    def shell(self, command):
        """Run a command where the PATH leads to the AWS CLI and sam, and to no Go."""
        tools = self.folder / "bin"
        if not tools.exists():
            tools.mkdir()
            (tools / "aws").symlink_to(REPOSITORY / ".venv/aws/bin/aws")
            (tools / "sam").symlink_to(REPOSITORY / ".venv/bin/sam")
            for name in ("sh", "sha256sum"):
                (tools / name).symlink_to(shutil.which(name))
        if shutil.which("go", path=tools):
            raise Failure("there is a go in the PATH")
        self.aws.run(["env", f"PATH={tools}", "sh", "-ec", command], self.folder)

    def deployed(self):
        """The template of the package, by one command."""
        processor = "x86_64" if platform.machine() == "x86_64" else "arm64"
        parameters = {"ArtifactBucket": BUCKET, "Architecture": processor, "AllowAnonymous": "true"}
        words = " ".join(f"{key}={value}" for key, value in parameters.items())
        self.shell(f"aws cloudformation deploy --template-file slipway/template.yaml --stack-name packaged "
                   f"--s3-bucket {BUCKET} --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --parameter-overrides {words}")
        stack = Stack(self.aws, "packaged", self.template())
        stack.parameters = parameters
        watch = Watch(self.aws, stack, None)
        said = self.use(watch)
        if problems := [*watch.problems()]:
            raise Failure("; ".join(problems))
        return said + "; without a Go in the PATH"

    def nested(self, issuer):
        """The recipe, whose template has the package's in it."""
        self.shell(f"sam deploy --template-file template.yaml --stack-name nested --s3-bucket {BUCKET} --region {REGION} "
                   "--capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --no-confirm-changeset --no-progressbar "
                   f"--parameter-overrides ArtifactBucket={BUCKET} JwtIssuer={issuer.url} JwtAudience={AUDIENCE}")
        template = self.template()
        inner = next(r["PhysicalResourceId"] for r in self.aws.cloudformation.describe_stack_resources(
            StackName="nested")["StackResources"] if r["LogicalResourceId"] == "Slipway")
        stack = Stack(self.aws, inner, template)
        answer = self.aws.send("GET", stack.output("ApiUrl") + "/rules")
        if answer.status != 401:
            raise Failure(f"GET /rules without a token is answered {answer.status}, not 401")
        if (outer := Stack(self.aws, "nested", template).output("ApiUrl")) != stack.output("ApiUrl"):
            raise Failure(f"the outer stack says {outer}")
        return "the inner stack's API asks for a token, and is the outer one's output"

    def template(self):
        return yaml_parse((self.folder / "slipway/template.yaml").read_text())
