export async function send(file: File, api: string) {
  const query = new URLSearchParams({ filename: file.name, type: file.type, size: String(file.size) });
  const signed = await fetch(`${api}/getS3UploadCredentials?${query}`);
  const answer = await signed.json();
  if (!signed.ok) throw new Error(answer.message);
  const form = new FormData();
  for (const [name, value] of Object.entries<string>(answer.params)) form.append(name, value);
  form.append("file", file); // last
  const stored = await fetch(answer.upload_url, { method: "POST", body: form });
  if (!stored.ok) throw new Error(`S3 refused the file: ${await stored.text()}`);
  return answer.params.key as string;
}
