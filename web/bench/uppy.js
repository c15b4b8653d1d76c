/**
 * One version of Uppy, whichever this is bundled with.
 */
import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";

/**
 * @param {File[]} files
 * @param {object} backend where it signs
 */
export async function upload(files, backend) {
  const shouldUseMultipart = (file) => file.size > 16 * 2 ** 20; // from which size on Slipway's client uses parts
  const uppy = new Uppy().use(AwsS3, { ...backend, shouldUseMultipart, allowedMetaFields: [] });
  uppy.addFiles(files.map((file) => ({ name: file.name, type: file.type, data: file })));
  const { successful, failed } = await uppy.upload();
  if (successful.length !== files.length)
    throw new Error(`Uppy stored ${successful.length} of ${files.length}: ${failed[0]?.error}`);
}
