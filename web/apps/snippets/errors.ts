import { ApiError, UploadError, type Upload } from "slipway-upload";

export async function store(one: Upload) {
  try {
    return (await one.done).key;
  } catch (error) {
    if (error instanceof ApiError && error.code === "FileTooLarge") return `at most ${error.details.limit} bytes`;
    if (error instanceof UploadError) return error.message; // a sentence for the user
    throw error; // an error of the page's own code, or the reason given to cancel()
  }
}
