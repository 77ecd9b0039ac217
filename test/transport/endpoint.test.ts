import { describe, expect, it } from 'vitest';
import { formatEndpoint, isLoopback, parseGrpcEndpoint, parseHttpEndpoint, parseServerEndpoint } from '../../src/transport/endpoint.ts';
import { parseRetryAfter } from '../../src/transport/http/retry-after.ts';

describe('endpoints of listeners', () => {
  it.each([
    ['localhost:4317', 'localhost', 4317],
    ['0.0.0.0:4317', '0.0.0.0', 4317],
    [':4317', '::', 4317],
    ['[::1]:0', '::1', 0],
    ['[fe80::1%eth0]:1', 'fe80::1%eth0', 1],
    ['otel-collector.svc:65535', 'otel-collector.svc', 65535],
  ])('reads %s', (text, host, port) => {
    expect(parseServerEndpoint(text, 'k')).toEqual({ host, port });
  });

  it.each(['localhost', '4317', 'localhost:', 'localhost:65536', 'http://localhost:4317', '::1:4317', 'a b:1', 'user@host:1', ''])(
    'refuses "%s" naming the key',
    (text) => {
      expect(() => parseServerEndpoint(text, 'receivers.otlp.protocols.grpc.endpoint')).toThrow(
        expect.objectContaining({
          code: 'ASSAY_TRANSPORT_BAD_ENDPOINT',
          message: expect.stringContaining('receivers.otlp') as string,
        }) as Error,
      );
    },
  );

  it('writes IPv6 in brackets', () => {
    expect(formatEndpoint({ host: '::1', port: 1 })).toBe('[::1]:1');
    expect(formatEndpoint({ host: 'a', port: 1 })).toBe('a:1');
  });

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['localhost', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['127.evil.net', false],
  ])('knows whether %s is loopback: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('endpoints of backends', () => {
  it.each([
    ['host:4317', false, 'dns:host:4317', true],
    ['host:4317', true, 'dns:host:4317', false],
    ['http://host:4317', false, 'dns:host:4317', false],
    ['https://host:4317/', true, 'dns:host:4317', true],
    ['[::1]:4317', true, 'dns:[::1]:4317', false],
    ['dns:///host:4317', true, 'dns:///host:4317', false],
    ['unix:///tmp/x.sock', true, 'unix:///tmp/x.sock', false],
  ])('reads gRPC %s (insecure: %s)', (text, insecure, target, secure) => {
    expect(parseGrpcEndpoint(text, insecure)).toEqual({ target, secure });
  });

  it.each(['host', 'host:0', 'ftp://host:1', 'http://host:1/path', 'host:1?x', ''])('refuses gRPC "%s"', (text) => {
    expect(parseGrpcEndpoint(text, false)).toBeUndefined();
  });

  it('reads HTTP URLs and refuses others', () => {
    expect(parseHttpEndpoint('https://cloud.example.com/api/public/otel')?.pathname).toBe('/api/public/otel');
    for (const text of ['host:4318', 'ftp://host', 'http://', 'http://u:p@host', 'http://host/?a=1', 'http://host/#x', '']) {
      expect(parseHttpEndpoint(text)).toBeUndefined();
    }
  });
});

describe('Retry-After', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
  it.each([
    ['120', 120_000],
    ['0', 0],
    [' 3 ', 3000],
    ['1.5', 1500],
    ['Wed, 21 Oct 2026 07:29:00 GMT', 60_000],
    ['Wednesday, 21-Oct-26 07:29:00 GMT', 60_000],
    ['Wed Oct 21 07:29:00 2026', 60_000],
    ['Wed, 21 Oct 2020 07:28:00 GMT', 0],
    ['999999999', 86_400_000],
    ['-1', -1],
    ['soon', -1],
    ['2026-10-21', -1],
    ['', -1],
    [undefined, -1],
  ])('reads %s as %i ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
