/** A component or pipeline id in its two parts. */
export interface IdParts {
  readonly type: string;
  /** Empty when there is no slash. */
  readonly name: string;
}

// As the Collector's component.ID: a type of at most 63 signs, a name of at most 1024 without spaces, control signs and symbols.
const TYPE = /^[a-zA-Z][0-9a-zA-Z_]{0,62}$/;
const NAME = /^[^\p{Z}\p{C}\p{S}]{1,1024}$/u;

/** Splits `type[/name]`; undefined when the id breaks the Collector's rules. */
export function parseId(id: string): IdParts | undefined {
  const slash = id.indexOf('/');
  const type = slash < 0 ? id : id.slice(0, slash);
  const name = slash < 0 ? '' : id.slice(slash + 1);
  if (!TYPE.test(type) || (slash >= 0 && !NAME.test(name))) return undefined;
  return { type, name };
}

/** What an id must look like, for messages. */
export const ID_FORM = 'type or type/name: the type of letters, digits and underscores, the name without spaces and symbols';
