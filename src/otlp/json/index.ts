export { isJsonError, jsonToProto } from './from-json.ts';
export { protoToJson } from './to-json.ts';
