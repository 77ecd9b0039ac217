import type { UnitName } from '../units.data.ts';

/** How a rule names models. A text is `equals`. */
export type MatchContent =
  | string
  | { readonly equals: string }
  | { readonly prefix: string }
  | { readonly glob: string }
  | { readonly regex: string };

type PerMtok = Readonly<Partial<Record<UnitName, number>>>;

/** One rule as the schema lets it through. */
export interface RuleContent {
  readonly id?: string;
  readonly provider?: string;
  readonly match: MatchContent;
  readonly from?: string;
  readonly until?: string;
  readonly inherits?: string;
  readonly currency?: string;
  readonly per_mtok?: PerMtok;
  readonly per_request?: number;
  readonly per_1k_web_searches?: number;
  readonly per_audio_hour?: number;
  readonly per_1k_pages?: number;
  readonly tiers?: readonly { readonly above_input_tokens: number; readonly per_mtok: PerMtok }[];
  readonly service_tiers?: Readonly<Record<string, number | PerMtok>>;
  readonly gpu_hour?: { readonly price: number; readonly gpus?: number; readonly concurrency?: number };
  readonly free?: boolean;
  readonly estimated?: boolean;
  readonly source?: string;
}

export interface DiscountContent {
  readonly id?: string;
  readonly provider?: string;
  readonly match?: MatchContent;
  readonly from?: string;
  readonly until?: string;
  readonly percent: number;
  readonly source?: string;
}

/** A price file's content. */
export interface PriceFileContent {
  readonly version?: 1;
  readonly currency?: string;
  readonly fx?: Readonly<Record<string, readonly { readonly from: string; readonly usd: number }[]>>;
  readonly prices?: readonly RuleContent[];
  readonly aliases?: Readonly<Record<string, string>>;
  readonly discounts?: readonly DiscountContent[];
}
