import { readFileSync } from 'node:fs';

/** The root of the package, two folders up from here both in `src/` and in `dist/`. */
export const PACKAGE_ROOT: URL = new URL('../../', import.meta.url);

/** Version from package.json. */
export const VERSION: string = (JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')) as { version: string }).version;
