import { walkAnnotations } from '../config/annotations.ts';
import type { ComponentConfig } from '../config/types.ts';
import { AssayError } from '../wire/assay-error.ts';

/** True when a start failed because someone else holds an address, a file or a folder; by the suffix of the code. */
export function isBusy(cause: unknown): boolean {
  return cause instanceof AssayError && /_(?:PORT_TAKEN|IN_USE)$/.test(cause.code);
}

export function isPortTaken(cause: unknown): boolean {
  return cause instanceof AssayError && cause.code.endsWith('_PORT_TAKEN');
}

/** Whether two configs of one component may listen on a port in common. Port 0 before may have become any. */
export function sharesAddress(before: ComponentConfig, after: ComponentConfig): boolean {
  const ports = portsOf(before);
  return portsOf(after).some((port) => port !== '0' && (ports.includes(port) || ports.includes('0')));
}

function portsOf({ descriptor, config }: ComponentConfig): string[] {
  const ports: string[] = [];
  walkAnnotations(descriptor.config, config, ({ schema, value }) => {
    const port = schema['x-listen'] === true && typeof value === 'string' ? /:(\d+)$/.exec(value)?.[1] : undefined;
    if (port !== undefined) ports.push(port);
  });
  return ports;
}
