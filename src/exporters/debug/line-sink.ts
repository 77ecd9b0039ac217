/** Where lines go. Resolves when they are written, so that a slow reader slows the exporter instead of filling memory. */
export interface LineSink {
  write(text: string): Promise<void>;
}

const ignore = (): void => undefined;

/** Standard output. A reader that went away loses lines; it must not end the collector. */
export function stdoutSink(): LineSink {
  if (!process.stdout.listeners('error').includes(ignore)) process.stdout.on('error', ignore);
  return { write: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())) };
}
