/** As the Collector's `cors` block; absent means that no CORS header is ever sent. */
export interface CorsSettings {
  /** `https://*.example.com`, `*`; `*` stands for any run of characters. Matched without regard to case. */
  readonly allowedOrigins: readonly string[];
  /** Besides those that browsers always allow; `*` allows what is asked for. */
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  /** How long a browser may keep the answer to a preflight; 0 = its own default. */
  readonly maxAgeSeconds: number;
}

/** Allowed by default, as the Collector has it (config/confighttp README). */
const DEFAULT_HEADERS: readonly string[] = ['Accept', 'Content-Type', 'X-Requested-With'];

/** Headers for one origin, made once per listener. */
export interface Cors {
  /** For the answer to a real request; undefined when the origin is not allowed or none is named. */
  headers(origin: string | undefined): Readonly<Record<string, string>> | undefined;
  /** For a preflight (Fetch standard, "CORS-preflight request"); undefined when the origin is not allowed. */
  preflight(origin: string | undefined, askedHeaders: string | undefined): Readonly<Record<string, string>> | undefined;
}

export function compileCors(settings: CorsSettings): Cors {
  const any = settings.allowedOrigins.includes('*');
  const patterns = settings.allowedOrigins.map((origin) => origin.toLowerCase().split('*'));
  const allowed = (origin: string): boolean => any || patterns.some((parts) => matches(origin.toLowerCase(), parts));
  const exposed = settings.exposedHeaders.join(', ');
  const everyHeader = settings.allowedHeaders.includes('*');
  const listed = [...DEFAULT_HEADERS, ...settings.allowedHeaders].join(', ');

  const base = (origin: string | undefined): Record<string, string> | undefined => {
    if (origin === undefined || !allowed(origin)) return undefined;
    if (any) return { 'Access-Control-Allow-Origin': '*' };
    return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true', Vary: 'Origin' };
  };

  return {
    headers: (origin) => {
      const headers = base(origin);
      if (headers !== undefined && exposed !== '') headers['Access-Control-Expose-Headers'] = exposed;
      return headers;
    },
    preflight: (origin, askedHeaders) => {
      const headers = base(origin);
      if (headers === undefined) return undefined;
      headers['Access-Control-Allow-Methods'] = 'POST';
      headers['Access-Control-Allow-Headers'] = everyHeader && askedHeaders !== undefined ? askedHeaders : listed;
      if (settings.maxAgeSeconds > 0) headers['Access-Control-Max-Age'] = String(settings.maxAgeSeconds);
      return headers;
    },
  };
}

/** Whether `text` is the parts in order with anything between them. Linear: no pattern of a config can stall the loop. */
function matches(text: string, parts: readonly string[]): boolean {
  const first = parts[0]!;
  if (parts.length === 1) return text === first;
  const last = parts[parts.length - 1]!;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const found = text.indexOf(parts[i]!, at);
    if (found < 0 || found + parts[i]!.length > end) return false;
    at = found + parts[i]!.length;
  }
  return at <= end;
}
