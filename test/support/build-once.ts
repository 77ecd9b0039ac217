import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Folders whose tests run the built binary. */
const NEEDS_BINARY = /test\/(e2e|conformance|packaging|docs)\b/;

/** Builds dist/ once for a test run that needs it: a run of everything, or of one of those folders. Not where ASSAY_MAIN names a build. */
export function setup(): void {
  if (process.env['ASSAY_MAIN'] !== undefined) return;
  const paths = process.argv.slice(2).filter((argument) => argument.includes('test/'));
  if (paths.length > 0 && !paths.some((path) => NEEDS_BINARY.test(path))) return;
  execFileSync(process.execPath, ['scripts/build.ts'], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
