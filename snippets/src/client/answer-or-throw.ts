/** What `UrlFetchApp.fetch` of Google Apps Script answers with. */
interface UrlFetchAnswer {
  getResponseCode(): number;
  getContentText(): string;
}

/**
 * Throws for an answer with `muteHttpExceptions` what `UrlFetchApp.fetch` throws without, and keeps the answer in the
 * error: its headers say when to come again.
 */
export function answerOrThrow<Answer extends UrlFetchAnswer>(response: Answer): Answer {
  const status = response.getResponseCode();
  if (status < 400) return response;
  const error = new Error(`Request failed, returned code ${status}. Server response: ${response.getContentText()}`);
  throw Object.assign(error, { response });
}
