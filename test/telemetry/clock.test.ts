import { expect, test } from 'vitest';
import { systemClock } from '../../src/telemetry/clock.ts';

test('a cancelled timer never fires and is no longer counted', async () => {
  const clock = systemClock();
  let fired = 0;
  const cancel = clock.after(1, () => fired++);
  expect(clock.liveTimers()).toBe(1);
  cancel();
  cancel();
  expect(clock.liveTimers()).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(fired).toBe(0);
});

test('a fired timer is no longer counted', async () => {
  const clock = systemClock();
  await new Promise<void>((resolve) => clock.after(1, resolve));
  expect(clock.liveTimers()).toBe(0);
});

test('an interval fires again and again until it is cancelled', async () => {
  const clock = systemClock();
  let fired = 0;
  await new Promise<void>((resolve) => {
    const cancel = clock.every(1, () => {
      fired++;
      if (fired === 3) {
        cancel();
        resolve();
      }
    });
  });
  expect(fired).toBe(3);
  expect(clock.liveTimers()).toBe(0);
});

test('a delay beyond what setTimeout keeps waits instead of firing at once', async () => {
  const clock = systemClock();
  let fired = false;
  const cancel = clock.after(2 ** 31 + 5000, () => {
    fired = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(fired).toBe(false);
  cancel();
  expect(clock.liveTimers()).toBe(0);
});

test('cancelAll leaves no timer', () => {
  const clock = systemClock();
  clock.after(1000, () => undefined);
  clock.every(1000, () => undefined);
  expect(clock.liveTimers()).toBe(2);
  clock.cancelAll();
  expect(clock.liveTimers()).toBe(0);
});

test('monotonic time does not go back', () => {
  const clock = systemClock();
  const first = clock.monotonicMs();
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(first);
});
