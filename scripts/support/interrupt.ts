/** Ends this process in order at SIGINT and SIGTERM, so that what is owned by it ends too (`exit` listeners): collectors, mounts. */
export function endInOrder(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
}
