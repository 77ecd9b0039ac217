import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runBinary } from '../support/binary.ts';
import { REPOSITORY } from '../support/yaml-blocks.ts';

const lines = readFileSync(`${REPOSITORY}Dockerfile`, 'utf8').split('\n');
const instructions = (word: string): string[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
const { scripts } = JSON.parse(readFileSync(`${REPOSITORY}package.json`, 'utf8')) as { scripts: Record<string, string> };

describe('the Dockerfile', () => {
  it('says that it is unproven', () => {
    expect(lines.slice(0, 6).join('\n')).toContain('Unproven');
  });

  it('copies only what is there and what .dockerignore lets through', () => {
    const allowed = readFileSync(`${REPOSITORY}.dockerignore`, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = instructions('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((source) => !existsSync(REPOSITORY + source) || !allowed.includes(source))).toEqual([]);
  });

  it('runs only npm ci and scripts of package.json', () => {
    const unknown = instructions('RUN').filter(
      (command) => !/^npm ci( --omit=dev)?$/.test(command) && scripts[command.replace('npm run ', '')] === undefined,
    );
    expect(unknown).toEqual([]);
  });

  it('ends as a user that is not root, without a shell', () => {
    expect(instructions('USER')).toEqual(['10001:10001']);
    const forms = [
      ...instructions('ENTRYPOINT'),
      ...instructions('CMD'),
      ...instructions('HEALTHCHECK').map((line) => line.slice(line.indexOf('CMD ') + 4)),
    ];
    for (const form of forms) expect(JSON.parse(form)).toBeInstanceOf(Array);
  });

  it('checks its health with a command that the binary has', async () => {
    const { code, stdout } = await runBinary(['healthcheck', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('assay healthcheck');
  });
});
