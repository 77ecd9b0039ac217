import type { Batch } from '../../../../src/otlp/batch.ts';
import { encode } from './walk.ts';

type Any = Record<string, unknown>;

const text = (value: string): Any => ({ stringValue: value });
const id16 = Buffer.from('0102030405060708090a0b0c0d0e0f10', 'hex');
const id8 = Buffer.from('0102030405060708', 'hex');

/** Values with the marker in every kind an attribute can have, and in the key. */
export function attributes(marker: string, prefix: string): Any[] {
  return [
    { key: `${prefix}.text`, value: text(`before ${marker} after`) },
    { key: `${prefix}.json`, value: text(JSON.stringify({ a: [{ b: `x\n${marker}` }], s: JSON.stringify({ deep: marker }) })) },
    { key: `${prefix}.array`, value: { arrayValue: { values: [text('a'), text(marker), { arrayValue: { values: [text(marker)] } }] } } },
    {
      key: `${prefix}.map`,
      value: {
        kvlistValue: {
          values: [
            { key: 'inner', value: text(marker) },
            { key: marker, value: text('v') },
            { key: 'deep', value: { kvlistValue: { values: [{ key: 'x', value: text(marker) }] } } },
          ],
        },
      },
    },
    { key: `${prefix}.bytes`, value: { bytesValue: Buffer.from(`raw ${marker}`) } },
    { key: `${prefix} ${marker}`, value: text('in the key') },
    { key: 'gen_ai.input.messages', value: text(JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: marker }] }])) },
    // Structural: only what is no number is looked for.
    { key: 'gen_ai.response.id', value: text(/[@_]/.test(marker) ? `resp ${marker}` : 'resp_1') },
    { key: `${prefix}.settings`, value: text(`{"password":${JSON.stringify(`p ${marker}`)},"pass\\u0077ord":${JSON.stringify(marker)}}`) },
    { key: `${prefix}.url`, value: text(`https://x.test/?q=${encodeURIComponent(marker)}&p=1`) },
  ];
}

/** One span with the marker in every place of a trace. */
export function markedTrace(marker: string): Batch {
  return encode(
    'traces',
    {
      resourceSpans: [
        {
          resource: { attributes: attributes(marker, 'resource') },
          scopeSpans: [
            {
              scope: { name: `scope ${marker}`, version: marker, attributes: attributes(marker, 'scope') },
              spans: [
                {
                  traceId: id16,
                  spanId: id8,
                  name: `GET ${marker}`,
                  traceState: `a=${marker}`,
                  startTimeUnixNano: 1,
                  endTimeUnixNano: 2,
                  attributes: attributes(marker, 'span'),
                  events: [
                    {
                      name: `event ${marker}`,
                      timeUnixNano: 1,
                      attributes: [
                        ...attributes(marker, 'event'),
                        { key: 'exception.message', value: text(`failed for ${marker}`) },
                        { key: 'exception.stacktrace', value: text(`Error: ${marker}\n  at x`) },
                      ],
                    },
                  ],
                  links: [{ traceId: id16, spanId: id8, traceState: `b=${marker}`, attributes: attributes(marker, 'link') }],
                  status: { code: 2, message: `no user ${marker}` },
                },
              ],
            },
          ],
        },
      ],
    },
    1,
  );
}

/** Two log records: the marker in a text body, and deep in a map body. */
export function markedLogs(marker: string): Batch {
  return encode(
    'logs',
    {
      resourceLogs: [
        {
          resource: { attributes: attributes(marker, 'resource') },
          scopeLogs: [
            {
              scope: { name: `scope ${marker}`, attributes: attributes(marker, 'scope') },
              logRecords: [
                {
                  timeUnixNano: 1,
                  severityText: `INFO ${marker}`,
                  eventName: `e ${marker}`,
                  body: text(`user ${marker} came`),
                  attributes: attributes(marker, 'log'),
                },
                {
                  timeUnixNano: 1,
                  body: {
                    kvlistValue: {
                      values: [
                        { key: 'content', value: text(marker) },
                        {
                          key: 'parts',
                          value: { arrayValue: { values: [{ kvlistValue: { values: [{ key: 'text', value: text(marker) }] } }] } },
                        },
                      ],
                    },
                  },
                },
              ],
            },
          ],
        },
      ],
    },
    2,
  );
}

/** One point of each kind with the marker in attributes and exemplars. */
export function markedMetrics(marker: string): Batch {
  const exemplars = [{ timeUnixNano: 1, asDouble: 1, spanId: id8, traceId: id16, filteredAttributes: attributes(marker, 'exemplar') }];
  const point = { timeUnixNano: 1, attributes: attributes(marker, 'point'), exemplars };
  return encode(
    'metrics',
    {
      resourceMetrics: [
        {
          resource: { attributes: attributes(marker, 'resource') },
          scopeMetrics: [
            {
              scope: { name: `scope ${marker}` },
              metrics: [
                { name: 'g', gauge: { dataPoints: [{ ...point, asDouble: 1 }] } },
                { name: 's', sum: { aggregationTemporality: 2, dataPoints: [{ ...point, asInt: 1 }] } },
                {
                  name: 'h',
                  histogram: {
                    aggregationTemporality: 2,
                    dataPoints: [{ ...point, count: 1, sum: 1, bucketCounts: [1], explicitBounds: [] }],
                  },
                },
                {
                  name: 'e',
                  exponentialHistogram: {
                    aggregationTemporality: 2,
                    dataPoints: [{ ...point, count: 1, sum: 1, scale: 1, zeroCount: 1 }],
                  },
                },
                { name: 'q', summary: { dataPoints: [{ timeUnixNano: 1, attributes: attributes(marker, 'point'), count: 1, sum: 1 }] } },
              ],
            },
          ],
        },
      ],
    },
    3,
  );
}

/** Whether any spelling of the marker is in the bytes: as it is, escaped for JSON and URLs, in base64, in hex. */
export function spellingsIn(bytes: Uint8Array, marker: string): string[] {
  const haystack = Buffer.from(bytes).toString('latin1');
  const unicode = [...marker].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const spellings = [
    marker,
    encodeURIComponent(marker),
    unicode,
    Buffer.from(marker).toString('base64').replace(/=+$/, '').slice(0, -1),
    Buffer.from(marker).toString('hex'),
    marker.toUpperCase(),
    marker.toLowerCase(),
  ];
  return spellings.filter((spelling) => haystack.includes(Buffer.from(spelling).toString('latin1')));
}
