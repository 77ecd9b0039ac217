/** One case of h2spec: `section` as `http2/5.1`, `name` the sentence that it is listed by. */
export interface Case {
  readonly section: string;
  readonly name: string;
  readonly fate: 'passed' | 'failed' | 'skipped';
  /** What h2spec expected and saw, when it failed. */
  readonly detail: string;
}

const CASE = /<testcase package="([^"]*)" classname="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g;

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&#34;': '"', '&#39;': "'", '&#xA;': '\n', '&amp;': '&' };

function unescape(text: string): string {
  return text.replaceAll(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity);
}

/** The cases in a JUnit report of h2spec 2. */
export function readReport(xml: string): readonly Case[] {
  return [...xml.matchAll(CASE)].map(([, section, name, inside]) => {
    const failed = /<(?:error|failure)>([\s\S]*?)<\//.exec(inside!)?.[1];
    const fate = failed !== undefined ? 'failed' : inside!.includes('<skipped') ? 'skipped' : 'passed';
    return { section: section!, name: unescape(name!), fate, detail: unescape(failed ?? '').trim() };
  });
}
