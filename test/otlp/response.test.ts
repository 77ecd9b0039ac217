import * as fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { decodeExportResponse, encodeExportResponse, exportResponseFromJson, exportResponseToJson } from '../../src/otlp/response.ts';
import { decodeRpcStatus, encodeRpcStatus, rpcStatusFromJson, rpcStatusToJson } from '../../src/otlp/rpc-status.ts';

/** The messages as their own projects write them: the independent reading. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message PartialSuccess { int64 rejected = 1; string error_message = 2; }
  message Response { PartialSuccess partial_success = 1; }
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message RetryInfo { Duration retry_delay = 1; }
`);
const Response = root.lookupType('Response');
const Status = root.lookupType('Status');
const RetryInfo = root.lookupType('RetryInfo');

const text = fc.string({ unit: 'grapheme', maxLength: 300 });

describe('an export response', () => {
  it('of full success is no byte, and {} in JSON', () => {
    expect(encodeExportResponse({ rejected: 0, message: '' })).toHaveLength(0);
    expect(exportResponseToJson('traces', { rejected: 0, message: '' })).toBe('{}');
  });

  it('is what protobufjs reads, and reads what protobufjs writes', () => {
    fc.assert(
      fc.property(fc.nat(), text, (rejected, message) => {
        const bytes = encodeExportResponse({ rejected, message });
        const read = Response.toObject(Response.decode(bytes), { longs: Number, defaults: true }) as {
          partialSuccess: { rejected: number; errorMessage: string } | null;
        };
        expect(read.partialSuccess ?? { rejected: 0, errorMessage: '' }).toEqual({ rejected, errorMessage: message });
        const written = Response.encode(Response.create({ partialSuccess: { rejected, errorMessage: message } })).finish();
        expect(decodeExportResponse(written)).toEqual({ rejected, message });
      }),
    );
  });

  it('survives JSON for each signal under its own key', () => {
    for (const [signal, key] of [
      ['traces', 'rejectedSpans'],
      ['metrics', 'rejectedDataPoints'],
      ['logs', 'rejectedLogRecords'],
    ] as const) {
      const json = exportResponseToJson(signal, { rejected: 7, message: 'x' });
      expect(json).toContain(`"${key}":"7"`);
      expect(exportResponseFromJson(JSON.parse(json))).toEqual({ rejected: 7, message: 'x' });
    }
    expect(exportResponseFromJson({ partialSuccess: { rejectedSpans: 3 } })).toEqual({ rejected: 3, message: '' });
    expect(exportResponseFromJson({ partialSuccess: null })).toEqual({ rejected: 0, message: '' });
    for (const other of [
      1,
      null,
      'x',
      { partialSuccess: 5 },
      { partialSuccess: { rejectedSpans: 'many' } },
      { partialSuccess: { rejectedSpans: -1 } },
    ]) {
      expect(exportResponseFromJson(other)).toBeUndefined();
    }
  });

  it('of a negative count is none', () => {
    const bytes = Response.encode(Response.create({ partialSuccess: { rejected: -1 } })).finish();
    expect(decodeExportResponse(bytes)).toBeUndefined();
  });

  it('is read from any bytes without a throw or an endless loop', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeExportResponse(bytes);
        decodeRpcStatus(bytes);
      }),
      { numRuns: 2000 },
    );
    const valid = encodeRpcStatus({ code: 14, message: 'full', retryAfterMs: 1500 });
    for (let cut = 0; cut < valid.length; cut++) decodeRpcStatus(valid.subarray(0, cut));
    expect(decodeExportResponse(new Uint8Array(5000).fill(0x0a))).toBeUndefined();
  });
});

describe('a google.rpc.Status', () => {
  it('is what protobufjs reads, with RetryInfo', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), text, fc.integer({ min: -1, max: 1e9 }), (code, message, retryAfterMs) => {
        const bytes = encodeRpcStatus({ code, message, retryAfterMs });
        const read = Status.decode(bytes) as unknown as {
          code: number;
          message: string;
          details: { typeUrl: string; value: Uint8Array }[];
        };
        expect([read.code, read.message, read.details.length]).toEqual([code, message, retryAfterMs < 0 ? 0 : 1]);
        if (retryAfterMs >= 0) {
          expect(read.details[0]!.typeUrl).toBe('type.googleapis.com/google.rpc.RetryInfo');
          const { retryDelay } = RetryInfo.toObject(RetryInfo.decode(read.details[0]!.value), { longs: Number, defaults: true }) as {
            retryDelay: { seconds: number; nanos: number };
          };
          expect(retryDelay.seconds * 1000 + retryDelay.nanos / 1e6).toBeCloseTo(retryAfterMs, 5);
        }
        expect(decodeRpcStatus(bytes)).toEqual({ code, message, retryAfterMs });
        expect(rpcStatusFromJson(JSON.parse(rpcStatusToJson({ code, message, retryAfterMs })))).toEqual({ code, message, retryAfterMs });
      }),
    );
  });

  it('skips details it does not know', () => {
    const bytes = Status.encode(
      Status.create({ code: 3, message: 'm', details: [{ typeUrl: 'x/google.rpc.BadRequest', value: new Uint8Array([8, 1]) }] }),
    ).finish();
    expect(decodeRpcStatus(bytes)).toEqual({ code: 3, message: 'm', retryAfterMs: -1 });
  });

  it('takes a negative delay for none', () => {
    const value = RetryInfo.encode(RetryInfo.create({ retryDelay: { seconds: -5 } })).finish();
    const bytes = Status.encode(
      Status.create({ code: 8, details: [{ typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value }] }),
    ).finish();
    expect(decodeRpcStatus(bytes)?.retryAfterMs).toBe(-1);
  });

  it('is not seen in JSON of another shape', () => {
    for (const other of [null, 1, [], {}, { code: 'x' }, { error: 'no' }]) expect(rpcStatusFromJson(other)).toBeUndefined();
    expect(rpcStatusFromJson({ message: 'unauthorized' })).toEqual({ code: 0, message: 'unauthorized', retryAfterMs: -1 });
  });
});
