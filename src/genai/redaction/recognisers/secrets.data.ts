import type { SecretRow } from '../recogniser.ts';

interface SecretOptions {
  readonly entropy?: number;
  readonly whole?: boolean;
  readonly counterExamples?: readonly string[];
}

/** One vendor format. Examples are generated from the body by the test, so that no key-like text stands in this repository. */
function secret(id: string, entity: string, prefix: string, body: string, evidence: string, options: SecretOptions = {}): SecretRow {
  return {
    kind: 'secret',
    id,
    entity: `SECRET/${entity}`,
    prefix,
    body,
    evidence,
    examples: [],
    counterExamples: options.counterExamples ?? [],
    ...options,
  };
}

const A = '[A-Za-z0-9]';
const W = '[A-Za-z0-9_-]';
const HEX = '[a-f0-9]';
const HEXI = '[A-Fa-f0-9]';
const B64 = '[A-Za-z0-9+/]';

/** Providers of models and of tools around them. */
export const AI_SECRET_ROWS: readonly SecretRow[] = [
  secret('openai-project', 'OPENAI', 'sk-proj-', `${W}{20,200}`, 'platform.openai.com: project keys, 2024 on', { entropy: 3 }),
  secret('openai-service', 'OPENAI', 'sk-svcacct-', `${W}{20,200}`, 'platform.openai.com: service accounts', { entropy: 3 }),
  secret('openai-admin', 'OPENAI', 'sk-admin-', `${W}{20,200}`, 'platform.openai.com: admin keys', { entropy: 3 }),
  secret('openai-user', 'OPENAI', 'sk-None-', `${W}{20,200}`, 'platform.openai.com: keys of 2024', { entropy: 3 }),
  secret(
    'anthropic',
    'ANTHROPIC',
    'sk-ant-',
    `(?:api|admin|oat|ort|sid)[0-9]{2}-${W}{93}AA`,
    'docs.anthropic.com: 95 signs, the last two AA',
    { whole: true },
  ),
  secret('anthropic-short', 'ANTHROPIC', 'sk-ant-', `${W}{20,66}`, 'docs.anthropic.com: shortened and older keys', {
    entropy: 3,
    whole: true,
  }),
  secret('openrouter', 'OPENROUTER', 'sk-or-v1-', `${HEX}{32,80}`, 'openrouter.ai/docs: API keys', { entropy: 3 }),
  secret(
    'litellm',
    'OPENAI',
    'sk-',
    `${A}{20,64}`,
    'OpenAI legacy keys, DeepSeek, LiteLLM virtual keys: sk- and 20 to 64 letters and digits',
    { entropy: 3.3, counterExamples: ['sk-learn-something-very-long-name'] },
  ),
  secret('google-api', 'GOOGLE_API', 'AIza', `${W}{35}`, 'cloud.google.com/docs/authentication/api-keys: 39 signs', {
    entropy: 3,
    whole: true,
  }),
  secret('google-aq', 'GOOGLE_API', 'AQ.', `${W}{40,80}`, 'ai.google.dev: Gemini keys of 2025', { entropy: 3 }),
  secret('google-oauth', 'GOOGLE_OAUTH', 'ya29.', `${W}{20,400}`, 'developers.google.com: OAuth access tokens', { entropy: 3 }),
  secret('google-oauth-secret', 'GOOGLE_OAUTH', 'GOCSPX-', `${W}{28}`, 'developers.google.com: OAuth client secrets'),
  secret('google-refresh', 'GOOGLE_OAUTH', '1//', `0${W}{40,200}`, 'developers.google.com: refresh tokens', { entropy: 3.5 }),
  secret('groq', 'GROQ', 'gsk_', `${A}{40,60}`, 'console.groq.com', { entropy: 3 }),
  secret('xai', 'XAI', 'xai-', `${A}{60,90}`, 'docs.x.ai', { entropy: 3 }),
  secret('perplexity', 'PERPLEXITY', 'pplx-', `${A}{32,64}`, 'docs.perplexity.ai', { entropy: 3 }),
  secret('huggingface', 'HUGGINGFACE', 'hf_', `${A}{30,40}`, 'huggingface.co/docs/hub/security-tokens', { entropy: 3, whole: true }),
  secret('huggingface-org', 'HUGGINGFACE', 'api_org_', `${A}{34}`, 'huggingface.co: organisation tokens', { entropy: 2.5 }),
  secret('replicate', 'REPLICATE', 'r8_', `${A}{37,40}`, 'replicate.com/docs', { entropy: 3 }),
  secret('fireworks', 'FIREWORKS', 'fw_', `${A}{22,40}`, 'docs.fireworks.ai', { entropy: 3 }),
  secret('nvidia', 'NVIDIA', 'nvapi-', `${W}{60,80}`, 'docs.nvidia.com: NIM keys', { entropy: 3 }),
  secret('cerebras', 'CEREBRAS', 'csk-', `${A}{40,60}`, 'inference-docs.cerebras.ai', { entropy: 3 }),
  secret('tavily', 'TAVILY', 'tvly-', `${W}{24,60}`, 'docs.tavily.com', { entropy: 3 }),
  secret('langsmith', 'LANGSMITH', 'lsv2_', `(?:pt|sk)_${HEX}{32}_${HEX}{10}`, 'docs.smith.langchain.com', { entropy: 3 }),
  secret('langfuse-secret', 'LANGFUSE', 'sk-lf-', `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`, 'langfuse.com/docs: secret keys'),
  secret('pinecone', 'PINECONE', 'pcsk_', `${W}{40,90}`, 'docs.pinecone.io', { entropy: 3 }),
  secret('elevenlabs', 'ELEVENLABS', 'sk_', `${HEX}{48}`, 'elevenlabs.io/docs', { entropy: 3, whole: true }),
  secret('wandb', 'WANDB', 'wandb_v1_', `${W}{40,100}`, 'docs.wandb.ai: keys of 2025', { entropy: 3 }),
  secret('jina', 'JINA', 'jina_', `${W}{40,70}`, 'jina.ai', { entropy: 3 }),
  secret('voyage', 'VOYAGE', 'pa-', `${W}{40,60}`, 'docs.voyageai.com', { entropy: 3.5, whole: true }),
  secret('firecrawl', 'FIRECRAWL', 'fc-', `${HEX}{32}`, 'docs.firecrawl.dev', { entropy: 3, whole: true }),
  secret('e2b', 'E2B', 'e2b_', `${HEX}{40}`, 'e2b.dev/docs', { entropy: 3 }),
  secret('stability', 'STABILITY', 'sk-stab-', `${W}{20,80}`, 'platform.stability.ai', { entropy: 3 }),
];

/** Clouds and infrastructure. */
export const CLOUD_SECRET_ROWS: readonly SecretRow[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((prefix) =>
    secret(
      `aws-${prefix.toLowerCase()}`,
      'AWS_ACCESS_KEY',
      prefix,
      '[A-Z0-9]{16}',
      'docs.aws.amazon.com IAM identifiers: prefix and 16 signs',
      { whole: true, entropy: 2 },
    ),
  ),
  secret('aws-bedrock', 'AWS_BEDROCK', 'ABSK', `${B64}{100,280}={0,2}`, 'docs.aws.amazon.com: Bedrock API keys', { entropy: 3 }),
  secret('aws-bedrock-short', 'AWS_BEDROCK', 'bedrock-api-key-', `${B64}{40,2000}={0,2}`, 'docs.aws.amazon.com: short-lived Bedrock keys', {
    entropy: 3,
  }),
  secret(
    'azure-sas',
    'AZURE_SAS',
    'sig=',
    `[A-Za-z0-9+/]{16}[A-Za-z0-9%+/]{24,60}(?:%3D|=)`,
    'learn.microsoft.com: shared access signatures',
    { entropy: 3 },
  ),
  secret('digitalocean-pat', 'DIGITALOCEAN', 'dop_v1_', `${HEX}{64}`, 'docs.digitalocean.com', { entropy: 3 }),
  secret('digitalocean-oauth', 'DIGITALOCEAN', 'doo_v1_', `${HEX}{64}`, 'docs.digitalocean.com', { entropy: 3 }),
  secret('digitalocean-refresh', 'DIGITALOCEAN', 'dor_v1_', `${HEX}{64}`, 'docs.digitalocean.com', { entropy: 3 }),
  secret('alibaba', 'ALIBABA', 'LTAI', `${A}{17,22}`, 'alibabacloud.com: AccessKey ID', { entropy: 2.5, whole: true }),
  secret('tencent', 'TENCENT', 'AKID', `${A}{32}`, 'cloud.tencent.com: SecretId', { entropy: 3, whole: true }),
  secret('cloudflare-origin', 'CLOUDFLARE', 'v1.0-', `${HEX}{24}-${HEX}{146}`, 'developers.cloudflare.com: origin CA keys'),
  secret('heroku', 'HEROKU', 'HRKU-AA', `${W}{58}`, 'devcenter.heroku.com', { entropy: 3 }),
  secret('flyio', 'FLYIO', 'fo1_', `${W}{43}`, 'fly.io/docs', { entropy: 3 }),
  secret('flyio-macaroon', 'FLYIO', 'fm2_', `${B64}{100,1000}={0,3}`, 'fly.io/docs', { entropy: 3 }),
  secret('vercel', 'VERCEL', 'vcp_', `${A}{24,80}`, 'vercel.com/docs', { entropy: 3 }),
  secret('supabase', 'SUPABASE', 'sbp_', `${HEX}{40}`, 'supabase.com/docs', { entropy: 3 }),
  secret('supabase-secret', 'SUPABASE', 'sb_secret_', `${W}{20,60}`, 'supabase.com/docs', { entropy: 3 }),
  secret('planetscale-token', 'PLANETSCALE', 'pscale_tkn_', `${W}{32,64}`, 'planetscale.com/docs', { entropy: 3 }),
  secret('planetscale-password', 'PLANETSCALE', 'pscale_pw_', `${W}{32,64}`, 'planetscale.com/docs', { entropy: 3 }),
  secret('planetscale-oauth', 'PLANETSCALE', 'pscale_oauth_', `${W}{32,64}`, 'planetscale.com/docs', { entropy: 3 }),
  secret('databricks', 'DATABRICKS', 'dapi', `${HEX}{32}(?:-[0-9])?`, 'docs.databricks.com', { entropy: 3, whole: true }),
  secret('vault-service', 'HASHICORP_VAULT', 'hvs.', `${W}{24,200}`, 'developer.hashicorp.com/vault', { entropy: 3 }),
  secret('vault-batch', 'HASHICORP_VAULT', 'hvb.', `${W}{100,400}`, 'developer.hashicorp.com/vault', { entropy: 3 }),
  secret('vault-recovery', 'HASHICORP_VAULT', 'hvr.', `${W}{24,200}`, 'developer.hashicorp.com/vault', { entropy: 3 }),
  secret('terraform', 'TERRAFORM', '.atlasv1.', `${W}{60,70}`, 'developer.hashicorp.com/terraform', { entropy: 3 }),
  secret('pulumi', 'PULUMI', 'pul-', `${HEX}{40}`, 'pulumi.com/docs', { entropy: 3, whole: true }),
  secret('doppler', 'DOPPLER', 'dp.pt.', `${A}{40,44}`, 'docs.doppler.com', { entropy: 3 }),
  secret('doppler-service', 'DOPPLER', 'dp.st.', `${A}{40,44}`, 'docs.doppler.com', { entropy: 3 }),
  secret('infracost', 'INFRACOST', 'ico-', `${A}{32}`, 'infracost.io/docs', { entropy: 3, whole: true }),
  secret('prefect', 'PREFECT', 'pnu_', `${A}{36}`, 'docs.prefect.io', { entropy: 3 }),
  secret('openshift', 'OPENSHIFT', 'sha256~', `${W}{43}`, 'docs.openshift.com', { entropy: 3 }),
  secret('scalingo', 'SCALINGO', 'tk-us-', `${W}{48}`, 'doc.scalingo.com', { entropy: 3 }),
  secret('yandex-cloud', 'YANDEX', 'AQVN', `${W}{35,38}`, 'yandex.cloud/docs', { entropy: 3 }),
  secret('ngrok', 'NGROK', 'ak_', `${A}{27,30}_?${A}{0,21}`, 'ngrok.com/docs', { entropy: 3.5, whole: true }),
  secret('tailscale', 'TAILSCALE', 'tskey-', '[a-z]{3,8}-[A-Za-z0-9]{6,20}-[A-Za-z0-9]{16,40}', 'tailscale.com/kb', { entropy: 3 }),
  secret('age', 'AGE', 'AGE-SECRET-KEY-1', '[A-Z0-9]{58}', 'age-encryption.org'),
  secret('onepassword-service', 'ONEPASSWORD', 'ops_', `ey${B64}{100,2000}={0,3}`, 'developer.1password.com', { entropy: 3 }),
  secret(
    'onepassword-secret',
    'ONEPASSWORD',
    'A3-',
    '[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}',
    'support.1password.com/secret-key',
    { entropy: 2.5 },
  ),
];

/** Source hosting, packages, work tools. */
export const DEVELOPER_SECRET_ROWS: readonly SecretRow[] = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) =>
    secret(`github-${prefix.slice(0, 3)}`, 'GITHUB', prefix, `${A}{36,255}`, 'github.blog: token formats, 2021', { entropy: 3 }),
  ),
  secret('github-pat', 'GITHUB', 'github_pat_', '[A-Za-z0-9_]{60,255}', 'github.blog: fine-grained tokens', { entropy: 3 }),
  secret('gitlab-pat', 'GITLAB', 'glpat-', `${W}{20,300}(?:\\.[0-9a-z]{2,12}){0,2}`, 'docs.gitlab.com: token prefixes', { entropy: 3 }),
  ...['glptt-', 'gldt-', 'glrt-', 'glcbt-', 'glft-', 'glimt-', 'glagent-', 'gloas-', 'glsoat-', 'glffct-'].map((prefix) =>
    secret(`gitlab-${prefix.slice(0, -1)}`, 'GITLAB', prefix, `${W}{20,300}(?:\\.[0-9a-z]{2,12}){0,2}`, 'docs.gitlab.com: token prefixes', {
      entropy: 3,
    }),
  ),
  secret('gitlab-runner', 'GITLAB', 'GR1348941', `${W}{20}`, 'docs.gitlab.com: registration tokens', { entropy: 3 }),
  secret('bitbucket', 'ATLASSIAN', 'ATBB', `${A}{28,40}`, 'support.atlassian.com: app passwords', { entropy: 3, whole: true }),
  secret('bitbucket-access', 'ATLASSIAN', 'ATCTT3', `${W}{60,240}`, 'support.atlassian.com', { entropy: 3 }),
  secret('atlassian', 'ATLASSIAN', 'ATATT3', `${W}{60,240}`, 'support.atlassian.com: API tokens', { entropy: 3 }),
  secret('npm', 'NPM', 'npm_', `${A}{36}`, 'docs.npmjs.com', { entropy: 3 }),
  secret('pypi', 'PYPI', 'pypi-', `AgE[A-Za-z0-9_-]{50,1000}`, 'pypi.org/help: macaroons', { entropy: 3 }),
  secret('rubygems', 'RUBYGEMS', 'rubygems_', `${HEX}{48}`, 'guides.rubygems.org', { entropy: 3 }),
  secret('clojars', 'CLOJARS', 'CLOJARS_', '[a-z0-9]{60}', 'clojars.org', { entropy: 3 }),
  secret('crates', 'CRATES', 'cio', `${A}{32}`, 'crates.io', { entropy: 3.5, whole: true }),
  secret('nuget', 'NUGET', 'oy2', '[a-z0-9]{43}', 'learn.microsoft.com/nuget', { entropy: 3, whole: true }),
  secret('docker', 'DOCKER', 'dckr_pat_', `${W}{24,40}`, 'docs.docker.com', { entropy: 3 }),
  secret('docker-oat', 'DOCKER', 'dckr_oat_', `${W}{24,48}`, 'docs.docker.com', { entropy: 3 }),
  secret('artifactory', 'JFROG', 'AKCp', `${A}{60,75}`, 'jfrog.com', { entropy: 3 }),
  secret('artifactory-reference', 'JFROG', 'cmVmd', `${A}{55,65}`, 'jfrog.com: reference tokens', { entropy: 3 }),
  secret('circleci', 'CIRCLECI', 'CCIPAT_', `${A}{22}_${HEX}{40}`, 'circleci.com/docs', { entropy: 3 }),
  secret('buildkite', 'BUILDKITE', 'bkua_', `${HEX}{40}`, 'buildkite.com/docs', { entropy: 3 }),
  secret('postman', 'POSTMAN', 'PMAK-', `${HEXI}{24}-${HEXI}{34}`, 'learning.postman.com', { entropy: 3 }),
  secret('sentry-user', 'SENTRY', 'sntryu_', `${HEX}{64}`, 'docs.sentry.io', { entropy: 3 }),
  secret('sentry-org', 'SENTRY', 'sntrys_', `${B64}{30,450}={0,2}_${B64}{43}`, 'docs.sentry.io', { entropy: 3 }),
  secret('sonar', 'SONAR', 'squ_', `${A}{38,44}`, 'docs.sonarsource.com', { entropy: 3 }),
  secret('sonar-project', 'SONAR', 'sqp_', `${A}{38,44}`, 'docs.sonarsource.com', { entropy: 3 }),
  secret('sonar-global', 'SONAR', 'sqa_', `${A}{38,44}`, 'docs.sonarsource.com', { entropy: 3 }),
  secret('sourcegraph', 'SOURCEGRAPH', 'sgp_', `(?:(?:${HEXI}{16}|local)_)?${HEXI}{40}`, 'sourcegraph.com/docs', { entropy: 3 }),
  secret('readme', 'README', 'rdme_', '[a-z0-9]{70}', 'docs.readme.com', { entropy: 3 }),
  secret('linear', 'LINEAR', 'lin_api_', `${A}{40}`, 'linear.app/docs', { entropy: 3 }),
  secret('linear-oauth', 'LINEAR', 'lin_oauth_', `${A}{40,64}`, 'linear.app/docs', { entropy: 3 }),
  secret('notion', 'NOTION', 'ntn_', `[0-9]{11}${A}{35}`, 'developers.notion.com', { entropy: 3.6, whole: true }),
  secret('notion-old', 'NOTION', 'secret_', `${A}{43}`, 'developers.notion.com', { entropy: 3, whole: true }),
  secret('airtable', 'AIRTABLE', 'pat', `${A}{14}\\.${HEX}{64}`, 'airtable.com/developers', { entropy: 3 }),
  secret('figma', 'FIGMA', 'figd_', `${W}{35,50}`, 'figma.com/developers', { entropy: 3 }),
  secret('grafana-cloud', 'GRAFANA', 'glc_', `${B64}{32,400}={0,3}`, 'grafana.com/docs', { entropy: 3 }),
  secret('grafana-service', 'GRAFANA', 'glsa_', `${A}{32}_${HEXI}{8}`, 'grafana.com/docs', { entropy: 3 }),
  secret('newrelic-user', 'NEW_RELIC', 'NRAK-', `${A}{27}`, 'docs.newrelic.com', { entropy: 3 }),
  secret('newrelic-insert', 'NEW_RELIC', 'NRII-', '[A-Za-z0-9_-]{32}', 'docs.newrelic.com', { entropy: 3 }),
  secret('newrelic-browser', 'NEW_RELIC', 'NRJS-', `${HEX}{19}`, 'docs.newrelic.com', { entropy: 2.5 }),
  secret('dynatrace', 'DYNATRACE', 'dt0c01.', '[A-Z0-9]{24}\\.[A-Z0-9]{64}', 'docs.dynatrace.com', { entropy: 3 }),
  secret('honeycomb', 'HONEYCOMB', 'hcaik_', `[a-z0-9]{26,80}`, 'docs.honeycomb.io', { entropy: 3 }),
  secret('posthog', 'POSTHOG', 'phx_', `${W}{40,60}`, 'posthog.com/docs', { entropy: 3 }),
  secret('launchdarkly', 'LAUNCHDARKLY', 'sdk-', `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`, 'docs.launchdarkly.com'),
  secret('launchdarkly-api', 'LAUNCHDARKLY', 'api-', `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`, 'docs.launchdarkly.com'),
  secret('octopus', 'OCTOPUS', 'API-', '[A-Z0-9]{25,30}', 'octopus.com/docs', { entropy: 3, whole: true }),
  secret('harness', 'HARNESS', 'pat.', `${W}{22}\\.${A}{24}\\.${A}{20}`, 'developer.harness.io', { entropy: 3 }),
  secret('contentful', 'CONTENTFUL', 'CFPAT-', `${W}{43}`, 'contentful.com/developers', { entropy: 3 }),
  secret('adobe', 'ADOBE', 'p8e-', `${HEX}{32}`, 'developer.adobe.com', { entropy: 3 }),
  secret('frameio', 'FRAMEIO', 'fio-u-', `${W}{64}`, 'developer.frame.io', { entropy: 3 }),
];

/** Payment, messaging, shops and the rest. */
export const BUSINESS_SECRET_ROWS: readonly SecretRow[] = [
  ...['sk_live_', 'sk_test_', 'sk_prod_', 'rk_live_', 'rk_test_', 'rk_prod_'].map((prefix) =>
    secret(`stripe-${prefix.slice(0, -1).replace('_', '-')}`, 'STRIPE', prefix, `${A}{10,120}`, 'docs.stripe.com/keys', { entropy: 2.5 }),
  ),
  secret('stripe-webhook', 'STRIPE', 'whsec_', `${B64}{24,90}={0,2}`, 'docs.stripe.com/webhooks', { entropy: 3 }),
  secret('square', 'SQUARE', 'sq0atp-', `${W}{22,60}`, 'developer.squareup.com', { entropy: 3 }),
  secret('square-secret', 'SQUARE', 'sq0csp-', `${W}{22,60}`, 'developer.squareup.com', { entropy: 3 }),
  secret('square-token', 'SQUARE', 'EAAA', `${W}{56,64}`, 'developer.squareup.com', { entropy: 3.5, whole: true }),
  secret('paypal', 'PAYPAL', 'access_token$production$', `[a-z0-9]{16}\\$${HEX}{32}`, 'developer.paypal.com: Braintree tokens', {
    entropy: 3,
  }),
  secret('adyen', 'ADYEN', 'AQE', `[A-Za-z0-9+/_-]{60,200}`, 'docs.adyen.com', { entropy: 4, whole: true }),
  secret('razorpay', 'RAZORPAY', 'rzp_live_', `${A}{14}`, 'razorpay.com/docs', { entropy: 3 }),
  secret('razorpay-test', 'RAZORPAY', 'rzp_test_', `${A}{14}`, 'razorpay.com/docs', { entropy: 3 }),
  secret('flutterwave', 'FLUTTERWAVE', 'FLWSECK', `(?:_TEST)?-[A-Za-z0-9]{12,40}(?:-X)?`, 'developer.flutterwave.com', { entropy: 2.5 }),
  secret('flutterwave-public', 'FLUTTERWAVE', 'FLWPUBK', `(?:_TEST)?-[A-Za-z0-9]{32}-X`, 'developer.flutterwave.com', { entropy: 2.5 }),
  secret('duffel-live', 'DUFFEL', 'duffel_', `(?:test|live)_${W}{43}`, 'duffel.com/docs', { entropy: 3 }),
  secret('easypost', 'EASYPOST', 'EZAK', `${A}{54}`, 'docs.easypost.com', { entropy: 3 }),
  secret('easypost-test', 'EASYPOST', 'EZTK', `${A}{54}`, 'docs.easypost.com', { entropy: 3 }),
  secret('shippo', 'SHIPPO', 'shippo_', `(?:live|test)_${HEXI}{40}`, 'docs.goshippo.com', { entropy: 3 }),
  ...['shpat_', 'shpca_', 'shppa_', 'shpss_'].map((prefix) =>
    secret(`shopify-${prefix.slice(0, -1)}`, 'SHOPIFY', prefix, `${HEXI}{32}`, 'shopify.dev', { entropy: 2.5 }),
  ),
  secret(
    'plaid',
    'PLAID',
    'access-',
    `(?:sandbox|development|production)-${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`,
    'plaid.com/docs',
  ),
  secret('lob', 'LOB', 'live_', `${HEX}{35}`, 'docs.lob.com', { entropy: 3, whole: true }),
  secret('lob-test', 'LOB', 'test_', `${HEX}{35}`, 'docs.lob.com', { entropy: 3, whole: true }),
  secret('gocardless', 'GOCARDLESS', 'live_', `${W}{40}`, 'developer.gocardless.com', { entropy: 3.5, whole: true }),
  secret('slack-bot', 'SLACK', 'xoxb-', '[A-Za-z0-9-]{20,120}', 'docs.slack.dev: token types', { entropy: 2.5 }),
  ...['xoxp-', 'xoxe-'].map((prefix) =>
    secret(
      `slack-${prefix.slice(0, -1)}`,
      'SLACK',
      prefix,
      `(?:[0-9]{8,14}-){2,3}[A-Za-z0-9]{20,64}|[0-9]-[A-Za-z0-9]{40,250}`,
      'docs.slack.dev: token types',
      { entropy: 2.5 },
    ),
  ),
  ...['xoxa-', 'xoxr-', 'xoxs-', 'xoxo-', 'xoxc-', 'xoxd-'].map((prefix) =>
    secret(`slack-${prefix.slice(0, -1)}`, 'SLACK', prefix, '[A-Za-z0-9-]{12}[A-Za-z0-9%-]{4,250}', 'docs.slack.dev: token types', {
      entropy: 2.5,
    }),
  ),
  secret('slack-rotating', 'SLACK', 'xoxe.', 'xox[bp]-[0-9]-[A-Za-z0-9]{40,200}', 'docs.slack.dev: token rotation', { entropy: 2.5 }),
  secret('slack-app', 'SLACK', 'xapp-', '[0-9]-[A-Z0-9]{6,20}-[0-9]{6,20}-[a-z0-9]{20,90}', 'docs.slack.dev', { entropy: 2.5 }),
  secret('sendgrid', 'SENDGRID', 'SG.', `${W}{16,32}\\.${W}{16,64}`, 'docs.sendgrid.com', { entropy: 3 }),
  secret('sendinblue', 'BREVO', 'xkeysib-', `${HEX}{64}-${A}{16}`, 'developers.brevo.com', { entropy: 3 }),
  secret('brevo-smtp', 'BREVO', 'xsmtpsib-', `${HEX}{64}-${A}{16}`, 'developers.brevo.com', { entropy: 3 }),
  secret('mailgun', 'MAILGUN', 'key-', `${HEX}{32}`, 'documentation.mailgun.com', { entropy: 3, whole: true }),
  secret('mailgun-public', 'MAILGUN', 'pubkey-', `${HEX}{32}`, 'documentation.mailgun.com', { entropy: 3 }),
  secret('resend', 'RESEND', 're_', `${A}{8}_${A}{24}`, 'resend.com/docs', { entropy: 3, whole: true }),
  secret('twilio-key', 'TWILIO', 'SK', `${HEXI}{32}`, 'twilio.com/docs', { entropy: 3, whole: true }),
  secret('facebook', 'FACEBOOK', 'EAA', `[A-Za-z0-9]{100,300}`, 'developers.facebook.com', { entropy: 3 }),
  secret('dropbox-short', 'DROPBOX', 'sl.', `${W}{60,1000}`, 'dropbox.com/developers', { entropy: 3 }),
  secret('typeform', 'TYPEFORM', 'tfp_', `${W}{40,60}`, 'typeform.com/developers', { entropy: 3 }),
  secret('hubspot', 'HUBSPOT', 'pat-', `(?:na|eu|ap)[0-9]-${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`, 'developers.hubspot.com'),
  secret('intra42', 'INTRA42', 's-s4t2', `(?:ud|af)-${HEX}{64}`, 'api.intra.42.fr'),
  secret('settlemint', 'SETTLEMINT', 'sm_', `(?:aat|pat|sat)_${A}{16}`, 'docs.settlemint.com', { entropy: 3 }),
  secret('defined', 'DEFINED', 'dnkey-', `${W}{26}-${W}{52}`, 'docs.defined.net', { entropy: 3 }),
  secret('mapbox', 'MAPBOX', 'sk.', `eyJ${W}{20,300}\\.${W}{20,30}`, 'docs.mapbox.com', { entropy: 3 }),
  secret('mapbox-public', 'MAPBOX', 'pk.', `eyJ${W}{20,300}\\.${W}{20,30}`, 'docs.mapbox.com', { entropy: 3 }),
  secret('clickhouse', 'CLICKHOUSE', '4b1d', `${A}{38}`, 'clickhouse.com/docs', { entropy: 3.5, whole: true }),
  secret('discord', 'DISCORD', 'MT', `${W}{22,26}\\.${W}{6}\\.${W}{27,38}`, 'discord.com/developers: base64 of the bot id, time, HMAC', {
    entropy: 3.5,
  }),
  ...['Mj', 'Mz', 'ND', 'NT', 'Nj', 'Nz', 'OD', 'OT'].map((prefix) =>
    secret(`discord-${prefix.toLowerCase()}`, 'DISCORD', prefix, `${W}{22,26}\\.${W}{6}\\.${W}{27,38}`, 'discord.com/developers', {
      entropy: 3.5,
    }),
  ),
  secret('telegram', 'TELEGRAM', ':AA', `${W}{32,33}`, 'core.telegram.org/bots: bot id, colon, 35 signs', { entropy: 3.5, whole: true }),
  secret(
    'slack-webhook',
    'SLACK',
    'hooks.slack.com/',
    `(?:services|workflows|triggers)/[A-Za-z0-9+/]{30,80}`,
    'docs.slack.dev: incoming webhooks',
  ),
  secret('discord-webhook', 'DISCORD', 'api/webhooks/', `[0-9]{17,20}/${W}{60,80}`, 'discord.com/developers: webhooks', { entropy: 3 }),
  secret('teams-webhook', 'MICROSOFT_TEAMS', 'IncomingWebhook/', `${A}{32}/[A-Za-z0-9-]{36}`, 'learn.microsoft.com: Teams webhooks', {
    entropy: 3,
  }),
  secret('bearer', 'BEARER', 'Bearer ', `[A-Za-z0-9_+/-]{16}[A-Za-z0-9._~+/-]{4,2000}={0,2}`, 'RFC 6750', { entropy: 3.3 }),
  secret('bearer-lower', 'BEARER', 'bearer ', `[A-Za-z0-9_+/-]{16}[A-Za-z0-9._~+/-]{4,2000}={0,2}`, 'RFC 6750, written in lower case', {
    entropy: 3.3,
  }),
];

/** All formats that begin with something of their own. */
export const SECRET_ROWS: readonly SecretRow[] = [
  ...AI_SECRET_ROWS,
  ...CLOUD_SECRET_ROWS,
  ...DEVELOPER_SECRET_ROWS,
  ...BUSINESS_SECRET_ROWS,
];
