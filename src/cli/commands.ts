import type { Command } from './command.ts';
import { componentsCommand } from './components.ts';
import { costExplainCommand } from './cost-explain.ts';
import { deadLetterListCommand } from './dead-letter-list.ts';
import { deadLetterReplayCommand } from './dead-letter-replay.ts';
import { demoCommand } from './demo.ts';
import { healthcheckCommand } from './healthcheck.ts';
import { priceCommand } from './price.ts';
import { printConfigCommand } from './print-config.ts';
import { redactCommand } from './redact.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { validateCommand } from './validate.ts';

/** All commands, in the order of the help page. */
export const COMMANDS: readonly Command[] = [
  runCommand,
  demoCommand,
  validateCommand,
  componentsCommand,
  printConfigCommand,
  schemaCommand,
  priceCommand,
  costExplainCommand,
  redactCommand,
  deadLetterListCommand,
  deadLetterReplayCommand,
  healthcheckCommand,
];
