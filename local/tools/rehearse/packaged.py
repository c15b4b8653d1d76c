"""The package of make package, deployed as in functions/INSTALL.md, without Go."""

import platform
import re
import shutil

from checks import Watch
from issuer import AUDIENCE
from machine import REPOSITORY, Failure
from samtranslator.yaml_helper import yaml_parse
from stack import Stack

BUCKET = "slipway-artifacts"
INSTALL = REPOSITORY / "functions/INSTALL.md"
RECIPE = REPOSITORY / "functions/recipes/nested/template.yaml"


class Packaged:
    """The package in a folder, and commands that run there without Go."""

    def __init__(self, aws, issuer, use):
        self.aws, self.issuer, self.use = aws, issuer, use
        self.folder = aws.folder / "packaged"

    def build(self):
        self.folder.mkdir()
        self.aws.run(["go", "run", "-C", "local", "./tools/package", "-o", self.folder / "slipway"], REPOSITORY)
        self.shell("cd slipway && sha256sum --quiet --check SHA256SUMS")
        self.shell(f"aws s3 mb s3://{BUCKET}")
        self.shell(self.command("aws s3 cp"))
        shutil.copy(RECIPE, self.folder)
        return f"{len(list((self.folder / 'slipway').iterdir()))} files, with the checksums of SHA256SUMS"

    def command(self, start):
        """Return the command of INSTALL.md that begins with start, with the bucket and the issuer of this run."""
        blocks = re.findall(r"```sh\n(.*?)```", INSTALL.read_text(), re.DOTALL)
        command = next(b for b in blocks if b.startswith(start)).replace("BUCKET", BUCKET)
        return command.replace("JwtIssuer=https://auth.example.com/", f"JwtIssuer={self.issuer.url}").replace(
            "JwtAudience=slipway", f"JwtAudience={AUDIENCE}")

    def shell(self, command):
        """Run a command with a PATH that has the AWS CLI and sam, but not Go."""
        tools = self.folder / "bin"
        if not tools.exists():
            tools.mkdir()
            (tools / "aws").symlink_to(REPOSITORY / ".venv/aws/bin/aws")
            (tools / "sam").symlink_to(REPOSITORY / ".venv/bin/sam")
            for name in ("sh", "sha256sum"):
                (tools / name).symlink_to(shutil.which(name))
        if shutil.which("go", path=tools):
            raise Failure("go is in the PATH")
        self.aws.run(["env", f"PATH={tools}", "sh", "-ec", command], self.folder)

    def deployed(self):
        """Deploy the template of the package."""
        processor = "x86_64" if platform.machine() == "x86_64" else "arm64"
        self.shell(self.command("aws cloudformation deploy").replace(
            " ArtifactBucket=", f" Architecture={processor} ArtifactBucket="))
        stack = Stack(self.aws, "slipway", self.template())
        stack.parameters = {"JwtIssuer": self.issuer.url}
        watch = Watch(self.aws, stack, self.issuer)
        result = self.use(watch)
        if problems := [*watch.problems()]:
            raise Failure("; ".join(problems))
        return result + "; without go in the PATH"

    def nested(self):
        """Deploy the recipe whose template nests the package's."""
        self.shell(self.command("sam deploy"))
        template = self.template()
        outer = Stack(self.aws, "app", template)
        inner = Stack(self.aws, outer.names()["Slipway"], template)
        answer = self.aws.send("GET", inner.output("ApiUrl") + "/rules")
        if answer.status != 401:
            raise Failure(f"GET /rules without a token returns {answer.status}, not 401")
        if outer.output("ApiUrl") != inner.output("ApiUrl"):
            raise Failure(f"the outer stack's ApiUrl is {outer.output('ApiUrl')}")
        return "the inner stack's API requires a token, and its URL is an output of the outer one"

    def template(self):
        return yaml_parse((self.folder / "slipway/template.yaml").read_text())
