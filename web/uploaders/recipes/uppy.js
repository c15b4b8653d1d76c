import Uppy from "@uppy/core";
import AwsS3 from "@uppy/aws-s3";

export const headers = {}; // { authorization: `Bearer ${token}` }, with sign-in

export const uppy = new Uppy().use(AwsS3, {
  endpoint: API,
  headers,
  allowedMetaFields: ["caption"], // stored as x-amz-meta-caption
});
