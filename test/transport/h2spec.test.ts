import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KNOWN } from '../../scripts/h2spec/known.data.ts';
import { readReport } from '../../scripts/h2spec/report.ts';
import { REPOSITORY } from '../support/yaml-blocks.ts';

describe('the report of h2spec', () => {
  it('is read case by case, with what was expected and seen', () => {
    const xml = `<testsuites><testsuite name="5.1. Stream States" package="http2/5.1">
      <testcase package="http2/5.1" classname="idle: Sends a DATA frame" time="0.0018"></testcase>
      <testcase package="http2/5.1" classname="closed: Sends a &#34;late&#34; frame" time="2.0010">
        <error>Connection closed&#xA;Timeout</error>
      </testcase>
      <testcase package="http2/6.9.2" classname="Sends a SETTINGS frame" time="0.0010"><skipped></skipped></testcase>
    </testsuite></testsuites>`;
    expect(readReport(xml)).toEqual([
      { section: 'http2/5.1', name: 'idle: Sends a DATA frame', fate: 'passed', detail: '' },
      { section: 'http2/5.1', name: 'closed: Sends a "late" frame', fate: 'failed', detail: 'Connection closed\nTimeout' },
      { section: 'http2/6.9.2', name: 'Sends a SETTINGS frame', fate: 'skipped', detail: '' },
    ]);
  });

  it('has every case that may fail told of in docs/architecture.md', () => {
    const section = readFileSync(`${REPOSITORY}docs/architecture.md`, 'utf8').split('## HTTP/2 conformance')[1]!.split('\n## ')[0]!;
    const rows = [...section.matchAll(/^\| ([\w ,.]+) \| (\d+) \|/gm)];
    const told = rows.flatMap(([, names]) =>
      names!.split(', ').map((name) => (name.startsWith('generic') ? name.replace(' ', '/') : `http2/${name}`)),
    );
    expect(told.toSorted()).toEqual([...new Set(KNOWN.map((one) => one.section))].toSorted());
    expect(rows.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(KNOWN.length);
  });
});
