/** Words near a finding that make it likelier, by entity and language; lower case, at most two words each. */
export interface ContextRow {
  readonly entity: string;
  readonly words: Readonly<Record<string, readonly string[]>>;
}

/** Entity of words that say a number is something else; the nearest word decides. */
export const NOT_PHONE = 'NOT_PHONE';

export const CONTEXT_ROWS: readonly ContextRow[] = [
  {
    entity: 'PHONE_NUMBER',
    words: {
      en: [
        'phone', 'phones', 'telephone', 'tel', 'mobile', 'cell', 'cellphone', 'call', 'calling', 'called', 'callback', 'ring', 'dial', 'fax', 'text me', 'sms', 'whatsapp', 'telegram', 'viber', 'signal',
        'landline', 'hotline', 'helpline', 'contact', 'reach', 'reached', 'my number', 'her number', 'his number', 'their number', 'your number', 'new number', 'voicemail',
        'handset', 'extension', 'ext', 'toll free', 'phone number', 'phonenumber', 'phoneno', 'mobileno', 'texted', 'rang', 'dialed', 'dialled', 'answering', 'switchboard', 'pager',
      ],
      de: ['telefon', 'telefonnummer', 'handy', 'handynummer', 'mobil', 'mobilnummer', 'anrufen', 'rufen', 'anruf', 'festnetz', 'durchwahl', 'erreichbar', 'rufnummer', 'erreichen', 'rückruf'],
      fr: ['téléphone', 'portable', 'appelez', 'appeler', 'joindre', 'numéro', 'télécopie', 'mobile', 'fixe', 'rappeler'],
      es: ['teléfono', 'telefono', 'móvil', 'movil', 'celular', 'llamar', 'llame', 'llámame', 'llamame', 'contacto', 'fijo'],
      it: ['telefono', 'cellulare', 'chiamare', 'chiamami', 'recapito', 'fisso'],
      pt: ['telefone', 'celular', 'telemóvel', 'ligar', 'ligue', 'contato', 'contacto'],
      nl: ['telefoon', 'telefoonnummer', 'mobiel', 'bellen', 'bel', 'bereikbaar'],
      pl: ['telefon', 'telefonu', 'komórka', 'komórkowy', 'zadzwoń', 'kontakt', 'numer'],
      sv: ['telefon', 'mobil', 'ring', 'ringa', 'mobilnummer', 'telefonnummer'],
      tr: ['telefon', 'cep', 'arayın', 'ara', 'numara'],
      ru: ['телефон', 'телефона', 'телефону', 'мобильный', 'звоните', 'позвоните', 'тел', 'номер'],
      zh: ['电话', '電話', '手机', '手機', '联系', '號碼', '号码'],
      ja: ['電話', '携帯', '番号', '連絡'],
      ko: ['전화', '휴대폰', '연락'],
      hi: ['फोन', 'फ़ोन', 'मोबाइल'],
      ar: ['هاتف', 'الهاتف', 'جوال', 'اتصل'],
    },
  },
  {
    entity: NOT_PHONE,
    words: {
      en: [
        'order', 'orders', 'invoice', 'ticket', 'tracking', 'case', 'ref', 'reference', 'sku', 'isbn', 'issn', 'serial', 'version', 'build', 'commit', 'id', 'ids', 'uuid', 'hash', 'product', 'part', 'model',
        'shipment', 'parcel', 'transaction', 'timestamp', 'epoch', 'bytes', 'seconds', 'population', 'price', 'total', 'amount', 'usd', 'eur', 'page', 'pages', 'line', 'port', 'account', 'policy number',
        'ssn', 'iban', 'card', 'passport', 'license', 'licence', 'batch', 'item', 'items', 'asin', 'doi', 'pmid', 'score', 'rows', 'tokens', 'latitude', 'longitude', 'coordinates', 'zip', 'postal', 'date',
        'employee', 'customer number', 'license number', 'licence number', 'account number', 'order number', 'reference number', 'card number', 'id number', 'case number', 'serial number', 'tracking number', 'passport number', 'routing number', 'part number', 'model number', 'invoice number', 'ticket number', 'confirmation number', 'flight number', 'security number', 'flight', 'booking', 'confirmation', 'issue', 'pr', 'rfc', 'code',
      ],
      de: ['bestellung', 'rechnung', 'auftrag', 'kundennummer', 'artikel', 'vorgang', 'seite', 'betrag', 'plz'],
      fr: ['commande', 'facture', 'dossier', 'montant', 'référence'],
      es: ['pedido', 'factura', 'importe', 'referencia'],
    },
  },
  {
    entity: 'CREDIT_CARD',
    words: {
      en: ['card', 'cards', 'credit', 'debit', 'visa', 'mastercard', 'amex', 'maestro', 'discover', 'jcb', 'diners', 'unionpay', 'pan', 'cc', 'cardnumber', 'ccn', 'creditcard', 'payment', 'cvv', 'cvc', 'expiry'],
      de: ['karte', 'kreditkarte', 'kartennummer', 'karten', 'girocard'],
      fr: ['carte', 'carte bancaire', 'bancaire'],
      es: ['tarjeta', 'crédito', 'débito'],
      it: ['carta', 'carta credito'],
      pt: ['cartão', 'cartao'],
      nl: ['kaart', 'creditcard', 'pas'],
      pl: ['karta', 'karty', 'kartę'],
      zh: ['卡号', '信用卡', '银行卡', '卡號'],
      ja: ['カード'],
      ru: ['карта', 'карты', 'карту'],
    },
  },
  {
    entity: 'US_SSN',
    words: {
      en: ['ssn', 'ssns', 'social security', 'social', 'security number', 'soc sec', 'ss number', 'socialsecurity', 'socialsecuritynumber', 'taxpayer', 'tax id', 'last four', 'ssa', 'tin'],
      es: ['seguro social', 'seguridad social'],
    },
  },
  { entity: 'US_ITIN', words: { en: ['itin', 'taxpayer', 'tax id', 'individual taxpayer', 'taxpayer identification', 'tin', 'irs'] } },
  { entity: 'DATE_OF_BIRTH', words: {
    en: ['birth', 'born', 'dob', 'birthday', 'birthdate', 'birthdays', 'dateofbirth', 'b day'],
    de: ['geboren', 'geburtsdatum', 'geburtstag', 'geb'],
    fr: ['né', 'née', 'naissance'],
    es: ['nacido', 'nacida', 'nacimiento', 'nací'],
    it: ['nato', 'nata', 'nascita'],
    pt: ['nascido', 'nascida', 'nascimento'],
    nl: ['geboren', 'geboortedatum'],
    pl: ['urodzony', 'urodzona', 'urodzenia'],
    zh: ['出生', '生日'],
    ja: ['生年月日', '誕生'],
  } },
  { entity: 'US_PASSPORT', words: { en: ['passport', 'passports', 'passportnumber', 'travel document'] } },
  { entity: 'US_DRIVER_LICENSE', words: { en: ['driver', 'drivers', 'driving', 'license', 'licence', 'dl', 'dmv', 'permit', 'driverlicense'] } },
  { entity: 'US_NPI', words: { en: ['npi', 'provider', 'national provider', 'prescriber', 'physician'] } },
  { entity: 'US_MBI', words: { en: ['mbi', 'medicare', 'beneficiary'] } },
  { entity: 'ABA_ROUTING_NUMBER', words: { en: ['routing', 'aba', 'rtn', 'routing number', 'transit', 'wire', 'ach', 'bank'] } },
  { entity: 'IMEI', words: { en: ['imei', 'device', 'handset', 'equipment identity'] } },
  { entity: 'VIN', words: { en: ['vin', 'vehicle', 'chassis', 'car'], de: ['fahrgestellnummer', 'fahrzeug'], fr: ['châssis', 'véhicule'] } },
  { entity: 'UK_NHS', words: { en: ['nhs', 'health service', 'nhs number', 'patient'] } },
  { entity: 'UK_NINO', words: { en: ['nino', 'national insurance', 'ni number', 'insurance number'] } },
  { entity: 'CA_SIN', words: { en: ['sin', 'social insurance', 'insurance number'], fr: ['nas', 'assurance sociale'] } },
  { entity: 'AU_TFN', words: { en: ['tfn', 'tax file', 'file number'] } },
  { entity: 'AU_ABN', words: { en: ['abn', 'business number', 'australian business'] } },
  { entity: 'AU_MEDICARE', words: { en: ['medicare'] } },
  { entity: 'IN_AADHAAR', words: { en: ['aadhaar', 'aadhar', 'uidai', 'uid'], hi: ['आधार'] } },
  { entity: 'PL_PESEL', words: { pl: ['pesel'] } },
  { entity: 'DE_TAX_ID', words: { de: ['steuer', 'steueridentifikationsnummer', 'steuernummer', 'steuerid', 'idnr', 'steuer id', 'tin'], en: ['tax id', 'tin'] } },
  { entity: 'FR_NIR', words: { fr: ['nir', 'sécurité sociale', 'securite sociale', 'insee', 'vitale'] } },
  { entity: 'NL_BSN', words: { nl: ['bsn', 'burgerservicenummer', 'sofinummer', 'sofi'], en: ['citizen service'] } },
  { entity: 'BR_CPF', words: { pt: ['cpf'] } },
  { entity: 'BR_CNPJ', words: { pt: ['cnpj'] } },
  { entity: 'SE_PERSONNUMMER', words: { sv: ['personnummer', 'personnr', 'samordningsnummer', 'pnr'] } },
  { entity: 'FI_HETU', words: { fi: ['hetu', 'henkilötunnus', 'henkilötunnukseni', 'sotu'] } },
  { entity: 'NO_FODSELSNUMMER', words: { no: ['fødselsnummer', 'fodselsnummer', 'personnummer', 'fnr'] } },
  { entity: 'DK_CPR', words: { da: ['cpr', 'cpr nummer', 'personnummer'] } },
  { entity: 'ZA_ID', words: { en: ['id number', 'identity', 'said', 'id'] } },
  { entity: 'KR_RRN', words: { ko: ['주민등록번호', '주민번호'], en: ['rrn', 'resident registration'] } },
];
