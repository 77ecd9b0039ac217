import { parseDurationMs } from '../../config/units.ts';
import { Redactor } from '../../genai/redaction/redactor.ts';
import type { PolicyProblem } from '../../genai/redaction/policy/problems.ts';
import type { StageProcessor } from '../../kernel/component.ts';
import type { Host } from '../../kernel/host.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { checkGenaiRedaction, type GenaiRedactionConfig } from './config.ts';
import { RedactionCounters } from './counters.ts';
import { PolicyFiles } from './policy-files.ts';
import { RedactionStage } from './stage.ts';

const FLUSH_MS = 1000;
const DEFAULT_RELOAD = '5s';

/** The processor: one stage for all signals, its counters, and the files behind its policy. */
export function createGenaiRedaction(config: GenaiRedactionConfig, host: Host): StageProcessor {
  const files = new PolicyFiles(config);
  const { policy, warnings } = files.load();
  // What the config alone makes one warn of was said when it was checked, once for all pipelines.
  const said = new Set(checkGenaiRedaction(config).map(idOf));
  const warn = (given: readonly PolicyProblem[]): void => {
    for (const warning of given)
      if (!said.has(idOf(warning))) host.log.warn(warning.message, { code: warning.code, path: warning.path.join('.') });
  };
  warn(warnings);
  const redactor = new Redactor(policy);
  const counters = new RedactionCounters(host, redactor);
  const stage = new RedactionStage(redactor, counters);
  const timers: (() => void)[] = [];
  const reload = (): void => {
    if (!files.changed()) return;
    try {
      const loaded = files.load();
      stage.use(loaded.policy);
      warn(loaded.warnings);
      counters.reloaded('success');
      host.log.info('the redaction policy was reloaded', { policy: stage.policy.name });
    } catch (error) {
      counters.reloaded('failure');
      counters.failed('policy');
      host.log.error('a redaction policy was refused; the one before stays in force', {
        code: error instanceof AssayError ? error.code : 'ASSAY_REDACTION_POLICY_FILE',
        ...(error instanceof AssayError ? { detail: error.message } : {}),
        in_force: stage.policy.name,
      });
    }
  };
  return {
    kind: 'stages',
    stages: { id: host.id, span: stage, log: stage, metric: stage, resource: stage, failClosed: true },
    start: () => {
      if (timers.length > 0) return;
      timers.push(host.clock.every(FLUSH_MS, () => counters.flush()));
      const everyMs = parseDurationMs(config.reload_interval ?? DEFAULT_RELOAD);
      if (everyMs > 0 && !files.isEmpty) timers.push(host.clock.every(everyMs, reload));
    },
    shutdown: () => {
      for (const stop of timers.splice(0)) stop();
      counters.flush();
    },
  };
}

function idOf({ code, path }: Pick<PolicyProblem, 'code' | 'path'>): string {
  return `${code} ${path.join('.')}`;
}
