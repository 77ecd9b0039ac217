import type { KeyedRow } from '../recogniser.ts';

/** Names after which a secret stands, as keys of JSON, YAML, environment files, URL queries, headers and source. */
export const KEYED_ROWS: readonly KeyedRow[] = [
  {
    kind: 'keyed',
    id: 'key-password',
    entity: 'SECRET/PASSWORD',
    evidence: 'Names in the settings of common frameworks and drivers; words for password in 14 languages',
    value: 'any',
    names: [
      'password', 'passwd', 'passphrase', 'passcode', '=pwd', 'userpwd', 'dbpwd', 'dbpass', 'userpass', '=pass', 'sshpass', 'pgpassword', 'mysqlpwd', 'password1', 'password2',
      'oldpassword', 'newpassword', 'passwort', 'kennwort', 'contraseña', 'contrasena', 'mot de passe', 'motdepasse', 'senha', 'wachtwoord', 'lösenord',
      'losenord', 'adgangskode', 'passord', 'salasana', 'hasło', 'haslo', 'heslo', 'пароль', 'parola', 'şifre', 'sifre', '密码', '密碼', 'パスワード', '비밀번호',
    ],
    examples: ['password=[[hunter2]]', 'DB_PASSWORD: "[[s3cr3t pass]]"', "{'passwd': '[[tiger]]'}", 'Passwort: [[geheim1]]', 'userPassword = `[[abc]]`', 'pwd=[[abc123]];', '密码：[[hunter2]]'],
    counterExamples: [
      'password: must be changed', 'the password is long', 'password = os.environ["PW"]', 'password=${DB_PASSWORD}', 'password: <your password>', 'password: null', 'password=', 'forgot password?',
      'password = getpass()', 'password: ********',
    ],
  },
  {
    kind: 'keyed',
    id: 'key-secret',
    entity: 'SECRET/KEY',
    evidence: 'Names of settings that hold API keys, in any case and word separation',
    value: 'any',
    names: [
      'api key', 'secret', 'secret key', 'client secret', 'app secret', 'api secret', 'secret access key', 'access key secret', 'aws secret access key', 'account key', 'shared access key',
      'private key', 'encryption key', 'signing key', 'signing secret', 'webhook secret', 'storage key', 'master key', 'subscription key', 'function key', 'license key', 'access token', 'auth token',
      'refresh token', 'session token', 'bearer token', 'id token', 'api token', 'oauth token', 'personal access token', 'security token', 'jwt token', 'auth key',
      'x api key', 'x goog api key', 'api keys', 'anon key', 'service role key', 'shared secret', 'consumer secret', 'client key', 'credentials key', 'apikey', 'jwt secret', 'deploy key', 'bot token',
      'x amz security token', 'x auth token', 'x vault token', 'x gitlab token', 'private token', 'job token', 'access key',
    ],
    examples: [
      'OPENAI_API_KEY=[[abcdefgh12345678]]', '"client_secret": "[[zzz-yyy-xxx]]"', 'x-api-key: [[0123abcd4567]]', 'https://x.test/?api_key=[[q1w2e3r4]]&page=2',
      'AccountKey=[[Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4]];EndpointSuffix=core', 'accessToken: "[[ya.abc]]"',
    ],
    counterExamples: ['api key: required', 'api_key = settings.api_key', 'the secret of success', 'client_secret=<client secret>', 'apiKey: process.env.API_KEY', '"api_key": "string"'],
  },
  {
    kind: 'keyed',
    id: 'key-token',
    entity: 'SECRET/TOKEN',
    evidence: 'Bare `token` is also a unit of text in LLM telemetry: only values that look made up count',
    value: 'opaque',
    names: ['=token', '=auth', '=sig', '=nonce', '=otp code', '=credential', '=credentials', '=creds', 'session key', 'phpsessid', 'jsessionid', '=code verifier', '=assertion'],
    examples: ['token=[[a8f5f167f44f4964e6c998dee827110c]]', '?sig=[[Xk29dkeLQ0pzmA7rT3uW]]&x=1', 'PHPSESSID=[[abc123def456ghi789]]'],
    counterExamples: ['token: hello', '"token": " the"', 'max_tokens=4096', 'token=user_name', 'session_id: abc123def456ghi789', 'token_count: 1234567890123456'],
  },
  {
    kind: 'keyed',
    id: 'key-header',
    entity: 'SECRET/HEADER',
    evidence: 'RFC 9110 section 11.6.2 and RFC 6265: the credentials of a request; the scheme word stays',
    value: 'header',
    names: ['authorization', 'proxy authorization', '=cookie', 'set cookie', '=cookies', 'x authorization'],
    examples: [
      'Authorization: Bearer [[abc.def-123]]', "curl -H 'Authorization: Basic [[dXNlcjpwYXNz]]' https://x.test", 'Cookie: [[sid=31d4d96e407aad42; theme=light]]', 'set-cookie: [[a=b; Path=/]]',
    ],
    counterExamples: ['authorization: required', 'Cookie: yes', 'cookie policy: see below'],
  },
  {
    kind: 'keyed',
    id: 'key-cvv',
    entity: 'CARD_SECURITY_CODE',
    evidence: 'PCI DSS 3.3.1: the verification code may not be kept after authorisation',
    value: 'digits',
    names: ['=cvv', '=cvc', '=cvv2', '=cvc2', '=cid', 'card cvv', 'card cvc', 'security code', 'verification code card', 'prüfziffer', 'cryptogramme'],
    examples: ['CVV: [[123]]', '"cvc": "[[4821]]"', 'security code = [[999]]'],
    counterExamples: ['cvv: required', 'cvv: 12345'],
  },
];
