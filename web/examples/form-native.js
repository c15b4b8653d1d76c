const api = document.querySelector('meta[name="slipway-api"]').content;
const form = document.querySelector("#upload");
const button = form.querySelector("button");
const hint = document.querySelector("#hint");
let expiry;
let choices = 0;

form.elements.file.addEventListener("change", async () => {
  button.disabled = true; // until the form is one for the file just chosen
  clearTimeout(expiry);
  if (!form.elements.file.files.length) return; // the choice was taken back
  try {
    await fill(form.elements.file.files[0]);
  } catch (error) {
    hint.textContent = error.message;
  }
});

async function fill(file) {
  const choice = ++choices;

  // 1. Ask for the permission to upload this one file.
  const query = new URLSearchParams({ filename: file.name, type: file.type, size: file.size });
  const response = await fetch(`${api}/getS3UploadCredentials?${query}`);
  const answer = await response.json();
  if (choice !== choices) return; // another file has been chosen meanwhile: this form is not for it
  if (!response.ok) throw new Error(answer.message);

  // 2. Fill in the signed fields, in the order they came, and where to send them.
  const fields = Object.entries(answer.params).map(([name, value]) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    return field;
  });
  document.querySelector("#signed").replaceChildren(...fields);
  form.action = answer.upload_url;

  // 3. The rest is the browser's.
  button.disabled = false;
  hint.textContent = `Ready, for ${answer.expires} seconds.`;
  expiry = setTimeout(() => {
    button.disabled = true;
    hint.textContent = "The form has expired. Choose the file again.";
  }, answer.expires * 1000);
}
