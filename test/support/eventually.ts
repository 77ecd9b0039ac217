/** Waits until `check` stops throwing; after `timeoutMs` its last error is thrown. */
export async function eventually<T>(check: () => T | Promise<T>, timeoutMs: number = 20_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(25);
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
