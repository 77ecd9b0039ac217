import { expect, test } from 'vitest';
import { parseEndpoint } from '../../src/telemetry/endpoint.ts';
import { bindHosts, formatEndpoint } from '../../src/transport/endpoint.ts';
import { AssayError } from '../../src/wire/assay-error.ts';

test.each([
  ['localhost:8888', 'localhost', 8888],
  ['0.0.0.0:0', '0.0.0.0', 0],
  [':13133', '::', 13133],
  ['[::1]:8888', '::1', 8888],
  ['pod-1.example:65535', 'pod-1.example', 65535],
])('%s is parsed into host and port', (text, host, port) => {
  expect(parseEndpoint(text, 'k')).toEqual({ host, port });
});

test.each(['localhost', 'localhost:', 'localhost:65536', 'http://localhost:80', '::1:80', 'a b:80', 'localhost:80/metrics', ''])(
  '%j is refused with the key in the message',
  (text) => {
    const attempt = (): unknown => parseEndpoint(text, 'service.telemetry.metrics.endpoint');
    expect(attempt).toThrow(AssayError);
    expect(attempt).toThrow('service.telemetry.metrics.endpoint');
  },
);

test('IPv6 addresses are shown in brackets', () => {
  expect(formatEndpoint({ host: '::1', port: 1 })).toBe('[::1]:1');
  expect(formatEndpoint({ host: '127.0.0.1', port: 1 })).toBe('127.0.0.1:1');
});

test('localhost is bound on both loopbacks, any other host as it is', () => {
  expect(bindHosts('localhost')).toEqual(['127.0.0.1', '::1']);
  expect(bindHosts('0.0.0.0')).toEqual(['0.0.0.0']);
});
