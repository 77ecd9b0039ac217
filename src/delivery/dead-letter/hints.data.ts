/** What to look at for a letter, by its reason. */
export const LETTER_HINTS: Readonly<Record<string, string>> = {
  refused: 'The backend refused this by itself. Compare attribute types, sizes, times and ids with what it documents, then replay.',
  too_large: 'One item is larger than a request to this backend may be. Raise the limit of the backend, or drop content before it.',
  retry_exhausted: 'Nothing seems wrong with the data: the backend was not there for long enough. Replay it.',
  retry_disabled: 'Nothing seems wrong with the data: the backend failed once and retries are off. Replay it.',
  expired: 'The data waited longer than max_age. Replay it if the backend still takes data of that age.',
  shutdown: 'Nothing seems wrong with the data: the collector stopped first. Replay it.',
};
