import { rules } from "slipway-upload";

const input = document.querySelector<HTMLInputElement>("input[type=file]")!;
const { maxBytes } = await rules({ profile: "avatar", input }); // sets the input's accept
console.log(`up to ${maxBytes} bytes`);
