import { describe, expect, it } from 'vitest';
import { compileCors, type CorsSettings } from '../../src/transport/http/cors.ts';
import { startHttp } from './support/servers.ts';

function settings(allowedOrigins: string[], more: Partial<CorsSettings> = {}): CorsSettings {
  return { allowedOrigins, allowedHeaders: [], exposedHeaders: [], maxAgeSeconds: 0, ...more };
}

describe('CORS', () => {
  it.each([
    ['https://a.example.com', 'https://a.example.com', true],
    ['https://a.example.com', 'https://b.example.com', false],
    ['https://a.example.com', 'https://a.example.com.evil.net', false],
    ['https://*.example.com', 'https://a.example.com', true],
    ['https://*.example.com', 'https://a.b.example.com', true],
    ['https://*.example.com', 'https://example.com', false],
    ['https://*.example.com', 'https://x.evil.com', false],
    ['http*://*.example.com:*', 'https://a.example.com:8443', true],
    ['https://*example*', 'https://www.example.org', true],
    ['https://A.Example.com', 'https://a.example.com', true],
    ['a*a', 'a', false],
    ['ab*bc', 'abc', false],
    ['a*b*c', 'a--c', false],
    ['a*b*c', 'a-b-c', true],
  ])('pattern %s and origin %s: %s', (pattern, origin, allowed) => {
    expect(compileCors(settings([pattern])).headers(origin) !== undefined).toBe(allowed);
  });

  it('answers a preflight with methods, headers and age, and a request with the exposed headers', async () => {
    const started = await startHttp({
      cors: settings(['https://*.example.com'], { allowedHeaders: ['X-Tenant'], exposedHeaders: ['X-Trace'], maxAgeSeconds: 600 }),
    });
    const url = `http://127.0.0.1:${started.endpoint.port}/v1/traces`;
    const origin = 'https://app.example.com';
    const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('vary')).toBe('Origin');
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('X-Tenant');
    expect(preflight.headers.get('access-control-max-age')).toBe('600');
    const response = await fetch(url, { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: '{}' });
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-expose-headers')).toBe('X-Trace');
    const stranger = await fetch(url, {
      method: 'POST',
      headers: { origin: 'https://evil.net', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
    expect(
      (await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://evil.net', 'access-control-request-method': 'POST' } })).status,
    ).toBe(405);
  });

  it('lets errors be read by the page as well', async () => {
    const started = await startHttp({ cors: settings(['*']) });
    const response = await fetch(`http://127.0.0.1:${started.endpoint.port}/v1/nothing`, {
      method: 'POST',
      headers: { origin: 'https://a.b' },
      body: '',
    });
    expect(response.status).toBe(404);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('sends no CORS header unless configured', async () => {
    const started = await startHttp();
    const url = `http://127.0.0.1:${started.endpoint.port}/v1/traces`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { origin: 'https://a.b', 'content-type': 'application/json' },
      body: '{}',
    });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(
      (await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://a.b', 'access-control-request-method': 'POST' } })).status,
    ).toBe(405);
  });
});
