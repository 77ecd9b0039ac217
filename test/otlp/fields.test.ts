import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../src/otlp/schema.data.ts';
import { ORACLE_ROOT } from '../support/oracle.ts';

/** Messages of proto/ by simple name. */
function messagesOf(namespace: protobuf.NamespaceBase, found: Map<string, protobuf.Type> = new Map()): Map<string, protobuf.Type> {
  for (const nested of namespace.nestedArray) {
    if (nested instanceof protobuf.Type) found.set(nested.name, nested);
    if (nested instanceof protobuf.Namespace) messagesOf(nested, found);
  }
  return found;
}

const protos = messagesOf(ORACLE_ROOT);
const SCALARS: Readonly<Record<string, string>> = { traceId: 'bytes', spanId: 'bytes' };

describe('field numbers in code', () => {
  it.each(Object.values(MESSAGES).map((spec) => [spec.name, spec] as const))('%s agrees with proto/', (name, spec) => {
    const proto = protos.get(name)!;
    expect(proto, `${name} in proto/`).toBeDefined();
    const fromCode = spec.fields.map(({ json, number, type, message, repeated }) => ({
      json,
      number,
      type: message ?? SCALARS[type] ?? type,
      repeated: repeated === true,
    }));
    const fromProto = proto.fieldsArray.map((field) => {
      const resolved = field.resolvedType;
      const type = resolved instanceof protobuf.Enum ? 'enum' : resolved instanceof protobuf.Type ? resolved.name : field.type;
      // SeverityNumber is an enum of 24 names; proto/ has it as the int32 it is on the wire.
      return { json: field.name, number: field.id, type: field.name === 'severityNumber' ? 'enum' : type, repeated: field.repeated };
    });
    const order = (a: { number: number }, b: { number: number }): number => a.number - b.number;
    expect(fromCode.sort(order)).toEqual(fromProto.sort(order));
  });

  it('leave no message of proto/ out but the responses', () => {
    const left = [...protos.keys()].filter((name) => !(name in MESSAGES) && !/Response$|PartialSuccess$/.test(name));
    expect(left).toEqual([]);
  });
});
