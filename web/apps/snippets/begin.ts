import { upload } from "slipway-upload";

const input = document.querySelector<HTMLInputElement>("input[type=file]")!;
const uploads = upload(input.files!, {
  api: "https://abc123.execute-api.eu-central-1.amazonaws.com",
  onChange: (one) => console.log(one.name, one.state, one.loaded),
});
for (const result of await uploads.done) {
  console.log(result.status === "fulfilled" ? result.value.key : result.reason.message);
}
