/**
 * Sentences of the labelled set; `{EMAIL}` and its like are filled in. Several languages and registers: chat, mail, tickets,
 * tool calls, logs. Every second one is kept aside and never looked at while rules are made.
 */
export const TEMPLATES: readonly string[] = [
  'My email is {EMAIL}, could you update it?', 'Please send the invoice to {EMAIL}.', 'you can reach me under {EMAIL} or {PHONE}', 'Customer {EMAIL} paid with {CARD} yesterday.', 'pay with card {CARD} exp 12/27', 'The card number {CARD} was declined twice.',
  'Kannst du die Rechnung an {EMAIL} schicken?', 'Meine Handynummer ist {PHONE}, ruf mich bitte an.', 'Bitte überweise auf {IBAN}, danke!', 'IBAN: {IBAN}\nBIC: COBADEFFXXX', 'Mon numéro de téléphone : {PHONE}', 'Envoyez-le à {EMAIL} s\'il vous plaît.',
  'Mi teléfono es {PHONE} y mi correo {EMAIL}', 'La mia carta è {CARD}', 'Meu celular: {PHONE}', '我的邮箱是{EMAIL}，谢谢', '电话：{PHONE}', '私のメールは{EMAIL}です。', 'мой телефон {PHONE}, звоните', 'Zadzwoń do mnie: {PHONE}',
  'My SSN is {SSN}.', 'social security number: {SSN}', 'For the form: name John, SSN {SSN}, born in Ohio', 'Her social is {SSN} and her cell is {PHONE}', 'Applicant SSN {SSN}; income 52,000', 'ssn={SSN}',
  '{"name":"send_mail","arguments":{"to":"{EMAIL}","subject":"Hi"}}', '{"tool":"charge","card":"{CARD}","amount":1999,"currency":"EUR"}', '{"phone":"{PHONE}","country":"US"}', '{"iban":"{IBAN}","name":"ACME"}', '{"ssn":"{SSN}","dob":"1980-01-01"}',
  '[{"role":"user","content":"write to {EMAIL}\\nthanks"}]', '[{"role":"user","parts":[{"type":"text","content":"call {PHONE} after 5pm"}]}]', 'Here is the JSON:\n```json\n{"email": "{EMAIL}"}\n```', '<user><mail>{EMAIL}</mail></user>', 'name,email\nBob,{EMAIL}\n',
  'To: {EMAIL}\nCc: {EMAIL}\nSubject: Meeting', 'From: Jane <{EMAIL}>', 'mailto:{EMAIL}?subject=Hello', 'https://example.com/unsubscribe?u={EMAIL}&t=1', '| Jane | {EMAIL} | {PHONE} |', '- contact: {EMAIL}\n- phone: {PHONE}',
  'Call me at {PHONE} tomorrow', 'call {PHONE} asap!!', 'Tel. {PHONE} / Fax on request', 'my number is {PHONE}', 'You can text me: {PHONE}', 'WhatsApp {PHONE}', 'Reach our hotline under {PHONE} (24/7)', 'phone: {PHONE}', 'Contact person: J. Roe, mobile {PHONE}',
  'Ruf mich unter {PHONE} zurück.', 'Erreichbar bin ich telefonisch: {PHONE}', 'Appelez le {PHONE} avant midi', 'Llámame al {PHONE}', 'Telefonnummer {PHONE} (Büro)',
  'transfer 200 EUR to {IBAN} please', 'Konto {IBAN} bei der Sparkasse', 'my iban {IBAN}', 'Debit from {IBAN}, reference 4711.', 'Compte : {IBAN}.', 'Refund to IBAN {IBAN} instead of card {CARD}',
  'Credit card: {CARD}, CVV on the back', 'Visa {CARD}', 'is {CARD} a valid card?', 'Use my amex {CARD}.', 'cc {CARD} 09/28', 'Kreditkarte {CARD} gültig bis 03/29', 'carte bancaire n° {CARD}', 'The customer read out {CARD} on the phone', 'card_number={CARD}&cvc=123',
  'Visit {URL} for details', 'see {URL}.', 'Docs ({URL}) are outdated', 'I read on {URL}, it is great!', 'Link: {URL}', '[here]({URL})', 'curl {URL} -o x', 'The server at {IP} is down', 'connect from {IP}:443', 'ping {IP}', 'blocked {IP} and {IP}', 'client_ip={IP}', 'ssh to {IP}',
  'Token for CI: {SECRET}', 'export KEY={SECRET}', 'my key {SECRET} does not work, why?', '{"headers":{"x":"{SECRET}"}}', 'Here is the .env:\nA=1\nB={SECRET}\n', 'client = Client("{SECRET}")', 'curl -H "X: {SECRET}" {URL}', 'Ich habe den Schlüssel {SECRET} eingetragen', 'use `{SECRET}` as the token', 'error: invalid credentials {SECRET}',
];

/** Sentences with numbers, addresses and words that only look private; nothing in them may be changed. */
export const NEGATIVES: readonly string[] = [
  'Order 2024-118837 shipped on 2024-11-12.', 'The build 20241112.3 took 1234567 ms', 'Version 10.15.7 was released in 2019', 'Latitude 52.520008, longitude 13.404954', 'It costs $1,299.00 (VAT 19 %)', 'ISBN 978-3-16-148410-0 is a classic', 'trace {TRACE} failed', 'request id {UUID}',
  'created at {MS}', 'timestamp {NS}', 'Tweet {SNOWFLAKE} was deleted', 'commit {SHA}', 'In 1990-2000 the population grew from 1500000 to 2300000', 'Set max_tokens=4096 and temperature=0.7', 'password: must be at least 8 characters', 'The password reset link expires in 24 hours', 'api_key = os.environ["API_KEY"]',
  'Use `token` to count tokens: "token": " the"', '@mention me on the thread', 'npm i @scope/pkg@1.2.3', 'git clone git@github.com:org/repo.git', 'the ratio was 3.1415926535', 'room 101, floor 12, building 7', 'from 10:20:30 to 11:22:33', 'SELECT * FROM t WHERE id IN (1001, 1002, 1003)', 'e = mc^2 and 6.02214076e23',
  'Die Bestellung 4711-0815 kommt am 12.11.2024', 'Der Umsatz stieg auf 1.234.567 Euro', 'Le colis 123 456 789 est arrivé', 'El pedido 12345678 está listo', '订单号 20241112000123', '会議は2024年11月12日です', 'The flight LH 1234 leaves at 18:45 from gate B23', 'Page 123-130 of volume 45',
  '{"id":"chatcmpl-9XyZ","created":1700000000,"usage":{"total_tokens":1234}}', '{"order_id":123456789012,"items":[1,2,3]}', '{"lat":52.52,"lon":13.405,"alt":34}', '{"model":"gpt-4o-2024-08-06","seed":123456789}', 'const x = arr[4111] + 1111;', 'for (let i = 0; i < 1000000; i++) {}', 'std::vector<int> v(10);', 'color #ff00aa and #123456',
  'Chapter 4: 1111 ways to cook', 'The CPU has 64 cores at 3.5 GHz', 'SHA256:{SHA}', 'file_2024_11_12_103000.log', 'UTC+02:00', '100 200 300 400', '12 34 56', 'phone support is available on weekdays', 'please call the function with two arguments', 'the card game has 52 cards', 'I was born to run', 'my social life', 'contact us through the form',
  'Summarise the following text in 200 words.', 'What is the capital of France?', 'Schreib mir ein Gedicht über den Herbst.', 'Explique la photosynthèse simplement.', 'Translate "good morning" to Japanese', 'Refactor this function to be async', 'The answer is 42.', 'Temperature: 21.5 °C, humidity 60 %', 'Invoice 2024/0815, amount due 119.00 EUR, net 100.00', 'SKU 00012345678905', 'Ticket #55512345 is closed',
];
