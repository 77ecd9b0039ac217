/** A name without what only tells the edition of the same model. */
export interface Stem {
  readonly text: string;
  /** The N of a trailing `-vN`, -1 when there is none. */
  readonly version: number;
}

const GEO = /^(?:regional|global|us-gov|us|eu|apac|jp|au|in|ca|sa)\./;

/**
 * Trailing marks of one edition of a model, as makers write them: dates in six spellings, `-latest`, `-preview`, Google's
 * `-001`, Bedrock's `:0` and context sizes.
 */
const EDITIONS: readonly RegExp[] = [
  /[-@]20\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])$/,
  /-(?:0[1-9]|1[0-2])-20\d{2}$/,
  /-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  /-2[3-9](?:0[1-9]|1[0-2])$/,
  /-(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
  /[-@](?:latest|default)$/,
  /-(?:preview|exp|experimental)$/,
  /-0\d{2}$/,
  /:\d+k?$/,
  /[-.:@_]+$/,
];

/** Takes editions off until none is left. The name is in lower case. */
export function stemOf(name: string): Stem {
  let text = name.replace(GEO, '');
  let version = -1;
  for (;;) {
    const before = text;
    for (const edition of EDITIONS) text = text.replace(edition, '');
    const tail = version === -1 ? /-v(\d{1,2})$/.exec(text) : null;
    if (tail !== null) {
      version = Number(tail[1]);
      text = text.slice(0, tail.index);
    }
    if (text === before) return { text, version };
  }
}
