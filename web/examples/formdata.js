const api = document.querySelector('meta[name="slipway-api"]').content;
const input = document.querySelector("#file");
const output = document.querySelector("#answer");

input.addEventListener("change", async () => {
  if (!input.files.length) return; // the choice was taken back
  output.textContent = "Uploading…";
  output.textContent = await upload(input.files[0]).catch((error) => error.message);
});

async function upload(file) {
  // 1. Ask for the permission to upload this one file.
  const query = new URLSearchParams({ filename: file.name, type: file.type, size: file.size });
  const response = await fetch(`${api}/getS3UploadCredentials?${query}`);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);

  // 2. Take the signed fields in the order they came, and the file last.
  const form = new FormData();
  for (const [name, value] of Object.entries(answer.params)) form.append(name, value);
  form.append("file", file);

  // 3. Post it to S3.
  const stored = await fetch(answer.upload_url, { method: "POST", body: form });
  return stored.text();
}
