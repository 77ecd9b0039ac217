import type { ComponentKind, MetricSpec } from '../kernel/component.ts';
import type { Clock, HealthReport, Host, Ledger } from '../kernel/host.ts';
import type { HealthBoard } from './health-board.ts';
import type { RootLogger } from './log/logger.ts';
import type { OwnMetrics } from './metrics/own-metrics.ts';

/** What all hosts of one collector share. */
export interface HostServices {
  readonly clock: Clock;
  readonly log: RootLogger;
  readonly metrics: OwnMetrics;
  readonly health: HealthBoard;
  /** Environment as it was at start. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A started extension by id. */
  extension(id: string): unknown;
  stopping(): boolean;
}

/** Which component the host is for. */
export interface HostSubject {
  readonly kind: ComponentKind;
  /** `type[/name]` as in YAML. */
  readonly id: string;
  /** The descriptor's own metrics. */
  readonly telemetry: readonly MetricSpec[];
  /** Where items that end in this component are counted; absent for receivers and extensions. */
  readonly ledger?: Ledger;
}

/** A host and the way to take back what it left behind (gauges, health) when its component is gone after a reload. */
export interface IssuedHost {
  readonly host: Host;
  /** To be called when `start` has returned: a component that reported nothing of its own counts as `ok` from here. */
  started(): void;
  /** Shows the last report again: another host of the same component reported in between and is gone. */
  renew(): void;
  release(): void;
}

/** Components that hold no items have nothing to account for. */
const NO_LEDGER: Ledger = Object.freeze({
  received: () => undefined,
  delivered: () => undefined,
  dropped: () => undefined,
  failed: () => undefined,
});

/** A receiver and an exporter may share an id; on the health board the kind keeps them apart. */
function healthKey(kind: ComponentKind, id: string): string {
  return `${kind}/${id}`;
}

let issued = 0;

/**
 * Builds what a component gets at `create`. Health is kept under `kind/id`, since a receiver and an exporter may share
 * an id, as `starting` until `started`; `healthOf` of every host shows all of it.
 */
export function makeHost(services: HostServices, subject: HostSubject): IssuedHost {
  const { kind, id } = subject;
  services.metrics.define(subject.telemetry);
  // A rebuilt component has the same id as the one it replaces, so the owner carries a serial number: the old one's release must not touch it.
  issued += 1;
  const sink = services.metrics.sink(`${kind}/${id}#${issued}`);
  const key = healthKey(kind, id);
  let released = false;
  let last: HealthReport = { state: 'starting' };
  services.health.report(key, last);
  const host: Host = {
    id,
    clock: services.clock,
    log: services.log.child(kind, id),
    metrics: sink,
    env: (name) => (Object.hasOwn(services.env, name) ? services.env[name] : undefined),
    extension: (other) => services.extension(other),
    health: (report) => {
      if (released) return;
      last = report;
      services.health.report(key, report);
    },
    healthOf: () => services.health.all(),
    ledger: subject.ledger ?? NO_LEDGER,
    stopping: () => services.stopping(),
  };
  return {
    host,
    started: () => {
      if (last.state === 'starting') host.health({ state: 'ok' });
    },
    renew: () => {
      if (!released) services.health.report(key, last);
    },
    release: () => {
      if (released) return;
      released = true;
      sink.release();
      services.health.forget(key, last);
    },
  };
}
