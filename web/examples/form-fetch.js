const api = document.querySelector('meta[name="slipway-api"]').content;
const form = document.querySelector("#upload");
const output = document.querySelector("#answer");

form.addEventListener("submit", async (event) => {
  event.preventDefault(); // the script sends it
  output.textContent = "Uploading…";
  output.textContent = await upload().catch((error) => error.message);
});

async function upload() {
  const file = form.elements.file.files[0];

  // 1. Ask for the permission to upload this one file.
  const query = new URLSearchParams({ filename: file.name, type: file.type, size: file.size });
  const response = await fetch(`${api}/getS3UploadCredentials?${query}`);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);

  // 2. Fill in the signed fields, in the order they came.
  const fields = Object.entries(answer.params).map(([name, value]) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    return field;
  });
  document.querySelector("#signed").replaceChildren(...fields);

  // 3. Post the form to S3. FormData takes its fields in the order of the page.
  const stored = await fetch(answer.upload_url, { method: "POST", body: new FormData(form) });
  return stored.text();
}
