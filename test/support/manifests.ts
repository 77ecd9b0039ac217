import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { REPOSITORY } from './yaml-blocks.ts';

export const MANIFESTS = ['sidecar', 'daemonset', 'gateway'] as const;
export type ManifestName = (typeof MANIFESTS)[number];

/** A Kubernetes object as written; only what tests look at has a type. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: PodTemplate;
    readonly volumeClaimTemplates?: readonly VolumeClaim[];
    readonly [key: string]: unknown;
  };
}

interface PodTemplate {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

export interface PodSpec {
  readonly terminationGracePeriodSeconds?: number;
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

export interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly restartPolicy?: string;
  readonly env?: readonly EnvVar[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources?: { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> };
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } } | undefined;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
  };
}

export interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string };
  readonly emptyDir?: { readonly sizeLimit: string };
  readonly hostPath?: { readonly path: string };
}

interface VolumeClaim {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
}

/** One manifest of deploy/kubernetes, taken apart. */
export interface Manifest {
  readonly objects: readonly KubernetesObject[];
  /** The object whose pods run Assay. */
  readonly workload: KubernetesObject;
  readonly pod: PodSpec;
  readonly assay: Container;
  /** An application that sends to it. */
  readonly application: Container;
  readonly config: string;
}

export function readManifest(name: ManifestName): Manifest {
  const documents = parseAllDocuments(readFileSync(`${REPOSITORY}deploy/kubernetes/${name}.yaml`, 'utf8'));
  const objects = documents.map((document) => document.toJS() as KubernetesObject);
  const pods = objects.filter(({ spec }) => spec?.template !== undefined);
  const named = (container: string, object: KubernetesObject): Container | undefined => {
    const { initContainers = [], containers } = object.spec!.template!.spec;
    return [...initContainers, ...containers].find((each) => each.name === container);
  };
  const workload = pods.find((object) => named('assay', object) !== undefined)!;
  const application = pods.map((object) => named('application', object)).find((each) => each !== undefined)!;
  const pod = workload.spec!.template!.spec;
  const config = objects.find(({ kind }) => kind === 'ConfigMap')!.data!['config.yaml']!;
  return { objects, workload, pod, assay: named('assay', workload)!, application, config };
}
