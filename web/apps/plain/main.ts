import { upload, type FileSnapshot } from "slipway-upload";

const input = document.querySelector("input")!;
const total = document.querySelector("progress")!;
const list = document.querySelector("ul")!;

input.addEventListener("change", () => {
  const uploads = upload(input.files!, { api: import.meta.env.VITE_API });
  const rows = uploads.files.map((one) => {
    const row = list.appendChild(document.createElement("li"));
    const [text, pause, cancel] = ["span", "button", "button"].map((tag) =>
      row.appendChild(document.createElement(tag)),
    );
    pause.onclick = () => (one.state === "paused" ? one.resume() : one.pause());
    cancel.textContent = "Cancel";
    cancel.onclick = () => one.cancel();
    return { row, text, pause };
  });
  const show = ({ name, size, state, loaded, error }: FileSnapshot, i: number) => {
    const { row, text, pause } = rows[i];
    row.dataset.state = state;
    text.textContent = `${name}: ${error?.message ?? state}, ${loaded} of ${size} bytes `;
    pause.textContent = state === "paused" ? "Resume" : "Pause";
  };
  const render = () => {
    const { files, loaded, total: bytes } = uploads.snapshot();
    Object.assign(total, { value: loaded, max: bytes || 1 });
    files.forEach(show);
  };
  uploads.subscribe(render);
  render();
});
