import { spawn } from 'node:child_process';
import { peer } from './peers.ts';

/**
 * What `promtool check metrics` says against a page, in the classic format: errors of the parser, not its advice on
 * names. Empty when it is content or not here.
 */
export async function promtoolErrors(page: string): Promise<string> {
  const program = peer('promtool');
  if (program === undefined) return '';
  const child = spawn(program, ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  child.stdin.on('error', () => undefined);
  child.stdin.end(page);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  // 3 = lint findings only (cmd/promtool/main.go), 1 = the page cannot be parsed.
  return code === 0 || code === 3 ? '' : `exit ${code}: ${said}`;
}
