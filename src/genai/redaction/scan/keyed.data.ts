/** What stands after a key in documentation, schemas and source instead of a value; lower case, whole value. */
export const NO_VALUES: readonly string[] = [
  'null', 'none', 'nil', 'undefined', 'true', 'false', 'string', 'str', 'text', 'int', 'integer', 'number', 'bool', 'boolean', 'object', 'array', 'any', 'optional', 'required', 'yes', 'no', 'n/a',
  'na', 'redacted', '[redacted]', '(redacted)', 'hidden', 'masked', 'removed', 'empty', 'unset', 'unknown', 'password', 'secret', 'token', 'todo', 'tbd', 'filtered', '[filtered]', 'protected',
  'basic', 'bearer', 'digest', 'oauth2', 'apikey', 'http', 'header', 'query', 'cookie', 'hashed', 'encrypted', 'plaintext',
];

/** How a reference to a value that is somewhere else begins. */
export const REFERENCES: readonly string[] = [
  '$', '{{', '{%', '%(', '%{', 'os.', 'process.', 'env.', 'env[', 'env(', 'getenv', 'config.', 'config[', 'settings.', 'self.', 'this.', 'args.', 'options.', 'params.', 'secrets.', 'vault.', 'var.', 'local.',
  'data.', 'input(', 'input.', 'getpass', 'await ', 'function', 'lambda', 'new ', 'std::', 'str(', 'string(', 'request.', 'req.', 'props.', 'state.', 'context.', 'ctx.', 'import.', 'system.',
  'environment.', 'arn:aws:', 'projects/', '@microsoft.keyvault', 'op://', 'ref+', 'file:', 'process.env', 'builtins.', 'user.', 'credentials.', 'crypto.',
];

/** Words before the credentials in a header, lower case, with the blank. */
export const SCHEMES: readonly string[] = ['bearer ', 'basic ', 'token ', 'digest ', 'negotiate ', 'apikey ', 'api-key ', 'key ', 'hawk ', 'api-token ', 'aws4-hmac-sha256 ', 'ntlm ', 'dpop ', 'signature ', 'oauth '];
