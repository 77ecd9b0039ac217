/* What one HTTP/1.1 connection may do, and how it ends. */
import { describe, expect, it } from 'vitest';
import { rawSocket } from './support/raw-socket.ts';
import { startHttp, until } from './support/servers.ts';

const HEAD = 'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

describe('an HTTP connection', () => {
  it('that the client wants closed, answered early, ends only when the client has sent everything', async () => {
    const started = await startHttp({ limits: { maxBodyBytes: 1000 } });
    const raw = await rawSocket(started.endpoint);
    raw.socket.write(`${HEAD}Connection: close\r\nContent-Length: 1900\r\n\r\n`);
    await until(() => raw.text().includes('413'));
    const answer = raw.text();
    const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
    await until(() => raw.text().length - raw.text().indexOf('\r\n\r\n') - 4 === length);
    for (let i = 0; i < 19; i++) {
      expect(raw.socket.destroyed).toBe(false);
      raw.socket.write('x'.repeat(100));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await raw.closed).toContain('413');
  });

  it('with more requests ahead of their answers than any OTLP client has is closed', async () => {
    const started = await startHttp({ handler: () => new Promise(() => undefined) });
    const ahead = (count: number): string => `${HEAD}Content-Length: 2\r\n\r\n{}`.repeat(count);
    const modest = await rawSocket(started.endpoint);
    modest.socket.write(ahead(64));
    await until(() => started.seen.length === 64);
    const greedy = await rawSocket(started.endpoint);
    greedy.socket.write(ahead(65));
    await greedy.closed;
    expect(modest.socket.destroyed).toBe(false);
  });
});
