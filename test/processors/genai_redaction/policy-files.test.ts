import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildTraces } from '../../../src/otlp/build/traces.ts';
import { checkGenaiRedaction, type GenaiRedactionConfig } from '../../../src/processors/genai_redaction/config.ts';
import { createGenaiRedaction } from '../../../src/processors/genai_redaction/processor.ts';
import { makeFakeHost } from '../../support/fake-host.ts';
import { at, listOf } from './support/spans.ts';
import { runStages } from './support/walk.ts';

const KEY = 'a test key of more than thirty-two bytes';

describe('policy and key files', () => {
  function setUp(config: (folder: string) => GenaiRedactionConfig): {
    folder: string;
    host: ReturnType<typeof makeFakeHost>;
    redact: (text: string) => unknown;
    tick: () => Promise<void>;
  } {
    const folder = mkdtempSync(join(tmpdir(), 'assay-redaction-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const host = makeFakeHost({ id: 'genai_redaction' });
    const given = config(folder);
    const processor = createGenaiRedaction(given, host);
    void processor.start?.();
    onTestFinished(() => void processor.shutdown?.(AbortSignal.abort()));
    const redact = (text: string): unknown => {
      const { object } = runStages(buildTraces([{ spans: [{ name: 'x', attributes: { t: text } }] }]), processor.stages, host);
      return listOf(at(object, 'resourceSpans', 0, 'scopeSpans', 0, 'spans', 0, 'attributes'))['t'];
    };
    return { folder, host, redact, tick: () => host.clock.advance(5000) };
  }

  it('are read again when they change; a new recogniser works from the next batch on', async () => {
    const { folder, host, redact, tick } = setUp((folder) => {
      writeFileSync(join(folder, 'policy.yaml'), 'preset: balanced\n');
      return { policy_file: join(folder, 'policy.yaml') };
    });
    expect(redact('EMP-123456 a@example.com')).toBe('EMP-123456 <EMAIL_ADDRESS>');
    writeFileSync(join(folder, 'policy.yaml'), 'custom:\n  - { name: employee, pattern: "EMP-[0-9]{6}", examples: ["EMP-000001"] }\n');
    await tick();
    expect(redact('EMP-123456 a@example.com')).toBe('<EMPLOYEE> <EMAIL_ADDRESS>');
    expect(host.metrics.value('assay_redaction_policy_reloads', { result: 'success' })).toBe(1);
  });

  it('that are bad leave the policy in force, and say so without their content', async () => {
    const { folder, host, redact, tick } = setUp((folder) => {
      writeFileSync(join(folder, 'policy.yaml'), 'entities: { EMAIL_ADDRESS: redact }\n');
      return { policy_file: join(folder, 'policy.yaml') };
    });
    for (const bad of [
      'entities: { NOPE: replace }\n',
      'entitys: {}\n',
      'a: [',
      'just text',
      'custom: [{ name: x, pattern: "canary(" }]\n',
    ]) {
      writeFileSync(join(folder, 'policy.yaml'), bad);
      await tick();
      expect(redact('a@example.com!')).toBe('!');
    }
    expect(host.metrics.value('assay_redaction_policy_reloads', { result: 'failure' })).toBe(5);
    expect(host.logs.filter(({ level }) => level === 'error')).toHaveLength(5);
    writeFileSync(join(folder, 'policy.yaml'), 'preset: none\n');
    await tick();
    expect(redact('a@example.com!')).toBe('a@example.com!');
  });

  it('rotate the key: new pseudonyms name the new one, old ones stay', async () => {
    const { folder, redact, tick } = setUp((folder) => {
      writeFileSync(join(folder, 'key'), `id: k1\n${KEY}\n`);
      return { hmac_key_file: join(folder, 'key'), entities: { EMAIL_ADDRESS: 'hmac' } };
    });
    const before = String(redact('a@example.com'));
    expect(before).toMatch(/^<EMAIL_ADDRESS:k1:[0-9a-f]{16}>$/);
    writeFileSync(join(folder, 'key'), `id: k2\n${KEY} another\n`);
    await tick();
    expect(redact(`${before} a@example.com`)).toMatch(new RegExp(`^${before} <EMAIL_ADDRESS:k2:[0-9a-f]{16}>$`));
    writeFileSync(join(folder, 'key'), 'id: k3\nshort\n');
    await tick();
    expect(redact('a@example.com')).toMatch(/^<EMAIL_ADDRESS:k2:/);
  });

  it('that are emptied, cut off or gone leave the policy in force; a whole one is taken again', async () => {
    const { folder, host, redact, tick } = setUp((folder) => {
      writeFileSync(join(folder, 'policy.yaml'), 'custom: [{ name: employee, pattern: "EMP-[0-9]{6}" }]\n');
      return { policy_file: join(folder, 'policy.yaml') };
    });
    const path = join(folder, 'policy.yaml');
    const breaks: (() => void)[] = [
      () => writeFileSync(path, ''),
      () => writeFileSync(path, '# nothing but a comment\n'),
      () => writeFileSync(path, 'custom: [{ name: employee, pattern: "EMP-'),
      () => rmSync(path),
      () => mkdirSync(path),
    ];
    for (const [index, breaking] of breaks.entries()) {
      breaking();
      await tick();
      expect(redact('EMP-123456')).toBe('<EMPLOYEE>');
      expect(host.metrics.value('assay_redaction_policy_reloads', { result: 'failure' })).toBe(index + 1);
    }
    await tick();
    expect(host.metrics.value('assay_redaction_policy_reloads', { result: 'failure' })).toBe(breaks.length);
    rmdirSync(path);
    writeFileSync(path, '{}\n');
    await tick();
    expect(redact('EMP-123456')).toBe('EMP-123456');
    expect(JSON.stringify(host.logs)).not.toContain('EMP-');
  });

  it('say where they are wrong, and nothing of what they hold', async () => {
    const { folder, host, tick } = setUp((folder) => {
      writeFileSync(join(folder, 'policy.yaml'), '{}\n');
      return { policy_file: join(folder, 'policy.yaml') };
    });
    writeFileSync(join(folder, 'policy.yaml'), 'allow:\n  - canary@example.com\n  - [ canary\n');
    await tick();
    const error = host.logs.find(({ level }) => level === 'error');
    expect(JSON.stringify(error)).toMatch(/policy\.yaml:\d+:\d+: is no YAML/);
    expect(JSON.stringify(host.logs)).not.toContain('canary');
  });

  it('that give an id a second key, or no key at all, leave the key in force', async () => {
    const { folder, host, redact, tick } = setUp((folder) => {
      writeFileSync(join(folder, 'key'), `id: k1\n${KEY}\n`);
      return { hmac_key_file: join(folder, 'key'), entities: { EMAIL_ADDRESS: 'hmac' } };
    });
    const before = redact('a@example.com');
    for (const bad of [`id: k1\n${KEY} another\n`, '', 'id: k2\n', `\${'$'}{env:ASSAY_REDACTION_HMAC_KEY_OF_PRODUCTION}\n`]) {
      writeFileSync(join(folder, 'key'), bad);
      await tick();
      expect(redact('a@example.com')).toBe(before);
    }
    expect(host.metrics.value('assay_redaction_policy_reloads', { result: 'failure' })).toBe(4);
    writeFileSync(join(folder, 'key'), `id: k2\n${KEY} another\n`);
    await tick();
    expect(redact(`${String(before)} a@example.com`)).toMatch(/^<EMAIL_ADDRESS:k1:[0-9a-f]{16}> <EMAIL_ADDRESS:k2:[0-9a-f]{16}>$/);
  });

  it('are read at the next look when one changed between two', async () => {
    const { folder, redact, tick } = setUp((folder) => {
      writeFileSync(join(folder, 'policy.yaml'), 'preset: none\n');
      writeFileSync(join(folder, 'key'), `${KEY}\n`);
      return { policy_file: join(folder, 'policy.yaml'), hmac_key_file: join(folder, 'key') };
    });
    expect(redact('a@example.com')).toBe('a@example.com');
    writeFileSync(join(folder, 'policy.yaml'), 'preset: none\nentities: { EMAIL_ADDRESS: hmac }\n');
    await tick();
    expect(redact('a@example.com')).toMatch(/^<EMAIL_ADDRESS:k1:[0-9a-f]{16}>$/);
  });

  it('that cannot be read at the start stop it', () => {
    expect(() => createGenaiRedaction({ hmac_key_file: '/nowhere/key' }, makeFakeHost())).toThrow(/cannot be read/);
  });
});

describe('the warning that there is no key', () => {
  const warnings = (config: GenaiRedactionConfig): number => {
    const host = makeFakeHost({ id: 'genai_redaction' });
    createGenaiRedaction(config, host);
    return host.logs.filter(({ level }) => level === 'warn').length + checkGenaiRedaction(config).length;
  };

  it('comes once, whether the check of the config or a file makes it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-redaction-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'policy.yaml'), 'entities: { EMAIL_ADDRESS: hmac }\n');
    expect(warnings({})).toBe(1);
    expect(warnings({ identity: { action: 'replace' } })).toBe(0);
    expect(warnings({ identity: { action: 'replace' }, policy_file: join(folder, 'policy.yaml') })).toBe(1);
    expect(warnings({ hmac_key: KEY })).toBe(0);
  });
});
