import { internKey, type Key } from '../../otlp/keys.ts';

/** Attributes that this processor writes (contract section 5). */
export const COST_TOTAL: Key = internKey('assay.cost.total');
export const COST_INPUT: Key = internKey('assay.cost.input');
export const COST_OUTPUT: Key = internKey('assay.cost.output');
export const COST_CACHE_READ: Key = internKey('assay.cost.cache_read');
export const COST_CACHE_WRITE: Key = internKey('assay.cost.cache_write');
export const COST_OTHER: Key = internKey('assay.cost.other');
export const COST_SOURCE: Key = internKey('assay.cost.source');
export const COST_MATCH: Key = internKey('assay.cost.match');
export const COST_PRICE_ID: Key = internKey('assay.cost.price_id');
export const COST_PRICE_VERSION: Key = internKey('assay.cost.price_version');
export const COST_ESTIMATED: Key = internKey('assay.cost.estimated');
export const COST_UNPRICED_REASON: Key = internKey('assay.cost.unpriced_reason');
/** The total before a discount; only with one. */
export const COST_LIST: Key = internKey('assay.cost.list');
/** Our total beside a reported one; only with `on_reported_cost: compute_beside`. */
export const COST_COMPUTED: Key = internKey('assay.cost.computed');
