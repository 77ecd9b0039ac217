/** JSON keys, in lower case without separators, whose bare numbers are ids, times or counts. */
export const ID_KEYS: readonly string[] = [
  'id', 'ids', 'uuid', 'guid', 'index', 'idx', 'created', 'updated', 'timestamp', 'ts', 'time', 'date', 'seed', 'offset', 'length', 'size', 'count', 'total', 'version', 'hash', 'etag', 'sequence', 'seq',
  'port', 'pid', 'line', 'page', 'latency', 'duration', 'elapsed', 'expires', 'exp', 'iat', 'nbf', 'epoch', 'nonce', 'amount', 'price', 'cost', 'width', 'height', 'lat', 'lon', 'lng', 'tokens',
];

/** Endings of such keys. A phone, card or tax number is not called so. */
export const ID_KEY_ENDINGS: readonly string[] = [
  'orderid', 'callid', 'requestid', 'responseid', 'messageid', 'sessionid', 'traceid', 'spanid', 'runid', 'threadid', 'eventid', 'transactionid', 'conversationid', 'documentid', 'objectid', 'userid',
  'accountid', 'productid', 'itemid', 'fileid', 'createdat', 'updatedat', 'timestamp', 'timems', 'timens', 'tokens', 'count', 'bytes', 'hash', 'millis', 'seconds', 'unixtime', 'epoch', 'offset',
];
