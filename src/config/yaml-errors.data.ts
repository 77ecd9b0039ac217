/** What a syntax error of the YAML parser means for somebody who writes a config. */
export interface YamlErrorText {
  readonly message: string;
  readonly hint: string;
  /** True when the parser recovers exactly, so that everything after the mistake can still be checked. */
  readonly local?: boolean;
  /** True when each occurrence is a mistake of its own; others are often echoes of the first. */
  readonly independent?: boolean;
}

/**
 * By error code of `yaml` 2.9. Its own messages are not shown: some repeat the text they stumbled over, which may be a secret.
 * `local` was tried for each code: the rest of the document came out as it stood.
 */
export const YAML_ERRORS: Readonly<Record<string, YamlErrorText>> = {
  TAB_AS_INDENT: { message: 'a tab is used for indentation', hint: 'indent with spaces, two for each level', independent: true },
  BAD_INDENT: {
    message: 'the indentation does not fit the lines above, or a bracket opened above is not closed',
    hint: 'align keys of one level exactly, and close every [ and {',
  },
  BAD_SCALAR_START: {
    message: 'a plain value cannot start with this sign',
    hint: 'put the value in quotes: "..."',
    local: true,
  },
  BAD_DQ_ESCAPE: {
    message: 'unknown escape sequence in double quotes',
    hint: "write a backslash twice (\\\\), or use single quotes: '...'",
    local: true,
  },
  MISSING_CHAR: { message: 'a colon or a comma is missing here', hint: 'look at the line above as well' },
  MULTILINE_IMPLICIT_KEY: { message: 'this line has no colon after its key', hint: 'write `key: value`, with a space after the colon' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second colon in the same value',
    hint: 'put the value in quotes, or write the nested key on its own line, indented',
  },
  BLOCK_IN_FLOW: {
    message: 'block style inside brackets',
    hint: 'inside [ ] and { } separate with commas, or write the whole thing in block style',
  },
  UNEXPECTED_TOKEN: {
    message: 'this sign has no meaning here',
    hint: 'check quotes and brackets before it; put the value in quotes if it belongs to it',
  },
  NON_STRING_KEY: { message: 'a key must be text', hint: 'put the key in quotes, or remove the brackets or the * around it', local: true },
  MULTIPLE_DOCS: { message: 'a second YAML document starts here', hint: 'remove the `---` line; for several files repeat --config' },
  KEY_OVER_1024_CHARS: { message: 'a key is longer than 1024 signs', hint: 'shorten it, or write `? key` on its own line' },
  BAD_DIRECTIVE: { message: 'unknown directive', hint: 'remove the line that starts with %' },
  MULTIPLE_ANCHORS: { message: 'a value has two anchors', hint: 'keep one &name', local: true },
  MULTIPLE_TAGS: { message: 'a value has two tags', hint: 'remove the tags', local: true },
  ALIAS_PROPS: { message: 'an alias cannot have an anchor or a tag', hint: 'write only *name', local: true },
  BAD_ALIAS: {
    message: 'malformed alias or anchor',
    hint: 'a name after * or & has no spaces and no brackets; put the value in quotes if it is text',
  },
  BAD_PROP_ORDER: { message: 'an anchor or tag stands in the wrong place', hint: 'write it directly before its value' },
  BAD_COLLECTION_TYPE: { message: 'the tag does not fit the value', hint: 'remove the tag' },
};

/** The one case of MISSING_CHAR whose beginning can be found. */
export const OPEN_QUOTE: YamlErrorText = { message: 'a quote opened here is never closed', hint: 'close it on the same line' };

/** For codes that a later version of the parser may add. */
export const OTHER_YAML_ERROR: YamlErrorText = {
  message: 'not valid YAML',
  hint: 'check quotes, colons and indentation here and on the line above',
};
