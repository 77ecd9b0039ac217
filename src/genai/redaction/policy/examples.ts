import { Engine } from '../engine/engine.ts';
import { NO_KEY } from '../key-class.ts';
import type { CustomDraft } from './compile-custom.ts';
import type { Policy } from './policy.ts';
import type { Problems } from './problems.ts';

/** Runs the examples of custom recognisers against the policy they are part of; each must be found by its own recogniser, counter examples not. */
export function runExamples(policy: Policy, drafts: readonly CustomDraft[], problems: Problems): void {
  if (!drafts.some(({ config }) => config?.examples !== undefined || config?.counter_examples !== undefined)) return;
  const engine = new Engine(policy);
  for (const [index, { id, config }] of drafts.entries()) {
    if (config === undefined) continue;
    for (const field of ['examples', 'counter_examples'] as const) {
      for (const [n, example] of (config[field] ?? []).entries()) {
        const bytes = Buffer.from(example, 'utf8');
        const count = engine.scan(bytes, 0, bytes.length, NO_KEY);
        let found = false;
        for (let hit = 0; hit < count; hit++) if (policy.recognisers[engine.hits.recogniser(hit)]!.id === id) found = true;
        if (found === (field === 'examples')) continue;
        problems.error(
          ['custom', index, field, n],
          'ASSAY_REDACTION_EXAMPLE',
          found ? 'the counter example is found' : 'the example is not found',
        );
      }
    }
  }
}
