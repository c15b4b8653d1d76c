import { useState } from "react";
import { createRoot } from "react-dom/client";

function Upload() {
  const [message, setMessage] = useState("");
  const onChange = (event) => {
    setMessage("Uploading…");
    upload(event.target.files[0]).then(
      (key) => setMessage(`Stored as ${key}`),
      (error) => setMessage(error.message),
    );
  };
  return (
    <p>
      <input type="file" onChange={onChange} /> <output>{message}</output>
    </p>
  );
}

async function upload(file) {
  const query = new URLSearchParams({ filename: file.name, type: file.type, size: file.size });
  const answer = await fetch(`${API}/getS3UploadCredentials?${query}`);
  const { upload_url, params, message } = await answer.json();
  if (!answer.ok) throw new Error(message);
  const form = new FormData();
  for (const [name, value] of Object.entries(params)) form.append(name, value);
  form.append("file", file); // last
  const stored = await fetch(upload_url, { method: "POST", body: form });
  if (!stored.ok) throw new Error(`S3 refused the file: ${await stored.text()}`);
  return params.key;
}

createRoot(document.querySelector("#root")).render(<Upload />);
