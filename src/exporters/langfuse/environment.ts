/** Longest environment; the ingestion cuts there. */
const MAX_LENGTH = 40;

/**
 * An environment as the ingestion keeps it: lower case, without a leading "langfuse", only `a-z 0-9 - _`, at most 40
 * characters. It turns anything else into `default` without a word; here what does not fit becomes `-`. '' when nothing
 * is left.
 */
export function normalEnvironment(text: string): string {
  return text
    .toLowerCase()
    .replace(/^(?:langfuse)+/, '')
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
}
