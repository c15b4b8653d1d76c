/**
 * The form that S3 expects: the signed fields in the order given, and `file`
 * last, because S3 ignores every field after it.
 * @param {Record<string, string>} params the fields that the API has signed
 * @param {Blob} file
 * @returns {FormData}
 */
export function uploadForm(params, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(params)) form.append(name, value);
  form.append('file', file);
  return form;
}
