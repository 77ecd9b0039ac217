import { readFileSync } from 'node:fs';

let cached: string | undefined;

/** `User-Agent` of outgoing requests, `assay-collector/<version>`; without a version when the package's manifest cannot be read. */
export function userAgent(): string {
  cached ??= `assay-collector${versionSuffix()}`;
  return cached;
}

/** The manifest lies two folders up both from the sources and from the built files. */
function versionSuffix(): string {
  try {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? `/${version}` : '';
  } catch {
    return '';
  }
}
