import { VERSION } from '../telemetry/version.ts';

/** The product token of outgoing requests (RFC 9110, 10.1.5). */
export const PRODUCT = 'assay-collector';

/** `User-Agent` of outgoing requests, `assay-collector/<version>`. */
export function userAgent(): string {
  return `${PRODUCT}/${VERSION}`;
}
