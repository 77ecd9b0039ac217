import type { Redactor } from '../../genai/redaction/redactor.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import { internKey } from '../../otlp/keys.ts';

const COUNT = internKey('assay.redaction.count');
const ENTITIES = internKey('assay.redaction.entities');
const POLICY = internKey('assay.redaction.policy');

/** Writes what was found in an item on it, as far as the policy wants it said. An earlier pass's summary stays. */
export function writeSummary(attributes: AttributesEdit, redactor: Redactor): void {
  const { summary, name } = redactor.policy;
  if (summary === 'off' || redactor.itemTotal === 0 || attributes.find(COUNT) !== -1) return;
  attributes.setInt(COUNT, redactor.itemTotal);
  if (summary === 'types') {
    const types: string[] = [];
    const counts = redactor.itemCounts;
    for (let entity = 0; entity < counts.length; entity++)
      if (counts[entity]! > 0) types.push(`${redactor.entityName(entity)}:${counts[entity]}`);
    attributes.setTexts(ENTITIES, types.sort());
  }
  if (attributes.find(POLICY) === -1) attributes.setText(POLICY, name);
}
