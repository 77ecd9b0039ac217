import type { SecretRow } from '../recogniser.ts';

const A = '[A-Za-z0-9]';
const W = '[A-Za-z0-9_-]';

function secret(id: string, entity: string, prefix: string, body: string, evidence: string, entropy = 3): SecretRow {
  return { kind: 'secret', id, entity: `SECRET/${entity}`, prefix, body, evidence, entropy, examples: [], counterExamples: [] };
}

/** Formats that vendors introduced when they gave their tokens prefixes; found missing by the second labelled set. */
export const NEWER_SECRET_ROWS: readonly SecretRow[] = [
  secret('netlify', 'NETLIFY', 'nfp_', `${A}{36,40}`, 'docs.netlify.com: personal access tokens'),
  secret('render', 'RENDER', 'rnd_', `${A}{26,40}`, 'render.com/docs: API keys'),
  secret('together', 'TOGETHER', 'tgp_v1_', `${W}{40,48}`, 'docs.together.ai: project keys'),
  secret('helicone', 'HELICONE', 'sk-helicone-', `[a-z0-9]{7}(?:-[a-z0-9]{7}){3}`, 'docs.helicone.ai: API keys'),
  secret('helicone-eu', 'HELICONE', 'sk-helicone-eu-', `[a-z0-9]{7}(?:-[a-z0-9]{7}){3}`, 'docs.helicone.ai: API keys of the EU region'),
  secret('yandex-oauth', 'YANDEX', 'y0_', `${W}{50,65}`, 'yandex.com/dev/id: OAuth tokens'),
  secret('snyk-user', 'SNYK', 'snyk_uat.', `[a-f0-9]{8}\\.${W}[A-Za-z0-9_.-]{40,160}`, 'docs.snyk.io: OAuth user tokens'),
  secret('snyk-service', 'SNYK', 'snyk_sat.', `[a-f0-9]{8}\\.${W}[A-Za-z0-9_.-]{40,160}`, 'docs.snyk.io: service account tokens'),
  secret('neon', 'NEON', 'napi_', `[a-z0-9]{40,80}`, 'neon.com/docs: API keys'),
  secret('deno-personal', 'DENO', 'ddp_', `${A}{36}`, 'docs.deno.com: access tokens'),
  secret('deno-organisation', 'DENO', 'ddo_', `${A}{36}`, 'docs.deno.com: access tokens'),
  secret('intercom', 'INTERCOM', 'dG9rO', `[A-Za-z0-9+/]{40,70}={0,2}`, 'developers.intercom.com: base64 of tok:'),
];
