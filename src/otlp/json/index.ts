export { isJsonError, jsonToProto } from './from-json.ts';
export type { JsonError } from './json-error.ts';
export { writeJsonText } from './json-text.ts';
export { protoToJson } from './to-json.ts';
