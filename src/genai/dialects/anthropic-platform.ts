import type { DialectTable } from './table.ts';

/** Spans that Anthropic's API writes on the server side into the caller's trace; the client's span of the same response id is the call. */
export const ANTHROPIC_PLATFORM: DialectTable = {
  id: 'anthropic_platform',
  title: 'Anthropic API, server-side spans',
  source: 'vendor repository read; no recording',
  role: 'server',
  detect: { scope: ['com.anthropic.claude-platform'], resource: { 'service.name': ['claude-platform'] } },
  usage: [{ id: 'summed', cache: 'inside', reasoning: 'inside', ev: 'S' }],
  map: {},
};
