/** Words of names that are no name by themselves. */
export const NAME_PARTICLES: readonly string[] = [
  'mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'sir', 'herr', 'frau', 'von', 'van', 'der', 'den', 'de', 'del', 'della', 'di', 'da', 'dos', 'du', 'la', 'le', 'el', 'al', 'bin', 'ibn', 'ben', 'jr', 'sr', 'ii',
  'iii', 'und', 'and', 'the', 'zu', 'ter', 'ten', 'san', 'saint', 'st', 'mac', 'mc', 'af', 'av',
];

/** Names that are also words of a language: they count only with a capital letter. */
export const COMMON_NAMES: readonly string[] = [
  'will', 'mark', 'rose', 'grace', 'hope', 'joy', 'may', 'june', 'april', 'august', 'summer', 'autumn', 'dawn', 'eve', 'faith', 'ivy', 'lily', 'daisy', 'ruby', 'pearl', 'amber', 'jade', 'crystal',
  'frank', 'bill', 'bob', 'pat', 'sue', 'drew', 'chase', 'grant', 'hunter', 'mason', 'miles', 'page', 'reed', 'rich', 'rob', 'stone', 'wade', 'young', 'king', 'knight', 'baker', 'cook', 'carter', 'fisher',
  'porter', 'smith', 'taylor', 'turner', 'walker', 'ward', 'black', 'brown', 'green', 'white', 'gray', 'grey', 'long', 'short', 'small', 'little', 'best', 'price', 'day', 'field', 'fields', 'hill', 'wood',
  'woods', 'lake', 'brook', 'rivers', 'banks', 'bush', 'park', 'parks', 'lane', 'street', 'bell', 'bishop', 'butler', 'chance', 'christian', 'cross', 'dean', 'english', 'french', 'german', 'holland',
  'earl', 'duke', 'prince', 'norm', 'lance', 'art', 'gene', 'jack', 'nick', 'dick', 'guy', 'ray', 'rusty', 'sandy', 'skip', 'iris', 'olive', 'holly', 'heather', 'hazel', 'ginger', 'angel', 'sunny', 'star',
  'wolf', 'klein', 'gross', 'lang', 'kurz', 'jung', 'alt', 'koch', 'bauer', 'richter', 'kaiser', 'könig', 'vogel', 'fuchs', 'berg', 'stein', 'sommer', 'winter', 'weiss', 'schwarz', 'braun', 'petit',
  'grand', 'blanc', 'noir', 'roux', 'rey', 'cruz', 'rosa', 'luz', 'paz', 'esperanza', 'sol', 'mar', 'flores', 'torres', 'campos', 'prado', 'user', 'test', 'guest', 'admin', 'client', 'customer',
];

/** Account names that belong to nobody. */
export const GENERIC_ACCOUNTS: readonly string[] = [
  'admin', 'administrator', 'info', 'support', 'contact', 'sales', 'hello', 'noreply', 'no-reply', 'root', 'user', 'users', 'test', 'tests', 'guest', 'anonymous', 'unknown', 'system', 'default', 'service',
  'demo', 'example', 'null', 'none', 'undefined', 'office', 'mail', 'email', 'team', 'help', 'billing', 'security', 'webmaster', 'postmaster', 'username', 'account', 'customer', 'client', 'public', 'local',
];
