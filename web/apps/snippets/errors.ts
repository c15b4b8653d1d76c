import { ApiError, UploadError, type Upload } from "slipway-upload";

export async function store(one: Upload) {
  try {
    return (await one.done).key;
  } catch (error) {
    if (error instanceof ApiError && error.code === "FileTooLarge") return `at most ${error.details.limit} bytes`;
    if (error instanceof UploadError) return error.message; // a sentence for the person at the page
    throw error; // a mistake of the page, or the reason of cancel()
  }
}
