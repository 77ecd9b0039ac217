import type { ComponentConfig } from '../config/types.ts';
import type { ComponentKind } from '../kernel/component.ts';
import type { Host, Ledger } from '../kernel/host.ts';
import { sameComponent } from '../kernel/reload-plan.ts';
import { type HostServices, type IssuedHost, makeHost } from '../telemetry/host-factory.ts';

interface Entry {
  readonly component: ComponentConfig;
  readonly issued: IssuedHost;
}

/** Hosts for one graph, on top of those already in use. */
export interface HostDraft {
  /** The host of a component: the one in use when nothing about it changed, else a new one. */
  host(kind: ComponentKind, component: ComponentConfig, ledger?: Ledger): Host;
  /** To be called when a component has started. */
  started(kind: ComponentKind, id: string): void;
  /** The drafted hosts are in use now; those that they replace, and those not named in `live`, let go of their gauges and health. */
  commit(live: ReadonlySet<string>): void;
  /** The drafted hosts let go; those in use show their health and gauges again. */
  discard(): void;
}

/**
 * The hosts of a collector by `kind/id`. A component that serves several pipelines has one host, which lives as long as its
 * config does: processors made anew for a changed pipeline go on with it, so that what they share per host stays shared.
 */
export class HostBook {
  readonly #services: HostServices;
  readonly #inUse: Map<string, Entry> = new Map();

  constructor(services: HostServices) {
    this.#services = services;
  }

  /** `fresh` names parts that get a new host though their config is the same. */
  draft(fresh: ReadonlySet<string> = new Set()): HostDraft {
    const drafted = new Map<string, Entry>();
    return {
      host: (kind, component, ledger) => {
        const key = `${kind}/${component.id}`;
        const known = drafted.get(key) ?? (fresh.has(key) ? undefined : this.#inUse.get(key));
        if (known !== undefined && sameComponent(known.component, component)) return known.issued.host;
        const telemetry = component.descriptor.telemetry;
        const issued = makeHost(this.#services, { kind, id: component.id, telemetry, ...(ledger === undefined ? {} : { ledger }) });
        drafted.set(key, { component, issued });
        return issued.host;
      },
      started: (kind, id) => (drafted.get(`${kind}/${id}`) ?? this.#inUse.get(`${kind}/${id}`))?.issued.started(),
      commit: (live) => {
        for (const [key, { issued }] of this.#inUse) {
          if (live.has(key) && !drafted.has(key)) continue;
          issued.release();
          this.#inUse.delete(key);
        }
        for (const [key, entry] of drafted) this.#inUse.set(key, entry);
      },
      discard: () => {
        for (const [key, { issued }] of drafted) {
          issued.release();
          this.#inUse.get(key)?.issued.renew();
        }
      },
    };
  }

  /** The host in use for a component; for parts that a rollback makes again. */
  current(kind: ComponentKind, id: string): Host | undefined {
    return this.#inUse.get(`${kind}/${id}`)?.issued.host;
  }
}
