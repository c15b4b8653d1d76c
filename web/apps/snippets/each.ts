import { upload } from "slipway-upload";

const { files } = document.querySelector<HTMLInputElement>("input[type=file]")!;
const [photo, ...others] = files!;
upload([{ file: photo, profile: "avatar", type: "image/png", metadata: { album: "Harbour" } }, ...others]);
