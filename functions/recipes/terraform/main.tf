# Works with OpenTofu too.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "artifact_bucket" {
  description = "The bucket, in the region of the provider, that the package is copied to."
  type        = string
}

variable "jwt_issuer" {
  description = "The issuer of the tokens of those who may upload."
  type        = string
}

variable "jwt_audience" {
  description = "The audience of those tokens."
  type        = string
}

locals {
  package = "${path.module}/slipway" # the package, beside this file
}

resource "aws_s3_object" "zip" {
  for_each = fileset(local.package, "*.zip")
  bucket   = var.artifact_bucket
  key      = "slipway/${each.value}"
  source   = "${local.package}/${each.value}"
}

data "aws_s3_bucket" "artifacts" {
  bucket = var.artifact_bucket
}

# The key has a hash of the content, so that a changed template updates the stack.
resource "aws_s3_object" "template" {
  bucket = var.artifact_bucket
  key    = "slipway/template-${filesha256("${local.package}/template.yaml")}.yaml"
  source = "${local.package}/template.yaml"
}

resource "aws_cloudformation_stack" "slipway" {
  name         = "slipway"
  template_url = "https://${data.aws_s3_bucket.artifacts.bucket_regional_domain_name}/${aws_s3_object.template.key}"
  capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
  parameters = {
    ArtifactBucket = var.artifact_bucket
    ArtifactPrefix = "slipway/"
    AllowedOrigins = "https://www.example.com"
    JwtIssuer      = var.jwt_issuer
    JwtAudience    = var.jwt_audience
  }
  depends_on = [aws_s3_object.zip]
}

output "api_url" {
  description = "What the page gives to slipway.js."
  value       = aws_cloudformation_stack.slipway.outputs["ApiUrl"]
}

output "bucket" {
  description = "The bucket that the files arrive in."
  value       = aws_cloudformation_stack.slipway.outputs["Bucket"]
}
